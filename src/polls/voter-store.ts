/** By what a poll knows its voters, and how it ceases to. */
import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { closedAt } from './open-store.ts'

/** Hashes of the addresses that may vote; those that are listed already stay. */
export async function insertVoters(tx: Tx, pollId: number, addressHashes: readonly string[]): Promise<void> {
  const given = jsonRows(tx, 'given', { hash: 'text' }, rowsJson(addressHashes.map((hash) => [hash])))
  const insert = sql`
    insert into poll_voters (poll_id, address_hash) select ${sql.lit(pollId)}, given.hash from ${given}
    where true on conflict do nothing`
  await insert.execute(tx)
}

/** Ids of polls that closed by then and still have their key. */
export async function keptKeys(
  db: Db,
  { closedBefore, limit }: { closedBefore: number; limit: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom('poll_keys')
    .innerJoin('polls', 'polls.id', 'poll_keys.poll_id')
    .select('polls.id')
    .where('poll_keys.material', 'is not', null)
    .where(closedAt(closedBefore))
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

export async function destroyKey(tx: Tx, pollId: number, at: number): Promise<void> {
  await tx.updateTable('poll_keys').set({ material: null, destroyed_at: at }).where('poll_id', '=', pollId).execute()
}

export async function deleteNetworks(tx: Tx, pollId: number): Promise<void> {
  await tx.deleteFrom('poll_networks').where('poll_id', '=', pollId).execute()
}
