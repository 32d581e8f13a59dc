import { afterCommit, engineOf } from '../db/database.ts'
import { notify } from '../db/postgres.ts'
import type { Tx } from '../db/schema.ts'
import { countChanges } from './standing-store.ts'
import { insertInvalidation, type Invalidation } from './store.ts'

type Listener = (invalidation: Invalidation) => void

const listeners = new Set<Listener>()

/**
 * Says which cached pages the deed changes, in the deed's own transaction: pages marked with one of the tags are
 * rendered anew, in this process from the commit on, in others within about a tenth of a second. `hard`: the old bytes
 * must never be served again (withdrawal, removal, correction). Otherwise a stream of invalidations makes at most one
 * render a second and the old page serves meanwhile. The tag `settings` drops everything.
 */
export async function invalidate(
  tx: Tx,
  tags: readonly string[],
  { hard = false }: { hard?: boolean } = {},
): Promise<void> {
  const distinct = [...new Set(tags)]
  if (distinct.length === 0) return
  const fault = distinct.find((tag) => !isTag(tag))
  if (fault !== undefined) throw new Error(`"${fault}" is no tag: words such as article:12`)
  await countChanges(tx, distinct)
  const row = await insertInvalidation(tx, distinct, hard)
  if (engineOf(tx) === 'postgres') await notify(tx)
  afterCommit(tx, () => {
    for (const listener of listeners) listener({ ...row, tags: distinct, hard })
  })
}

/** Printable ASCII without space or comma, so that it can stand in a row and in a header of tags. */
export function isTag(tag: string): boolean {
  return /^[!-+\--~]{1,120}$/u.test(tag)
}

/** Hears what this process invalidates as soon as it is committed. Returns how to stop. */
export function onInvalidation(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
