import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import { tallyOf } from './ballot-store.ts'
import { type PollWithTally, type Tally } from './poll.ts'
import { pollByPublicId } from './store.ts'
import { termsTag, pictureTags } from './tags.ts'

export type PollTerms = Omit<PollWithTally, 'tally'>

/** A poll's words and rules, read once until they change: in a rush every vote asks for them. */
export async function pollTerms(house: Pick<House, 'db' | 'pages'>, publicId: string): Promise<PollTerms | undefined> {
  try {
    return await house.pages.remember(`poll ${publicId}`, async () => {
      const poll = await pollByPublicId(house.db, publicId)
      // What is not there is not remembered: somebody may be trying addresses.
      if (poll === undefined) throw new UnknownPoll()
      const { tally: _, ...value } = poll
      return { value, tags: [termsTag(poll.id), ...pictureTags(poll)] }
    })
  } catch (error) {
    if (error instanceof UnknownPoll) return undefined
    throw error
  }
}

class UnknownPoll extends Error {}

/** What is about to be read, by poll. */
const readingsIn = perHouse(() => new Map<number, Promise<Tally>>())

/** The tally as it is from this moment on. Those whose ballots went in together share one reading of it. */
export function tallyNow(house: Pick<House, 'db' | 'write'>, pollId: number): Promise<Tally> {
  const waiting = readingsIn(house)
  const known = waiting.get(pollId)
  if (known !== undefined) return known
  const reading = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    waiting.delete(pollId)
    return tallyOf(house.db, pollId)
  })
  waiting.set(pollId, reading)
  return reading
}
