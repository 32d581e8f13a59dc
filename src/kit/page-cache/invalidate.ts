import { defineChannel } from '../db/commits.ts'
import { announce } from '../db/database.ts'
import type { Tx } from '../db/schema.ts'
import { countChanges } from './standing-store.ts'
import { insertInvalidation, type Invalidation } from './store.ts'
import type { Tag } from './tag.ts'

/** Told after each commit that has invalidated something, in this process with its row. */
export const invalidations = defineChannel<Invalidation>('invalidations')

/**
 * Says which cached pages the deed changes, in the deed's own transaction: pages marked with one of the tags are
 * rendered again, in this process from the commit on, in others within about a tenth of a second. `hard`: the old bytes
 * must never be served again (withdrawal, removal, correction). Otherwise a stream of invalidations makes at most one
 * render a second and the old page serves meanwhile. The tag `settings` drops everything.
 */
export async function invalidate(
  tx: Tx,
  tags: readonly Tag[],
  { hard = false }: { hard?: boolean } = {},
): Promise<void> {
  const distinct = [...new Set(tags)]
  if (distinct.length === 0) return
  await countChanges(tx, distinct)
  const row = await insertInvalidation(tx, distinct, hard)
  await announce(tx, invalidations, { ...row, tags: distinct, hard })
}
