import { afterCommit } from '../kit/db/database.ts'
import { system, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { perHouse } from '../kit/per-house.ts'
import { enqueue } from '../kit/queue/job.ts'
import { settleBallotsJob } from './jobs.ts'
import { pollTag } from './tags.ts'

/** Cached pages are told of new results no more often than they move. */
const everyMs = 500
/** So long after a ballot those of its time are judged again. */
const settleMs = 15_000

type Announced = { at: number; timer: NodeJS.Timeout | undefined }

/** By poll. */
const announcedIn = perHouse(() => new Map<number, Announced>())

/**
 * In a rush not every ballot tells the page cache: the first does, and the last of the next half second. Should the
 * process end in between, the job that judges the ballots again tells it.
 */
export async function announceResults(house: Pick<House, 'write' | 'clock'>, tx: Tx, pollId: number): Promise<void> {
  const known = announcedIn(house)
  const last = known.get(pollId)
  const wait = last === undefined ? 0 : last.at + everyMs - performance.now()
  if (wait <= 0) {
    await announceIn(tx, pollId, house.clock.now())
    return afterCommit(tx, () => known.set(pollId, { at: performance.now(), timer: undefined }))
  }
  afterCommit(tx, () => {
    if (last === undefined || last.timer !== undefined) return
    last.timer = setTimeout(() => {
      known.set(pollId, { at: performance.now(), timer: undefined })
      // The house may have closed meanwhile.
      house.write(system, (later) => announceIn(later, pollId, house.clock.now())).catch(() => {})
    }, wait).unref()
  })
}

/** In a ballot's own transaction, and whenever counters have moved otherwise. */
export async function announceIn(tx: Tx, pollId: number, at: number): Promise<void> {
  await invalidate(tx, [pollTag(pollId)])
  const slot = Math.floor(at / settleMs) + 1
  await enqueue(tx, settleBallotsJob, { pollId }, { at, uniqueKey: `${pollId}:${slot}`, runAt: slot * settleMs })
}
