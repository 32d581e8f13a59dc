/** Folds the updates of working copies together: a row per keystroke is a thousand times as many as needed. */
import * as Y from 'yjs'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { copyRow } from './copy-store.ts'
import { foldable, lastBefore, putFolded } from './fold-store.ts'
import { keepMs } from './jobs.ts'
import { holdCopy } from './live-copies.ts'
import { loadCopy } from './load.ts'

const copiesAtOnce = 100

/**
 * Each copy in its own transaction: if killed halfway, the rest is folded next time. Y.mergeUpdates would take seconds
 * for what loading does in milliseconds.
 */
export async function foldCopies(house: House, signal: AbortSignal): Promise<void> {
  const before = house.clock.now() - keepMs
  for (let last: number | undefined = 0; last !== undefined;) {
    const articleIds: number[] = await foldable(house.db, before, last, copiesAtOnce)
    for (const articleId of articleIds) {
      signal.throwIfAborted()
      await foldCopy(house, articleId, before)
    }
    last = articleIds.at(-1)
  }
}

async function foldCopy(house: House, articleId: number, before: number): Promise<void> {
  const last = await lastBefore(house.db, articleId, before)
  if (last === undefined) return
  if (((await copyRow(house.db, articleId))?.settledSeq ?? 0) < last) await settle(house, articleId)
  const row = await copyRow(house.db, articleId)
  if (row === undefined) return
  // Words lost by an update can be found only from the update itself.
  const [from, to] = [row.stateSeq, Math.min(last, row.settledSeq)]
  const onFault = (error: unknown, seq: number) =>
    house.log.error({ error, articleId, seq }, 'an update of a working copy cannot be applied')
  const loaded = to > from ? await loadCopy(house.db, articleId, { to, onFault }) : undefined
  if (loaded?.seq !== to) return
  const state = Y.encodeStateAsUpdate(loaded.doc)
  loaded.doc.destroy()
  await house.write(system, (tx) => putFolded(tx, { articleId, generation: loaded.generation, from, to, state }))
}

/** Opening it puts back what is lost; whoever releases it last records that. */
async function settle(house: House, articleId: number): Promise<void> {
  await (await holdCopy(house, articleId))?.release()
}
