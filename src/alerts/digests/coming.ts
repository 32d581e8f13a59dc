/** The digests that are coming, and for how many readers each may be. */
import type { LongQuestion } from '../../kit/db/long-reads.ts'
import type { House } from '../../kit/house.ts'
import type { Failure } from '../../kit/outcome.ts'
import { programFile } from '../../kit/program.ts'
import { notDone } from '../refusals.ts'
import { digestPaceOf, type DigestPace } from './digest.ts'
import { readersDue, type DueCount } from './readers-store.ts'

/** `readers`: whose clock says so. Whoever is in a pause by then, or has missed nothing, gets none. */
export type ComingDigest = { pace: DigestPace; dueAt: number; readers: number }

/** More moments than there are zones with readers on one day. */
const maxMoments = 100

/** Soonest first. */
export async function comingDigests(house: House): Promise<ComingDigest[] | Failure> {
  const asked = { after: house.clock.now(), limit: maxMoments }
  const answer = await house.longReads.ask(dueQuestion, asked)
  if (answer.outcome !== 'answered')
    return notDone('digests-uncounted', 'conflict', 'The readers cannot be counted just now. Try again in a moment.')
  const coming = new Map<string, ComingDigest>()
  for (const { pace: own, dueAt, count } of answer.value) {
    const pace = digestPaceOf(own)
    const known = coming.get(`${pace} ${dueAt}`) ?? { pace, dueAt, readers: 0 }
    coming.set(`${pace} ${dueAt}`, { ...known, readers: known.readers + count })
  }
  return [...coming.values()]
}

export const dueQuestion: LongQuestion<{ after: number; limit: number }, DueCount[]> = {
  url: programFile('alerts/digests/coming').href,
  name: 'dueQuestion',
  answer: readersDue,
}
