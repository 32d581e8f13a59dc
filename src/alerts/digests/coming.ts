/** The digests that are coming, and for how many readers each may be. */
import type { LongQuestion } from '../../kit/db/long-reads.ts'
import type { House } from '../../kit/house.ts'
import type { Failure } from '../../kit/outcome.ts'
import { programFile } from '../../kit/program.ts'
import { notDone } from '../refusals.ts'
import { digestPaceOf, type DigestPace } from './digest.ts'
import { readersDue, type DueCount, type DueQuestion } from './due-store.ts'

/**
 * `readers`: whose clock says so. Whoever is in a pause by then, or has missed nothing, gets none. `isEstimate`: they
 * are too many to be counted one by one.
 */
export type ComingDigest = { pace: DigestPace; dueAt: number; readers: number; isEstimate: boolean }

/**
 * More moments than there are zones with readers on one day. Of a million readers, counting each takes 104 ms of CPU on
 * SQLite, and this 13 (2026-11-30).
 */
const asking = { moments: 100, counted: 1_000, sample: 20_000 }

/** Soonest first. */
export async function comingDigests(house: House): Promise<ComingDigest[] | Failure> {
  const answer = await house.longReads.ask(dueQuestion, { after: house.clock.now(), ...asking })
  if (answer.outcome !== 'answered')
    return notDone('digests-uncounted', 'conflict', 'The readers cannot be counted just now. Try again in a moment.')
  const coming = new Map<string, ComingDigest>()
  for (const { pace: own, dueAt, count, isEstimate } of answer.value) {
    const pace = digestPaceOf(own)
    const known = coming.get(`${pace} ${dueAt}`) ?? { pace, dueAt, readers: 0, isEstimate: false }
    const readers = known.readers + count
    coming.set(`${pace} ${dueAt}`, { ...known, readers, isEstimate: known.isEstimate || isEstimate })
  }
  return [...coming.values()].map((one) => (one.isEstimate ? { ...one, readers: rounded(one.readers) } : one))
}

/** To two digits: a sample says no more. */
function rounded(count: number): number {
  return Number(count.toPrecision(2))
}

export const dueQuestion: LongQuestion<DueQuestion, DueCount[]> = {
  url: programFile('alerts/digests/coming').href,
  name: 'dueQuestion',
  answer: readersDue,
}
