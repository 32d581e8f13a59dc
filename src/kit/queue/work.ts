import { unhurried } from '../db/patience.ts'
import { Unavailable } from '../db/trouble.ts'
import type { House } from '../house.ts'
import { ComeBack, PermanentFailure, type JobHandler } from './job.ts'
import type { Outcomes } from './outcomes.ts'
import { buryJob, retryJob, returnJob, type ClaimedJob } from './store.ts'

/** How long a job waits after an outage of the database. */
const outageMs = 1_000

/** The jobs one process is running. */
export type Work = {
  /** False if as many of its name are running as are allowed. */
  begin(job: ClaimedJob): boolean
  /** Puts back jobs that were claimed and not started. */
  giveBack(jobs: readonly ClaimedJob[]): Promise<void>
  /** Names that must not start more. */
  busyNames(): string[]
  jobs(): ClaimedJob[]
  /** Waits for everything running now. */
  ended(): Promise<void>
}

/** What running jobs needs from the queue. */
type WorkParts = {
  getHouse: () => House
  handlerOf: ReadonlyMap<string, JobHandler>
  /** The owner of the jobs' leases. */
  owner: string
  outcomes: Outcomes
  /** Tells jobs to stop halfway. */
  signal: AbortSignal
}

export function openWork(parts: WorkParts, onEnd: () => void): Work {
  const running = new Map<number, { job: ClaimedJob; done: Promise<void> }>()
  const jobs = () => [...running.values()].map(({ job }) => job)

  function busyNames(): string[] {
    const counts = new Map<string, number>()
    for (const { name } of jobs()) counts.set(name, (counts.get(name) ?? 0) + 1)
    return [...counts]
      .filter(([name, count]) => count >= (parts.handlerOf.get(name)?.concurrency ?? 1))
      .map(([name]) => name)
  }

  return {
    begin(job) {
      if (busyNames().includes(job.name)) return false
      const done = runJob(parts, job).finally(() => {
        running.delete(job.id)
        onEnd()
      })
      running.set(job.id, { job, done })
      return true
    },
    giveBack: (some) => giveBack(parts, some),
    busyNames,
    jobs,
    ended: async () => void (await Promise.allSettled([...running.values()].map(({ done }) => done))),
  }
}

async function runJob(parts: WorkParts, job: ClaimedJob): Promise<void> {
  const { getHouse, handlerOf, outcomes, signal } = parts
  const house = getHouse()
  try {
    const handler = handlerOf.get(job.name)
    if (handler === undefined) throw new Error(`no handler is known for ${job.name}`)
    await unhurried(() => handler.run(house, JSON.parse(job.payload), { attempt: job.attempt, signal }))
    outcomes.addDone(job)
  } catch (error) {
    await fail(parts, job, error)
  }
}

async function fail(parts: WorkParts, job: ClaimedJob, error: unknown): Promise<void> {
  const { getHouse, owner, outcomes, signal } = parts
  const house = getHouse()
  if (error instanceof ComeBack) return giveBack(parts, [job], error.at)
  const about = { job: job.name, id: job.id, attempt: job.attempt }
  if (signal.aborted && error === signal.reason) {
    house.log.info(about, 'a job stopped half-way and will go on')
    return giveBack(parts, [job])
  }
  // Not the job's fault, so not counted as an attempt. A query that takes too long would do so again, so that counts.
  const isOutage = error instanceof Unavailable && error.kind !== 'slow' && error.kind !== 'damaged'
  if (isOutage) return giveBack(parts, [job], house.clock.now() + outageMs)
  const words = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 2000) : String(error)
  const isLast = job.attempt >= job.maxAttempts || error instanceof PermanentFailure
  if (isLast) house.log.error({ ...about, error }, 'a job has failed for good')
  else house.log.warn({ ...about, error }, 'a job failed and will be tried again')
  const now = house.clock.now()
  await outcomes.settle([job], (tx) =>
    isLast ? buryJob(tx, owner, job, words, now) : retryJob(tx, owner, job, now + backoffMs(job.attempt), words),
  )
}

/** A batch may hold more of one name than may run at once: the rest waits without losing an attempt. */
async function giveBack(
  { getHouse, owner, outcomes }: WorkParts,
  jobs: readonly ClaimedJob[],
  runAt = getHouse().clock.now(),
): Promise<void> {
  await outcomes.settle(jobs, (tx, job) => returnJob(tx, owner, job, runAt))
}

/** Doubles from a second to ten minutes, with full jitter: many that failed together do not come back together. */
export function backoffMs(attempt: number, random = Math.random()): number {
  return Math.ceil(random * Math.min(600_000, 1_000 * 2 ** (attempt - 1)))
}
