/**
 * A working copy that somebody writes in: its document in memory, as far as its rows are durable. What comes in goes
 * through rounds (`live-rounds.ts`), which read what others have written (`live-document.ts`) and write
 * (`live-writing.ts`).
 */
import type * as Y from 'yjs'
import type { House } from '../kit/house.ts'
import { copiesChanged } from './copies-changed.ts'
import { openLiveDocument, type LiveDocument } from './live-document.ts'
import { openRounds, type Rounds } from './live-rounds.ts'
import { relay, type Participant, type Written } from './participants.ts'
import { openPresence, type Presence } from './presence.ts'

export type LiveCopy = {
  readonly articleId: number
  readonly generation: number
  readonly doc: Y.Doc
  readonly presence: Presence
  /** The newest update in the document. */
  seq(): number
  /** It was thrown away, and is found to be. */
  isGone(): boolean
  join(participant: Participant): void
  leave(participant: Participant): void
  /** Makes an update durable, then applies it here and relays it. `isDiff`: it may hold nothing that is new. */
  write(from: Participant, bytes: Uint8Array, kind: { isDiff: boolean }): Promise<Written>
  /** Until everything is in the document that was durable when this was called. */
  pull(): Promise<void>
  /** When all that came in has been answered. It is of no use afterwards. */
  end(): Promise<void>
}

export async function openLiveCopy(house: House, articleId: number): Promise<LiveCopy | undefined> {
  const opened = await openLiveDocument(house, articleId)
  if (opened === undefined) return undefined
  const { live, hasLost } = opened
  const rounds = openRounds(live)
  const presence = openPresence<Participant>(house, {
    articleId,
    relay: (bytes, except) => relay(live.participants, { kind: 'awareness', bytes }, except),
  })
  const stop = followRows(live, rounds)
  if (hasLost) await rounds.pull()
  return {
    articleId,
    generation: live.generation,
    doc: live.doc,
    presence,
    seq: () => live.seq,
    isGone: () => live.isGone,
    join(participant) {
      live.participants.add(participant)
      presence.begin()
    },
    leave(participant) {
      live.participants.delete(participant)
      presence.left(participant)
    },
    write: (from, bytes, { isDiff }) => new Promise((settle) => rounds.write({ from, bytes, isDiff, settle })),
    pull: rounds.pull,
    async end() {
      stop()
      await rounds.ended()
      await live.settling.now()
      presence.stop()
      live.doc.destroy()
    },
  }
}

/** Reads on when others have written: here (a file, a program) or in another process. */
function followRows({ house, articleId, self }: LiveDocument, { pull }: Rounds): () => void {
  return house.commits.on(copiesChanged, {
    here: ({ articleId: changed, by }) => {
      if (changed === articleId && by !== self) void pull().catch(() => {})
    },
    async elsewhere({ words = '' }) {
      if (words === '' || words === String(articleId)) await pull()
    },
  })
}
