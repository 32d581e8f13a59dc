/** What the newsroom says in everybody's next digest. */
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { recordDeed } from '../../kit/ledger.ts'
import { orFailure, TakenBack, type Failure } from '../../kit/outcome.ts'
import { isPlain } from '../../kit/visible.ts'
import { assertCan } from '../../staff/acts.ts'
import { actorKey } from '../alert-for.ts'
import { notDone } from '../refusals.ts'
import type { DigestPace } from './digest.ts'
import { deleteNote, heldNote, replaceNote } from './store.ts'

export const maxNoteCharacters = 1_000

const changedSince = notDone(
  'note-changed',
  'stale',
  'Somebody else has changed this note in the meantime. Read it, then write yours.',
)

/** `revision`: what is to be expected of it from now on. */
type Written = { outcome: 'written' | 'removed'; revision: number } | Failure

/**
 * Stands in the first digest of each reader that is due from now on, and in no second one. Empty words take back what
 * has not been sent. Paragraphs have an empty line between. `expectedRevision`: when the note was made that the caller
 * has seen, 0 where there was none.
 */
export async function writeDigestNote(
  house: House,
  actor: Actor,
  given: { pace: DigestPace; words: string; expectedRevision?: number | undefined },
): Promise<Written> {
  assertCan(actor, 'alert.approve')
  const { pace, expectedRevision } = given
  const words = given.words.replaceAll('\r\n', '\n').trim()
  const fault = faultIn(words)
  if (fault !== undefined)
    return notDone('note-unreadable', 'invalid', 'The note is not valid.', {
      params: { most: maxNoteCharacters },
      faults: [{ path: '/words', detail: fault }],
    })
  const at = house.clock.now()
  const written = house.write(actor, async (tx): Promise<Written> => {
    const held = await heldNote(tx, pace)
    if (expectedRevision !== undefined && (held?.madeAt ?? 0) !== expectedRevision) throw new TakenBack(changedSince)
    const note = { pace, words, madeBy: actorKey(actor), madeAt: at }
    if (words === '') await deleteNote(tx, pace)
    else if (!(await replaceNote(tx, note, expectedRevision))) throw new TakenBack(changedSince)
    await recordDeed(tx, { deed: 'digest.note', subject: `digest:${pace}`, detail: { words }, at })
    return words === '' ? { outcome: 'removed', revision: 0 } : { outcome: 'written', revision: at }
  })
  return orFailure(written)
}

function faultIn(words: string): string | undefined {
  if (Array.from(words).length > maxNoteCharacters) return `has more than ${maxNoteCharacters} characters`
  return isPlain(words.replaceAll('\n', ' ')) ? undefined : 'has a control character'
}
