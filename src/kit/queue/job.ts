import { z } from 'zod'
import { defineChannel } from '../db/commits.ts'
import { announce } from '../db/database.ts'
import type { Db, Tx } from '../db/schema.ts'
import type { House } from '../house.ts'
import { bringForward, insertJob, insertJobs, type NewJob } from './new-job-store.ts'

/**
 * A kind of background work. The room that enqueues it defines it; the room that does it supplies the handler
 * (`handleJob`).
 */
export type Job<Payload> = {
  readonly name: string
  readonly payload: z.ZodType<Payload>
  /** How many run at the same time in one process. */
  readonly concurrency: number
  /** Higher runs first. */
  readonly priority: number
}

/** `name`: the room and the work, such as `media.derive`. It is stored in rows, so it must not change. */
export function defineJob<Payload>(
  name: string,
  payload: z.ZodType<Payload>,
  { concurrency = 4, priority = 0 }: { concurrency?: number; priority?: number } = {},
): Job<Payload> {
  return { name, payload, concurrency, priority }
}

/** The payload of work that needs no input. */
export const nothing = z.strictObject({})

export type When = {
  /** The time of the deed, epoch milliseconds. */
  at: number
  /** While a job of this name and key is live, another is not added. */
  uniqueKey?: string
  /** Jobs of one order key run one after the other, oldest first. */
  orderKey?: string
  /** Epoch milliseconds; immediately if left out. */
  runAt?: number
  /** For a kind of work with several urgencies. */
  priority?: number
  maxAttempts?: number
}

/** Notified after each commit that has added a job. */
export const jobsAdded = defineChannel('jobs')

/**
 * Adds a job in the deed's transaction; it can start as soon as that has committed. False: one with its unique key is
 * already live.
 */
export async function enqueue<Payload>(tx: Tx, job: Job<Payload>, payload: Payload, when: When): Promise<boolean> {
  return addJob(tx, { name: job.name, priority: job.priority, payload, ...when })
}

/** The same for many of one kind, each with its unique key. Returns how many are new. */
export async function enqueueAll<Payload>(
  tx: Tx,
  job: Job<Payload>,
  wanted: readonly { payload: Payload; uniqueKey: string }[],
  when: Pick<When, 'at' | 'runAt'>,
): Promise<number> {
  if (wanted.length === 0) return 0
  const { name, priority } = job
  const added = await insertJobs(
    tx,
    wanted.map((one) => ({ name, priority, ...one, ...when })),
  )
  if (added > 0) await announce(tx, jobsAdded, undefined)
  return added
}

/**
 * Makes sure there is a job for each unique key and that it is due by then: jobs waiting until later are brought
 * forward. One that is running is left alone.
 */
export async function wakeAll<Payload>(
  tx: Tx,
  job: Job<Payload>,
  wanted: readonly { payload: Payload; uniqueKey: string }[],
  when: { at: number; priority?: number; maxAttempts?: number },
): Promise<void> {
  if (wanted.length === 0) return
  const { name, priority } = job
  await bringForward(tx, { name, keys: wanted.map(({ uniqueKey }) => uniqueKey), runAt: when.at })
  await insertJobs(
    tx,
    wanted.map((one) => ({ name, priority, ...one, ...when })),
  )
  await announce(tx, jobsAdded, undefined)
}

/** The same for a job that was one before, whatever it was. */
export async function addJob(tx: Tx, job: NewJob): Promise<boolean> {
  const isNew = await insertJob(tx, job)
  if (isNew) await announce(tx, jobsAdded, undefined)
  return isNew
}

export type JobContext = {
  attempt: number
  /**
   * Aborted when the process is stopping: call `throwIfAborted()` at a good place, and the job continues another time,
   * without spending an attempt.
   */
  signal: AbortSignal
}

/**
 * How a kind of work is done. Runs at least once, perhaps again after a crash: doing it twice must have the same
 * result.
 */
export type JobHandler = {
  readonly name: string
  readonly concurrency: number
  run(house: House, payload: unknown, context: JobContext): Promise<void>
  /** Whether there is nothing left to do, so that it must not be retried. */
  isOver?: ((db: Db, payload: unknown) => Promise<boolean>) | undefined
}

export function handleJob<Payload>(
  { name, concurrency, payload: schema }: Job<Payload>,
  work: (house: House, payload: Payload, context: JobContext) => Promise<unknown>,
  isOver?: (db: Db, payload: Payload) => Promise<boolean>,
): JobHandler {
  return {
    name,
    concurrency,
    isOver: isOver && ((db, given) => isOver(db, schema.parse(given))),
    async run(house, given, context) {
      const { data, error } = schema.safeParse(given)
      if (error !== undefined) throw new PermanentFailure(`${name} was given something else: ${z.prettifyError(error)}`)
      await work(house, data as Payload, context)
    },
  }
}

/** Thrown by a job that would always fail the same way: it is kept with its error at once, without another attempt. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
}

/**
 * Thrown by a job that is not finished and continues at that time (epoch milliseconds), without spending an attempt.
 */
export class ComeBack extends Error {
  override readonly name = 'ComeBack'
  readonly at: number
  constructor(at: number) {
    super('the job goes on later')
    this.at = at
  }
}

/** Recurring work; `cron` in crontab syntax, in UTC. */
export type Schedule = { job: Job<Record<string, never>>; cron: string }
