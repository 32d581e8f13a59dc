/** Appends an update that no browser sent after all others of its copy. */
import { actorOf } from '../kit/db/database.ts'
import type { Tx } from '../kit/db/schema.ts'
import { announceCopy } from './copies-changed.ts'
import { appendUpdates, type Append } from './copy-store.ts'

type Appended = Omit<Append, 'updates' | 'maxBytes'> & { update: Uint8Array; maxBytes?: number }

/** Changes nothing, and tells everybody who has the copy open that something was done. */
export const emptyUpdate = new Uint8Array([0, 0])

/** By the actor of this transaction. False if the copy is gone or would exceed `maxBytes`. */
export async function appendIn(
  tx: Tx,
  { update, maxBytes = Number.MAX_SAFE_INTEGER, ...row }: Appended,
): Promise<boolean> {
  const { kind, id } = actorOf(tx)
  const first = await appendUpdates(tx, { ...row, updates: [{ bytes: update, actor: `${kind}:${id}` }], maxBytes })
  if (first === undefined) return false
  await announceCopy(tx, row.articleId)
  return true
}
