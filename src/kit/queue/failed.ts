/** Waiting and failed jobs, to look at and to retry. */
import { system, type Db, type Tx } from '../db/schema.ts'
import type { House } from '../house.ts'
import { addJob } from './job.ts'

export type WaitingJob = {
  id: number
  name: string
  state: 'running' | 'waiting'
  /** How often it has been tried. */ attempts: number
  maxAttempts: number
  runAt: number
  /** The last attempt's error; empty before one failed. */ error: string
}

export type FailedJob = { id: number; name: string; attempts: number; failedAt: number; error: string }

/** The next ones in line. */
export async function waitingJobs(db: Db, limit: number): Promise<WaitingJob[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'name', 'attempt as attempts', 'max_attempts as maxAttempts', 'run_at as runAt'])
    .select(['lease_owner as owner', 'last_error as error'])
    .orderBy('run_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ owner, error, ...job }) => ({
    ...job,
    state: owner === null ? 'waiting' : 'running',
    error: error ?? '',
  }))
}

/** Newest first. */
export function failedJobs(db: Db, limit: number): Promise<FailedJob[]> {
  return db
    .selectFrom('dead_jobs')
    .select(['id', 'name', 'attempts', 'died_at as failedAt', 'error'])
    .orderBy('died_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/**
 * `waits`: it will be tried again, or another with its unique key is already waiting. `over`: there is nothing left to
 * do, as for a mail that was refused.
 */
export type Retried = { id: number; outcome: 'waits' | 'over' | 'unknown' }

/** Retries failed jobs as if they were new; `all` stops at a thousand. */
export async function retryFailed(house: House, which: readonly number[] | 'all'): Promise<Retried[]> {
  const ids = which === 'all' ? (await failedJobs(house.db, 1_000)).map(({ id }) => id) : which
  return house.write(system, async (tx) => {
    const retried: Retried[] = []
    for (const id of ids) retried.push({ id, outcome: await retryIn(tx, house, id) })
    return retried
  })
}

async function retryIn(tx: Tx, house: House, id: number): Promise<Retried['outcome']> {
  const job = await tx
    .selectFrom('dead_jobs')
    .select(['name', 'payload', 'priority'])
    .select(['unique_key as uniqueKey', 'order_key as orderKey', 'max_attempts as maxAttempts'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (job === undefined) return 'unknown'
  const payload: unknown = JSON.parse(job.payload)
  if (await house.queue.isOver(tx, { name: job.name, payload })) return 'over'
  const { uniqueKey, orderKey, ...rest } = job
  const keys = { ...(uniqueKey !== null && { uniqueKey }), ...(orderKey !== null && { orderKey }) }
  await addJob(tx, { ...rest, ...keys, payload, at: house.clock.now() })
  await tx.deleteFrom('dead_jobs').where('id', '=', id).execute()
  return 'waits'
}
