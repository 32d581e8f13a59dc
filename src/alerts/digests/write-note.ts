/** What the newsroom says in everybody's next digest. */
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { recordDeed } from '../../kit/ledger.ts'
import type { Failure } from '../../kit/outcome.ts'
import { isPlain } from '../../kit/visible.ts'
import { assertCan } from '../../staff/acts.ts'
import { actorKey } from '../alert-for.ts'
import { notDone } from '../refusals.ts'
import type { DigestPace } from './digest.ts'
import { deleteNote, replaceNote } from './store.ts'

export const maxNoteCharacters = 1_000

type Written = { outcome: 'written' | 'removed' } | Failure

/**
 * Stands in the first digest of each reader that is due from now on, and in no second one. Empty words take back what
 * has not been sent. Paragraphs have an empty line between.
 */
export async function writeDigestNote(
  house: House,
  actor: Actor,
  given: { pace: DigestPace; words: string },
): Promise<Written> {
  assertCan(actor, 'alert.approve')
  const { pace } = given
  const words = given.words.replaceAll('\r\n', '\n').trim()
  const fault = faultIn(words)
  if (fault !== undefined)
    return notDone('note-unreadable', 'invalid', 'The note is not valid.', {
      params: { most: maxNoteCharacters },
      faults: [{ path: '/words', detail: fault }],
    })
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<Written> => {
    if (words === '') await deleteNote(tx, pace)
    else await replaceNote(tx, { pace, words, madeBy: actorKey(actor), madeAt: at })
    await recordDeed(tx, { deed: 'digest.note', subject: `digest:${pace}`, detail: { words }, at })
    return { outcome: words === '' ? 'removed' : 'written' }
  })
}

function faultIn(words: string): string | undefined {
  if (Array.from(words).length > maxNoteCharacters) return `has more than ${maxNoteCharacters} characters`
  return isPlain(words.replaceAll('\n', ' ')) ? undefined : 'has a control character'
}
