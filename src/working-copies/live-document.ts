/** The document of a live copy in memory: what its rows say, as far as they have been read. */
import * as Y from 'yjs'
import type { House } from '../kit/house.ts'
import { foldedState, headsOf, type UpdateRow } from './copy-store.ts'
import { applyRow, loadCopy, readUpdates, type OnFault } from './load.ts'
import { relay, sendAway, type Participant } from './participants.ts'
import { openSettling, type Settling } from './settling.ts'

export type LiveDocument = {
  readonly house: House
  readonly articleId: number
  readonly generation: number
  readonly doc: Y.Doc
  readonly participants: Set<Participant>
  readonly settling: Settling
  /** By whom rows are announced that this copy has written. */
  readonly self: object
  readonly onFault: OnFault
  /** The newest update in the document. */
  seq: number
  /** The copy was thrown away, and is found to be. */
  isGone: boolean
}

/** Who has sent which row. */
export type Origins = ReadonlyMap<number, Participant>

/** Undefined where the story has no working copy. `hasLost`: words of which it is not known that they were put back. */
export async function openLiveDocument(
  house: House,
  articleId: number,
): Promise<{ live: LiveDocument; hasLost: boolean } | undefined> {
  const onFault: OnFault = (error, seq) =>
    house.log.error({ error, articleId, seq }, 'an update of a working copy cannot be applied')
  const loaded = await loadCopy(house.db, articleId, { onFault })
  if (loaded === undefined) return undefined
  const { doc, generation, seq } = loaded
  const self = {}
  const settling = openSettling(house, {
    articleId,
    self,
    loaded,
    seq: () => live.seq,
    readOn: () => readAbove(live),
  })
  const shared = { house, articleId, generation, doc, settling, self, onFault }
  const live: LiveDocument = { ...shared, participants: new Set(), seq, isGone: false }
  return { live, hasLost: loaded.rescues.length > 0 }
}

export function takeRow(live: LiveDocument, row: UpdateRow, origins?: Origins): void {
  const { doc, participants, settling, onFault } = live
  settling.lost(applyRow(doc, row, onFault))
  live.seq = row.seq
  relay(participants, { kind: 'update', number: 0, bytes: row.bytes }, origins?.get(row.seq))
  if (row.kind !== 'typed') relay(participants, { kind: 'notice', notice: row.kind })
}

/** Until everything is in the document that was durable when this was called. */
export async function readNow(live: LiveDocument): Promise<void> {
  const { house, articleId, generation } = live
  const [head] = await headsOf(house.db, [articleId])
  if (head?.generation !== generation) return goneNow(live)
  if (head.seq > live.seq) await readAbove(live)
}

export async function readAbove(live: LiveDocument, origins?: Origins): Promise<void> {
  const { house, articleId, generation } = live
  const take = (row: UpdateRow) => takeRow(live, row, origins)
  const read = () => readUpdates(house.db, { articleId, from: live.seq, take })
  while ((await read()) === undefined) {
    // What comes next is folded together with all before it.
    const folded = await foldedState(house.db, articleId)
    if (folded?.generation !== generation) return goneNow(live)
    if (folded.stateSeq > live.seq) jump(live, folded)
  }
}

function jump(live: LiveDocument, { state, stateSeq }: { state: Uint8Array; stateSeq: number }): void {
  Y.applyUpdate(live.doc, state)
  live.seq = stateSeq
  relay(live.participants, { kind: 'update', number: 0, bytes: state })
}

export function goneNow(live: LiveDocument): void {
  live.isGone = true
  sendAway(live.participants)
}
