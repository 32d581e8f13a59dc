/**
 * Background work as rows: added in the deed's own transaction, run at least once, retried with backoff, kept with its
 * error when it will not succeed. The same on SQLite (one worker) and PostgreSQL (any number of workers).
 */
import { Cron } from 'croner'
import { randomBytes } from 'node:crypto'
import type { Commits } from '../db/commits.ts'
import { unhurried } from '../db/patience.ts'
import { system, type Tx } from '../db/schema.ts'
import { Unavailable } from '../db/trouble.ts'
import type { House } from '../house.ts'
import { enqueue, jobsAdded, PermanentFailure, type JobHandler, type Schedule } from './job.ts'
import type { Queue } from './queue.ts'
import {
  buryJob,
  claimJobs,
  claimSchedule,
  completeJobs,
  dueSchedules,
  ensureSchedule,
  extendLeases,
  isAnyReady,
  queueCounts,
  releaseExpired,
  retryJob,
  type ClaimedJob,
  type Held,
} from './store.ts'

const batch = 256
const leaseMs = 30_000
const pollMs = 1_000
/** A queue that cannot be read is tried again after a second, then two, and so on up to this. */
const longestPauseMs = 30_000

export type QueueOptions = {
  handlers: readonly JobHandler[]
  schedules: readonly Schedule[]
  commits: Commits
}

export function openQueue(getHouse: () => House, { handlers, schedules, commits }: QueueOptions): Queue {
  const handlerOf = new Map(handlers.map((handler) => [handler.name, handler]))
  if (handlerOf.size < handlers.length) throw new Error('two handlers do the same job')
  const owner = randomBytes(9).toString('base64url')
  const running = new Map<number, { job: ClaimedJob; done: Promise<void> }>()
  const finished: Held[] = []
  /**
   * What has become of jobs, not written yet because the database could not: with their leases they come before what
   * is claimed next.
   */
  const unwritten: { job: ClaimedJob; write(tx: Tx): Promise<void> }[] = []
  let pauseMs = 0
  let pausedUntil = -Infinity
  const stopping = new AbortController()
  let started = false
  let closed = false
  let looping: Promise<unknown> | undefined
  let again = false
  const timers: NodeJS.Timeout[] = []
  let stopHearing: (() => void) | undefined
  let stopMinding: (() => void) | undefined

  function busyNames(): string[] {
    const counts = new Map<string, number>()
    for (const { job } of running.values()) counts.set(job.name, (counts.get(job.name) ?? 0) + 1)
    return [...counts].filter(([name, count]) => count >= (handlerOf.get(name)?.concurrency ?? 1)).map(([name]) => name)
  }

  /** One write: what is finished goes, what is ready comes. */
  async function exchange(): Promise<ClaimedJob[]> {
    const house = getHouse()
    const done = finished.splice(0)
    const late = unwritten.splice(0)
    const limit = closed ? 0 : batch - running.size
    try {
      // Most of those who wake it have brought nothing: a look costs less than a transaction.
      const isDue = limit > 0 && (await isAnyReady(house.db, house.clock.now()))
      if (done.length === 0 && late.length === 0 && !isDue) return []
      return await house.write(system, async (tx) => {
        if (done.length > 0) await completeJobs(tx, owner, done)
        for (const { write } of late) await write(tx)
        const now = house.clock.now()
        return !isDue ? [] : claimJobs(tx, { owner, limit, now, leaseUntil: now + leaseMs, busy: busyNames() })
      })
    } catch (error) {
      finished.push(...done)
      unwritten.push(...late)
      throw error
    }
  }

  /** Goes round as long as there is something to write or to begin; finished jobs and new ones wake it again. */
  async function loop(): Promise<void> {
    while (again) {
      again = false
      const claimed = await exchange()
      // What comes while the queue is being stopped is another's.
      const overflow = claimed.filter((job) => closed || !begin(job))
      if (overflow.length > 0) await giveBack(overflow)
      if (claimed.length > overflow.length) again = true
    }
  }

  /** A batch may hold more of one name than may run at once: the rest waits without having spent an attempt's delay. */
  async function giveBack(jobs: readonly ClaimedJob[], runAt = getHouse().clock.now()): Promise<void> {
    await settle(jobs, async (tx, job) => {
      await retryJob(tx, owner, job, runAt, '')
      await tx
        .updateTable('jobs')
        .set({ attempt: job.attempt - 1 })
        .where('id', '=', job.id)
        .where('lease_owner', 'is', null)
        .execute()
    })
  }

  /** Now, or with the next exchange that the database takes. */
  async function settle(jobs: readonly ClaimedJob[], write: (tx: Tx, job: ClaimedJob) => Promise<void>): Promise<void> {
    try {
      await getHouse().write(system, async (tx) => {
        for (const job of jobs) await write(tx, job)
      })
    } catch (error) {
      const names = jobs.map(({ name, id }) => `${name} ${id}`)
      if (!(error instanceof Unavailable))
        getHouse().log.error({ jobs: names, error }, 'what became of a job could not be written yet')
      unwritten.push(...jobs.map((job) => ({ job, write: (tx: Tx) => write(tx, job) })))
    }
  }

  /** False when as many of its name are running as may. */
  function begin(job: ClaimedJob): boolean {
    if (busyNames().includes(job.name)) return false
    const done = runJob(job).finally(() => {
      running.delete(job.id)
      wake()
    })
    running.set(job.id, { job, done })
    return true
  }

  async function runJob(job: ClaimedJob): Promise<void> {
    const house = getHouse()
    try {
      const handler = handlerOf.get(job.name)
      if (handler === undefined) throw new Error(`no handler is known for ${job.name}`)
      await unhurried(() =>
        handler.run(house, JSON.parse(job.payload), { attempt: job.attempt, signal: stopping.signal }),
      )
      finished.push(job)
    } catch (error) {
      await fail(job, error)
    }
  }

  async function fail(job: ClaimedJob, error: unknown): Promise<void> {
    const house = getHouse()
    if (stopping.signal.aborted && error === stopping.signal.reason) {
      house.log.info({ job: job.name, id: job.id, attempt: job.attempt }, 'a job stopped half-way and will go on')
      return giveBack([job])
    }
    // Not the job's fault, and no attempt of it. What takes too long does so the next time, too.
    const isOutage = error instanceof Unavailable && error.kind !== 'slow' && error.kind !== 'damaged'
    if (isOutage) return giveBack([job], house.clock.now() + pollMs)
    const words = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 2000) : String(error)
    const isLast = job.attempt >= job.maxAttempts || error instanceof PermanentFailure
    house.log[isLast ? 'error' : 'warn'](
      { job: job.name, id: job.id, attempt: job.attempt, error },
      isLast ? 'a job has failed for good' : 'a job failed and will be tried again',
    )
    const now = house.clock.now()
    await settle([job], (tx) =>
      isLast ? buryJob(tx, owner, job, words, now) : retryJob(tx, owner, job, now + backoffMs(job.attempt), words),
    )
  }

  function wake(): void {
    again = true
    if (!started || looping !== undefined || performance.now() < pausedUntil) return
    looping = loop()
      .then(() => (pauseMs = 0), pause)
      .finally(() => (looping = undefined))
  }

  /** Wakes come with every deed: a queue that cannot be read is not asked each time. */
  function pause(error: unknown): void {
    // Of the database's own trouble the log has been told, once.
    if (!(error instanceof Unavailable)) getHouse().log.error({ error }, 'the queue could not be read')
    pauseMs = Math.min(longestPauseMs, Math.max(pollMs, pauseMs * 2))
    pausedUntil = performance.now() + pauseMs
  }

  function goOn(): void {
    pausedUntil = -Infinity
    pauseMs = 0
    wake()
  }

  async function tick(): Promise<void> {
    const house = getHouse()
    const now = house.clock.now()
    const held = [...[...running.values()].map(({ job }) => job), ...finished, ...unwritten.map(({ job }) => job)]
    await house.write(system, async (tx) => {
      await extendLeases(tx, owner, held, now + leaseMs)
      await releaseExpired(tx, now)
    })
    await runSchedules(house, schedules)
    wake()
  }

  return {
    start() {
      if (started) return
      started = true
      stopHearing = commits.on(jobsAdded, { here: wake, elsewhere: wake })
      stopMinding = getHouse().condition.onChange((trouble) => trouble === undefined && goOn())
      timers.push(
        setInterval(wake, pollMs).unref(),
        setInterval(() => void tick().catch(() => {}), leaseMs / 3).unref(),
      )
      void tick().catch(pause)
    },
    async stop(graceMs = 5_000) {
      closed = true
      stopHearing?.()
      stopMinding?.()
      for (const timer of timers) clearInterval(timer)
      const abort = setTimeout(() => stopping.abort(), graceMs)
      await Promise.allSettled([...running.values()].map(({ done }) => done))
      clearTimeout(abort)
      await looping
      // What cannot be written now is another's when its lease has run out.
      if (finished.length + unwritten.length > 0) await exchange().catch(pause)
    },
    wake,
    async drain() {
      do {
        await looping
        again = true
        await loop()
        await Promise.allSettled([...running.values()].map(({ done }) => done))
      } while (
        finished.length + unwritten.length > 0 ||
        running.size > 0 ||
        (await queueCounts(getHouse().db, getHouse().clock.now())).ready > 0
      )
    },
    isOver: async (db, { name, payload }) => (await handlerOf.get(name)?.isOver?.(db, payload)) ?? false,
    counts: () => queueCounts(getHouse().db, getHouse().clock.now()),
  }
}

