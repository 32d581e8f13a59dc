/** Jobs on their way from the queue to an end. */
import { sql } from 'kysely'
import { engineOf } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import type { Db, Tx } from '../db/schema.ts'

export type ClaimedJob = {
  id: number
  name: string
  payload: string
  attempt: number
  maxAttempts: number
  createdAt: number
}

export type Claim = {
  owner: string
  limit: number
  now: number
  leaseUntil: number
  /** Names that must not start more right now. */
  busy: readonly string[]
}

/** Whether there may be something to claim; a job that only waits for another of its order counts too. */
export async function isAnyReady(db: Db, now: number): Promise<boolean> {
  return (await anyReady(db, now)).length > 0
}

const anyReady = prepared((db, now: number) =>
  db.selectFrom('jobs').select('id').where('lease_owner', 'is', null).where('run_at', '<=', now).limit(1),
)

/** Leases up to `limit` ready jobs: the attempt's number and the owner fence off whoever held them before. */
export async function claimJobs(tx: Tx, { owner, limit, now, leaseUntil, busy }: Claim): Promise<ClaimedJob[]> {
  const ready = tx
    .selectFrom('jobs as ready')
    .select('ready.id')
    .where('ready.lease_owner', 'is', null)
    .where('ready.run_at', '<=', now)
    .$if(busy.length > 0, (query) => query.where('ready.name', 'not in', [...busy]))
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('ready.order_key', 'is', null),
        not(
          exists(
            selectFrom('jobs as earlier')
              .select('earlier.id')
              .whereRef('earlier.order_key', '=', 'ready.order_key')
              .whereRef('earlier.id', '<', 'ready.id'),
          ),
        ),
      ]),
    )
    .orderBy('ready.priority', 'desc')
    .orderBy('ready.run_at')
    .orderBy('ready.id')
    .limit(limit)
  const claimed = await tx
    .updateTable('jobs')
    .set({ lease_owner: owner, lease_until: leaseUntil, attempt: sql`attempt + 1` })
    .where('id', 'in', engineOf(tx) === 'postgres' ? ready.forUpdate('ready').skipLocked() : ready)
    .returning([
      'id',
      'name',
      'payload',
      'attempt',
      'max_attempts as maxAttempts',
      'created_at as createdAt',
      'priority',
      'run_at as runAt',
    ])
    .execute()
  // RETURNING keeps no order.
  return claimed.sort((a, b) => b.priority - a.priority || a.runAt - b.runAt || a.id - b.id)
}

export type Held = { id: number; attempt: number }

/** Removes the jobs still held by this owner in that attempt; a late completion of a lost lease finds nothing. */
export async function completeJobs(tx: Tx, owner: string, held: readonly Held[]): Promise<number> {
  let completed = 0
  for (const [attempt, ids] of byAttempt(held)) {
    const deleted = await tx
      .deleteFrom('jobs')
      .where('id', 'in', ids)
      .where('lease_owner', '=', owner)
      .where('attempt', '=', attempt)
      .executeTakeFirst()
    completed += Number(deleted.numDeletedRows)
  }
  return completed
}

export async function extendLeases(tx: Tx, owner: string, held: readonly Held[], leaseUntil: number): Promise<void> {
  for (const [attempt, ids] of byAttempt(held)) {
    await tx
      .updateTable('jobs')
      .set({ lease_until: leaseUntil })
      .where('id', 'in', ids)
      .where('lease_owner', '=', owner)
      .where('attempt', '=', attempt)
      .execute()
  }
}

/** Puts it back to be retried at `runAt`. */
export async function retryJob(tx: Tx, owner: string, held: Held, runAt: number, error: string): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({ lease_owner: null, lease_until: null, run_at: runAt, last_error: error })
    .where('id', '=', held.id)
    .where('lease_owner', '=', owner)
    .where('attempt', '=', held.attempt)
    .execute()
}

/** Puts it back as if it had not been claimed. */
export async function returnJob(tx: Tx, owner: string, held: Held, runAt: number): Promise<void> {
  await retryJob(tx, owner, held, runAt, '')
  await tx
    .updateTable('jobs')
    .set({ attempt: held.attempt - 1 })
    .where('id', '=', held.id)
    .where('lease_owner', 'is', null)
    .execute()
}

/** Takes it out of the queue, with its error, for somebody to look at. */
export async function buryJob(tx: Tx, owner: string, job: ClaimedJob, error: string, at: number): Promise<void> {
  const [buried] = await tx
    .deleteFrom('jobs')
    .where('id', '=', job.id)
    .where('lease_owner', '=', owner)
    .where('attempt', '=', job.attempt)
    .returning(['id', 'name', 'unique_key', 'order_key', 'payload', 'priority', 'max_attempts', 'created_at'])
    .execute()
  if (buried === undefined) return
  await tx
    .insertInto('dead_jobs')
    .values({ ...buried, attempts: job.attempt, error, died_at: at })
    .execute()
}

/** Expired leases of processes that died or froze: their jobs wait again. */
export async function releaseExpired(tx: Tx, now: number): Promise<number> {
  const released = await tx
    .updateTable('jobs')
    .set({ lease_owner: null, lease_until: null })
    .where('lease_owner', 'is not', null)
    .where('lease_until', '<', now)
    .executeTakeFirst()
  return Number(released.numUpdatedRows)
}

export async function queueCounts(
  db: Db,
  now: number,
): Promise<{ ready: number; waiting: number; running: number; dead: number }> {
  const jobs = await db
    .selectFrom('jobs')
    .select(({ fn, eb }) => [
      fn
        .sum<number>(
          eb
            .case()
            .when(eb.and([eb('lease_owner', 'is', null), eb('run_at', '<=', now)]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('ready'),
      fn
        .sum<number>(
          eb
            .case()
            .when(eb.and([eb('lease_owner', 'is', null), eb('run_at', '>', now)]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('waiting'),
      fn.sum<number>(eb.case().when('lease_owner', 'is not', null).then(1).else(0).end()).as('running'),
    ])
    .executeTakeFirst()
  const dead = await db
    .selectFrom('dead_jobs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return { ready: jobs?.ready ?? 0, waiting: jobs?.waiting ?? 0, running: jobs?.running ?? 0, dead: dead?.count ?? 0 }
}

function byAttempt(held: readonly Held[]): [number, number[]][] {
  return [...Map.groupBy(held, ({ attempt }) => attempt)].map(([attempt, jobs]) => [attempt, jobs.map(({ id }) => id)])
}
