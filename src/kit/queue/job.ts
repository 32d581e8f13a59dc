import { z } from 'zod'
import { defineChannel } from '../db/commits.ts'
import { announce } from '../db/database.ts'
import type { Db, Tx } from '../db/schema.ts'
import type { House } from '../house.ts'
import { bringForward, insertJob, insertJobs, type NewJob } from './new-job-store.ts'

/** A kind of work that is done later. The room that asks for it defines it; whoever does it says how (`handleJob`). */
export type Job<Payload> = {
  readonly name: string
  readonly payload: z.ZodType<Payload>
  /** How many run at the same time in one process. */
  readonly concurrency: number
  /** Higher runs first. */
  readonly priority: number
}

/** `name`: the room and the work, such as `media.derive`. It stands in rows, so it stays what it is. */
export function defineJob<Payload>(
  name: string,
  payload: z.ZodType<Payload>,
  { concurrency = 4, priority = 0 }: { concurrency?: number; priority?: number } = {},
): Job<Payload> {
  return { name, payload, concurrency, priority }
}

/** The payload of work that needs to be told nothing. */
export const nothing = z.strictObject({})

export type When = {
  /** Epoch milliseconds of the deed. */
  at: number
  /** While a job of this name and key is live, another is not added. */
  uniqueKey?: string
  /** Jobs of one order key run one after the other, oldest first. */
  orderKey?: string
  /** Epoch milliseconds; at once when left out. */
  runAt?: number
  /** Where one kind has work of several urgencies. */
  priority?: number
  maxAttempts?: number
}

/** Told after each commit that has added a job. */
export const jobsAdded = defineChannel('jobs')

/**
 * Adds a job in the deed's transaction; it can start as soon as that has committed. False: one with its unique key is
 * live.
 */
export async function enqueue<Payload>(tx: Tx, job: Job<Payload>, payload: Payload, when: When): Promise<boolean> {
  return addJob(tx, { name: job.name, priority: job.priority, payload, ...when })
}

/** The same for many of one kind, each with its unique key. How many are new. */
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
 * Sees to it that there is a job for each unique key and that it is due by then: those that wait until later come
 * sooner. One that runs just now is left alone.
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
   * Aborted when the process is stopping: `throwIfAborted()` at a good place, and the job goes on another time; that
   * spends no attempt.
   */
  signal: AbortSignal
}

/** How a kind of work is done. Runs at least once, perhaps again after a crash: done twice, it must be the same. */
export type JobHandler = {
  readonly name: string
  readonly concurrency: number
  run(house: House, payload: unknown, context: JobContext): Promise<void>
  /** Whether there is nothing left to do, so that it is not to be tried again. */
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

/** Thrown by a job that would fail in the same way for ever: kept with its error at once, without another attempt. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
}

/** Thrown by a job that is not over and goes on at that time (epoch milliseconds): that spends no attempt. */
export class ComeBack extends Error {
  override readonly name = 'ComeBack'
  readonly at: number
  constructor(at: number) {
    super('the job goes on later')
    this.at = at
  }
}

/** Work that comes round by the clock; `cron` in the words of crontab, in UTC. */
export type Schedule = { job: Job<Record<string, never>>; cron: string }