/**
 * Doubling from a second to ten minutes, anywhere in it (full jitter): many that failed together do not come back
 * together.
 */
export function backoffMs(attempt: number, random = Math.random()): number {
  return Math.ceil(random * Math.min(600_000, 1_000 * 2 ** (attempt - 1)))
}

async function runSchedules(house: House, schedules: readonly Schedule[]): Promise<void> {
  const now = house.clock.now()
  const byName = new Map(schedules.map((schedule) => [schedule.job.name, schedule]))
  if (byName.size === 0) return
  await house.write(system, async (tx) => {
    for (const schedule of schedules) await ensureSchedule(tx, schedule.job.name, nextTime(schedule, now))
  })
  for (const { name, nextAt } of await dueSchedules(house.db, now)) {
    const schedule = byName.get(name)
    if (schedule === undefined) continue
    await house.write(system, async (tx) => {
      if (await claimSchedule(tx, name, nextAt, nextTime(schedule, now)))
        await enqueue(tx, schedule.job, {}, { uniqueKey: 'schedule', at: now })
    })
  }
}

function nextTime({ cron, job }: Schedule, after: number): number {
  const next = new Cron(cron, { timezone: 'UTC' }).nextRun(new Date(after))
  if (next === null) throw new Error(`the schedule of ${job.name} (${cron}) has no next time`)
  return next.getTime()
}
