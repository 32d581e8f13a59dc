/** Jobs on their way into the queue. */
import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../db/json-rows.ts'
import { preparedWrite } from '../db/prepared.ts'
import type { Tx } from '../db/schema.ts'

export type NewJob = {
  name: string
  payload: unknown
  priority: number
  /** Epoch milliseconds. */
  at: number
  uniqueKey?: string
  orderKey?: string
  runAt?: number
  maxAttempts?: number
}

export async function insertJob(tx: Tx, job: NewJob): Promise<boolean> {
  const inserted = await insertRow(
    tx,
    job.name,
    job.uniqueKey ?? null,
    job.orderKey ?? null,
    JSON.stringify(job.payload),
    job.priority,
    job.runAt ?? job.at,
    job.maxAttempts ?? 12,
    job.at,
  )
  return inserted.length === 1
}

const insertRow = preparedWrite(
  (
    tx,
    name: string,
    unique_key: string | null,
    order_key: string | null,
    payload: string,
    priority: number,
    run_at: number,
    max_attempts: number,
    created_at: number,
  ) =>
    tx
      .insertInto('jobs')
      .values({
        name,
        unique_key,
        order_key,
        payload,
        priority,
        run_at,
        max_attempts,
        lease_owner: null,
        lease_until: null,
        last_error: null,
        created_at,
      })
      .onConflict((conflict) =>
        conflict.columns(['name', 'unique_key']).where('unique_key', 'is not', null).doNothing(),
      )
      .returning('id'),
)

/** Inserts those whose unique key no live job has; returns how many. */
export async function insertJobs(tx: Tx, jobs: readonly NewJob[]): Promise<number> {
  const rows = jobs.map(({ name, uniqueKey, orderKey, payload, priority, runAt, maxAttempts, at }) => [
    name,
    uniqueKey ?? null,
    orderKey ?? null,
    JSON.stringify(payload),
    priority,
    runAt ?? at,
    maxAttempts ?? 12,
    at,
  ])
  return (await insertRows(tx, rowsJson(rows))).length
}

/** Of the jobs with these unique keys, those waiting until later. */
export async function bringForward(
  tx: Tx,
  { name, keys, runAt }: { name: string; keys: readonly string[]; runAt: number },
): Promise<void> {
  const given = jsonRows(tx, 'given', { unique_key: 'text' }, rowsJson(keys.map((key) => [key])))
  await tx
    .updateTable('jobs')
    .set({ run_at: runAt })
    .where('name', '=', name)
    .where(sql<boolean>`unique_key in (select unique_key from ${given})`)
    .where('lease_owner', 'is', null)
    .where('run_at', '>', runAt)
    .execute()
}

const jobColumns = {
  name: 'text',
  unique_key: 'text',
  order_key: 'text',
  payload: 'text',
  priority: 'integer',
  run_at: 'integer',
  max_attempts: 'integer',
  created_at: 'integer',
} as const

const insertRows = preparedWrite(
  (tx, rows: string) =>
    sql<{ id: number }>`insert into jobs
        (name, unique_key, order_key, payload, priority, run_at, max_attempts, created_at)
      select name, unique_key, order_key, payload, priority, run_at, max_attempts, created_at
      from ${jsonRows(tx, 'given', jobColumns, rows)} where true
      on conflict (name, unique_key) where unique_key is not null do nothing returning id`,
)
