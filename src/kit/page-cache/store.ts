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

/** The oldest first, `limit` at most. */
export async function invalidationsAfter(
  db: Db,
  seq: number,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<Invalidation[]> {
  const rows = await db
    .selectFrom('invalidations')
    .select(['seq', 'at', 'tags', 'hard'])
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ seq: row.seq, at: row.at, tags: row.tags.split(' ') as Tag[], hard: row.hard === 1 }))
}

/** The newest row that is at least so old. */
export async function newestBefore(db: Db, ageMs: number): Promise<{ seq: number; at: number } | undefined> {
  return db
    .selectFrom('invalidations')
    .select(['seq', 'at'])
    .where('at', '<=', sql<number>`${databaseNow(db)} - ${sql.lit(ageMs)}`)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** What nobody asks for any more: what is older, or further back than the newest `most`. The newest stays for ever. */
export type Prunable = { ageMs: number; most: number }

/** Rows up to this number may go; undefined: none. */
export async function prunableUpTo(db: Db, { ageMs, most }: Prunable): Promise<number | undefined> {
  const { oldest, newest } = await db
    .selectFrom('invalidations')
    .select(({ fn }) => [fn.min<number | null>('seq').as('oldest'), fn.max<number | null>('seq').as('newest')])
    .executeTakeFirstOrThrow()
  if (oldest === null || newest === null) return undefined
  const old = (await newestBefore(db, ageMs))?.seq ?? 0
  const upTo = Math.min(newest - 1, Math.max(old, newest - most))
  return upTo >= oldest ? upTo : undefined
}

/** Removes up to `limit` rows; says how many. */
export async function pruneInvalidations(tx: Tx, upTo: number, limit: number): Promise<number> {
  const old = tx.selectFrom('invalidations').select('seq').where('seq', '<=', upTo).orderBy('seq').limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('invalidations').where('seq', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

function databaseNow(db: Db) {
  return engineOf(db) === 'sqlite'
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
}
