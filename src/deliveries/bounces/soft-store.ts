import { sql } from 'kysely'
import type { Tx } from '../../kit/db/schema.ts'

/** How many there are now. */
export async function countSoftBounce(tx: Tx, subscriberId: number): Promise<number> {
  const row = await tx
    .updateTable('subscribers')
    .set({ soft_bounces: sql`soft_bounces + 1` })
    .where('id', '=', subscriberId)
    .returning('soft_bounces as count')
    .executeTakeFirst()
  return row?.count ?? 0
}
