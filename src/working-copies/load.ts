/** Loads a working copy's document from its rows. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Db } from '../kit/db/schema.ts'
import { foldedState, updatesAbove, type UpdateRow } from './copy-store.ts'
import { keepsPlaces, rescueLost, type Rescue } from './rescue.ts'

/** After this many rows, let the event loop run. */
const page = 1_000

/** `rescues`: lost words not known to have been put back. */
export type LoadedCopy = { doc: Y.Doc; seq: number; settledSeq: number; generation: number; rescues: Rescue[] }

/** Told of an update that cannot be applied, with its number. */
export type OnFault = (error: unknown, seq: number) => void

/**
 * Everything durable at the time of the call, and perhaps some of what arrives meanwhile; `to`: nothing after that.
 * Undefined if the story has no working copy.
 */
export async function loadCopy(
  db: Db,
  articleId: number,
  { to = Infinity, onFault }: { to?: number; onFault: OnFault },
): Promise<LoadedCopy | undefined> {
  const folded = await foldedState(db, articleId)
  if (folded === undefined) return undefined
  const { state, stateSeq, settledSeq, generation } = folded
  const doc = new Y.Doc({ gcFilter: keepsPlaces })
  Y.applyUpdate(doc, state)
  const rescues: Rescue[] = []
  const take = (row: UpdateRow) => {
    const lost = applyRow(doc, row, onFault)
    if (row.seq > settledSeq) rescues.push(...lost)
  }
  const seq = await readUpdates(db, { articleId, from: stateSeq, to, take })
  return seq === undefined ? loadCopy(db, articleId, { to, onFault }) : { doc, seq, settledSeq, generation, rescues }
}

/**
 * The words it has lost. An update that could not be applied when it arrived never can be: it must not keep all others
 * from being read.
 */
export function applyRow(doc: Y.Doc, { seq, bytes }: UpdateRow, onFault: OnFault): Rescue[] {
  try {
    return rescueLost(doc, bytes)
  } catch (error) {
    onFault(error, seq)
    return []
  }
}

type Reading = { articleId: number; from: number; to?: number; take: (row: UpdateRow) => void }

/**
 * Passes on all updates above `from`, in order. Returns the number of the last one; undefined if the next one is gone
 * because it was folded meanwhile.
 */
export async function readUpdates(
  db: Db,
  { articleId, from, to = Infinity, take }: Reading,
): Promise<number | undefined> {
  for (let seq = from; ; await nextTurn()) {
    const rows = await updatesAbove(db, articleId, seq, page)
    if (rows.length === 0 || seq >= to) return seq
    for (const row of rows) {
      if (seq >= to) return seq
      if (row.seq !== ++seq) return undefined
      take(row)
    }
  }
}
