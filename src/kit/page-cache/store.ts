import { sql } from 'kysely'
import { engineOf } from '../db/database.ts'
import type { Db, Tx } from '../db/schema.ts'
import type { Tag } from './tag.ts'

export type Invalidation = { seq: number; at: number; tags: readonly Tag[]; hard: boolean }

/** Tags are words without spaces. `at` is the database's own time: the clocks of several machines differ. */
export async function insertInvalidation(
  tx: Tx,
  tags: readonly Tag[],
  hard: boolean,
): Promise<{ seq: number; at: number }> {
  return tx
    .insertInto('invalidations')
    .values({ at: databaseNow(tx), tags: tags.join(' '), hard: hard ? 1 : 0 })
    .returning(['seq', 'at'])
    .executeTakeFirstOrThrow()
}

export async function invalidationsAfter(db: Db, seq: number): Promise<Invalidation[]> {
  const rows = await db
    .selectFrom('invalidations')
    .select(['seq', 'at', 'tags', 'hard'])
    .where('seq', '>', seq)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({ seq: row.seq, at: row.at, tags: row.tags.split(' ') as Tag[], hard: row.hard === 1 }))
}

/** The newest row that is at least so old, 0 when there is none. */
export async function seqOlderThan(db: Db, ageMs: number): Promise<number> {
  const row = await db
    .selectFrom('invalidations')
    .select('seq')
    .where('at', '<=', sql<number>`${databaseNow(db)} - ${sql.lit(ageMs)}`)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** Removes up to `limit` rows that every process has read long ago; says how many. */
export async function pruneInvalidations(tx: Tx, ageMs: number, limit: number): Promise<number> {
  const old = tx
    .selectFrom('invalidations')
    .select('seq')
    .where('at', '<=', sql<number>`${databaseNow(tx)} - ${sql.lit(ageMs)}`)
    .limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('invalidations').where('seq', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

function databaseNow(db: Db) {
  return engineOf(db) === 'sqlite'
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
}
