import { system, type Tx } from '../db/schema.ts'
import { Unavailable } from '../db/trouble.ts'
import type { House } from '../house.ts'
import { completeJobs, type ClaimedJob } from './store.ts'

/** `late`: outcomes the database could not store when they were known. */
export type Pending = { done: ClaimedJob[]; late: { job: ClaimedJob; write(tx: Tx): Promise<void> }[] }

/** Outcomes of jobs not written yet. They take precedence over claiming more, and their leases are still held. */
export type Outcomes = {
  /** It succeeded: written with the next exchange, together with others. */
  addDone(job: ClaimedJob): void
  /** Writes the outcomes now, or with the next exchange that the database accepts. */
  settle(jobs: readonly ClaimedJob[], write: (tx: Tx, job: ClaimedJob) => Promise<void>): Promise<void>
  /** Whoever takes them must write them or put them back. */
  take(): Pending
  putBack(pending: Pending): void
  jobs(): ClaimedJob[]
}

export function openOutcomes(getHouse: () => House): Outcomes {
  const done: ClaimedJob[] = []
  const late: Pending['late'] = []
  return {
    addDone: (job) => void done.push(job),
    async settle(jobs, write) {
      try {
        await getHouse().write(system, async (tx) => {
          for (const job of jobs) await write(tx, job)
        })
      } catch (error) {
        const names = jobs.map(({ name, id }) => `${name} ${id}`)
        if (!(error instanceof Unavailable))
          getHouse().log.error({ jobs: names, error }, 'what became of a job could not be written yet')
        late.push(...jobs.map((job) => ({ job, write: (tx: Tx) => write(tx, job) })))
      }
    },
    take: () => ({ done: done.splice(0), late: late.splice(0) }),
    putBack(pending) {
      done.push(...pending.done)
      late.push(...pending.late)
    },
    jobs: () => [...done, ...late.map(({ job }) => job)],
  }
}

export function isEmpty({ done, late }: Pending): boolean {
  return done.length === 0 && late.length === 0
}

export async function writePending(tx: Tx, owner: string, { done, late }: Pending): Promise<void> {
  if (done.length > 0) await completeJobs(tx, owner, done)
  for (const { write } of late) await write(tx)
}
