/**
 * Background work as rows: added in the deed's own transaction, run at least once, retried with backoff, kept with its
 * error when it cannot succeed. The same on SQLite (one worker) and PostgreSQL (any number of workers).
 */
import { randomBytes } from 'node:crypto'
import type { Commits } from '../db/commits.ts'
import { system } from '../db/schema.ts'
import { Unavailable } from '../db/trouble.ts'
import type { House } from '../house.ts'
import { jobsAdded, type JobHandler, type Schedule } from './job.ts'
import { isEmpty, openOutcomes, writePending, type Outcomes } from './outcomes.ts'
import type { Queue } from './queue.ts'
import { openRounds } from './rounds.ts'
import { runSchedules } from './schedules.ts'
import { claimJobs, extendLeases, isAnyReady, queueCounts, releaseExpired, type ClaimedJob } from './store.ts'
import { openWork, type Work } from './work.ts'

const batch = 256
const leaseMs = 30_000
const pollMs = 1_000

export type QueueOptions = {
  handlers: readonly JobHandler[]
  schedules: readonly Schedule[]
  commits: Commits
}

export function openQueue(getHouse: () => House, { handlers, schedules, commits }: QueueOptions): Queue {
  const handlerOf = new Map(handlers.map((handler) => [handler.name, handler]))
  if (handlerOf.size < handlers.length) throw new Error('two handlers do the same job')
  const owner = randomBytes(9).toString('base64url')
  const stopping = new AbortController()
  const outcomes = openOutcomes(getHouse)
  const work = openWork({ getHouse, handlerOf, owner, outcomes, signal: stopping.signal }, () => rounds.wake())
  const rounds = openRounds(round, faulty)
  const held: Held = { owner, outcomes, work }
  const counts = () => queueCounts(getHouse().db, getHouse().clock.now())
  const whenStopped: (() => void)[] = []
  let isClosed = false

  /** Finished and new jobs wake it again. */
  async function round(): Promise<boolean> {
    const claimed = await exchange(getHouse(), held, isClosed ? 0 : batch - work.jobs().length)
    // Jobs arriving while the queue is stopping are left to another process.
    const overflow = claimed.filter((job) => isClosed || !work.begin(job))
    if (overflow.length > 0) await work.giveBack(overflow)
    return claimed.length > overflow.length
  }

  function faulty(error: unknown): void {
    // Trouble of the database itself is already in the log, once.
    if (!(error instanceof Unavailable)) getHouse().log.error({ error }, 'the queue could not be read')
    rounds.pause()
  }

  async function tick(): Promise<void> {
    await renewLeases(getHouse(), held)
    await runSchedules(getHouse(), schedules)
    rounds.wake()
  }

  return {
    start() {
      if (whenStopped.length > 0) return
      rounds.start()
      const polling = setInterval(rounds.wake, pollMs).unref()
      const ticking = setInterval(() => void tick().catch(() => {}), leaseMs / 3).unref()
      whenStopped.push(
        commits.on(jobsAdded, { here: rounds.wake, elsewhere: rounds.wake }),
        getHouse().condition.onChange((trouble) => trouble === undefined && rounds.goOn()),
        () => clearInterval(polling),
        () => clearInterval(ticking),
      )
      void tick().catch(faulty)
    },
    async stop(graceMs = 5_000) {
      isClosed = true
      for (const end of whenStopped) end()
      const abort = setTimeout(() => stopping.abort(), graceMs)
      await work.ended()
      clearTimeout(abort)
      await rounds.rest()
      // What cannot be written now goes to another process when its lease expires.
      if (outcomes.jobs().length > 0) await exchange(getHouse(), held, 0).catch(faulty)
    },
    wake: rounds.wake,
    async drain() {
      do {
        await rounds.finish()
        await work.ended()
      } while (outcomes.jobs().length > 0 || work.jobs().length > 0 || (await counts()).ready > 0)
    },
    isOver: async (db, { name, payload }) => (await handlerOf.get(name)?.isOver?.(db, payload)) ?? false,
    counts,
  }
}

/** The jobs this process holds under its leases. */
type Held = { owner: string; outcomes: Outcomes; work: Work }

/** One write: finished jobs are removed, up to `limit` ready ones are claimed. */
async function exchange(house: House, { owner, outcomes, work }: Held, limit: number): Promise<ClaimedJob[]> {
  const pending = outcomes.take()
  try {
    // Most wake-ups bring nothing: a read is cheaper than a transaction.
    const isDue = limit > 0 && (await isAnyReady(house.db, house.clock.now()))
    if (isEmpty(pending) && !isDue) return []
    return await house.write(system, async (tx) => {
      await writePending(tx, owner, pending)
      const now = house.clock.now()
      return !isDue ? [] : claimJobs(tx, { owner, limit, now, leaseUntil: now + leaseMs, busy: work.busyNames() })
    })
  } catch (error) {
    outcomes.putBack(pending)
    throw error
  }
}

/** Renews our leases; those of dead processes become free for anybody. */
async function renewLeases(house: House, { owner, outcomes, work }: Held): Promise<void> {
  const now = house.clock.now()
  const jobs = [...work.jobs(), ...outcomes.jobs()]
  await house.write(system, async (tx) => {
    await extendLeases(tx, owner, jobs, now + leaseMs)
    await releaseExpired(tx, now)
  })
}
