/** What the doctor reads across all rooms, about the database itself among it. */
import { sql } from 'kysely'
import type { Db } from '../../kit/db/schema.ts'

/** When the last entries were made by their own account, the last that was written first. */
export async function ledgerTimes(db: Db, limit: number): Promise<number[]> {
  const rows = await db.selectFrom('ledger').select('at').orderBy('seq', 'desc').limit(limit).execute()
  return rows.map(({ at }) => at)
}

export async function newestInvalidation(db: Db): Promise<number | undefined> {
  return (await db.selectFrom('invalidations').select('at').orderBy('at', 'desc').limit(1).executeTakeFirst())?.at
}

/** Since when the job that has waited longest could have been run. */
export async function oldestReadyJob(db: Db, now: number): Promise<number | undefined> {
  const ready = await db
    .selectFrom('jobs')
    .select('run_at as runAt')
    .where('lease_owner', 'is', null)
    .where('run_at', '<=', now)
    .orderBy('run_at')
    .limit(1)
    .executeTakeFirst()
  return ready?.runAt
}

/** How many have a lease that ran out before then. */
export async function abandonedJobs(db: Db, before: number): Promise<number> {
  const { count } = await db
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('lease_owner', 'is not', null)
    .where('lease_until', '<', before)
    .executeTakeFirstOrThrow()
  return count
}

/** Those that were given up, by name. */
export async function deadJobs(db: Db): Promise<{ name: string; count: number }[]> {
  return db
    .selectFrom('dead_jobs')
    .select(({ fn }) => ['name', fn.countAll<number>().as('count')])
    .groupBy('name')
    .orderBy('name')
    .execute()
}

export async function newestError(db: Db): Promise<string | undefined> {
  const newest = await db
    .selectFrom('dead_jobs')
    .select(['name', 'error'])
    .orderBy('died_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest?.error
}

export async function mailsByOutcome(db: Db, since: number) {
  return db
    .selectFrom('mails')
    .select(({ fn }) => ['outcome', fn.countAll<number>().as('count'), fn.min('created_at').as('oldestAt')])
    .where('created_at', '>', since)
    .groupBy('outcome')
    .execute()
}

/** `refused` has all whom we write to no more for another reason than that they asked for it. */
export async function suppressionsByReason(db: Db) {
  return db
    .selectFrom('suppressions')
    .select(({ eb, fn }) => [
      eb.case().when('reason', '=', 'left').then('left').else('refused').end().as('why'),
      fn.countAll<number>().as('count'),
    ])
    .groupBy('why')
    .execute()
}

/** The first column of what SQLite answers to one of its pragmas, whose name is taken as it is. */
export async function pragma(db: Db, name: string): Promise<string[]> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db)
  return rows.map((row) => String(Object.values(row)[0]))
}

/** PostgreSQL's own clock, in milliseconds since 1970. */
export async function postgresTime(db: Db): Promise<number> {
  const read = sql<{ at: number }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as at`
  const [server] = (await read.execute(db)).rows
  if (server === undefined) throw new Error('PostgreSQL did not say what time it is')
  return server.at
}

/** `standby`: it takes no writes. */
export async function postgresDurabilitySettings(
  db: Db,
): Promise<{ commit: string; fsync: string; pages: string; standby: boolean }> {
  const { rows } = await sql<{ commit: string; fsync: string; pages: string; standby: boolean }>`
    select current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync,
      current_setting('full_page_writes') as pages, pg_is_in_recovery() as standby`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL told nothing of itself')
  return row
}

export async function postgresSizeAndVersion(db: Db): Promise<{ bytes: number; version: string }> {
  const { rows } = await sql<{ bytes: number; version: string }>`
    select pg_database_size(current_database()) as bytes, current_setting('server_version') as version`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL told nothing of itself')
  return row
}
