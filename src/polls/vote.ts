import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import { announceResults } from './announce-results.ts'
import { orRefused } from './ballot-refused.ts'
import { castBallotsIn, type Cast, type Casting } from './cast-ballots.ts'
import { checkBallot, type Ballot, type BallotFault, type Poll } from './poll.ts'

export type Vote = {
  poll: Poll
  choices: readonly string[]
  readerId: string
  address?: string | undefined
  hasPass?: boolean | undefined
}

export type VoteOutcome =
  | { outcome: 'counted' | 'set-aside'; ballot: Ballot }
  | { outcome: 'already-voted'; ballot: Ballot | undefined }
  | { outcome: 'closed' | 'not-open' | 'address-needed' | 'not-listed' }
  | { outcome: 'refused'; fault: BallotFault }

type VotingHouse = Pick<House, 'write' | 'clock'>

/**
 * A vote from end to end. The answer is durable: an acknowledged ballot is on the disk. The poll may have been
 * read a moment ago; the write looks again.
 */
export async function castVote(
  house: VotingHouse,
  { poll, choices, readerId, address, hasPass }: Vote,
): Promise<VoteOutcome> {
  const castAt = house.clock.now()
  const check = checkBallot(poll, choices, castAt)
  if (check.outcome === 'refused') return { outcome: 'refused', fault: check.fault }
  if (check.outcome !== 'ok') return { outcome: check.outcome }
  return orRefused(batcherFor(house, poll.id).cast({ readerId, optionIds: check.optionIds, castAt, address, hasPass }))
}

type Waiting = { casting: Casting; resolve: (cast: Cast) => void; reject: (error: unknown) => void }
type Batcher = { cast(casting: Casting): Promise<Cast> }

/** So many at once are put in by one statement each; more would hold the event loop. They wait no longer. */
const maxTogether = 64
/**
 * A smaller batch begins so long after the last one did, and so long after that one ended: alone, each of a hundred
 * votes a second would cost its own wait for the disk.
 */
const [paceMs, gatherMs] = [25, 3]

/** By poll. */
const batchersOf = perHouse(() => new Map<number, Batcher>())

/** Ballots that come while others are being written go in together: a row that all of them move is then moved once. */
function batcherFor(house: VotingHouse, pollId: number): Batcher {
  const batchers = batchersOf(house)
  const batcher = batchers.get(pollId) ?? openBatcher(house, pollId)
  batchers.set(pollId, batcher)
  return batcher
}

function openBatcher(house: VotingHouse, pollId: number): Batcher {
  const waiting: Waiting[] = []
  let notBefore = 0
  let endWait = () => {}
  let draining: Promise<void> | undefined

  async function drain(): Promise<void> {
    // One turn later, those of the same turn share the first writing too.
    await Promise.resolve()
    while (waiting.length > 0) {
      const wait = notBefore - performance.now()
      if (wait > 0 && waiting.length < maxTogether) await fullOrAfter(wait)
      const began = performance.now()
      await flush(waiting.splice(0, maxTogether))
      notBefore = Math.max(began + paceMs, performance.now() + gatherMs)
    }
    draining = undefined
  }

  /** Until as many wait as go in together, or for so long. */
  function fullOrAfter(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      endWait = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function flush(batch: readonly Waiting[]): Promise<void> {
    try {
      const casts = await write(batch.map(({ casting }) => casting))
      for (const [index, { resolve, reject }] of batch.entries()) {
        const cast = casts[index]
        if (cast === undefined) reject(new Error('a ballot was written and got no answer'))
        else resolve(cast)
      }
    } catch (error) {
      const [only] = batch
      if (only !== undefined && batch.length === 1) return only.reject(error)
      if (error instanceof Unavailable) return batch.forEach(({ reject }) => reject(error))
      // One of them could not go in and took the others back with it: each by itself.
      for (const entry of batch) await flush([entry])
    }
  }

  function write(castings: readonly Casting[]): Promise<Cast[]> {
    return house.write({ kind: 'reader', id: 'voters' }, async (tx) => {
      const casts = await castBallotsIn(tx, pollId, castings)
      if (casts.some(({ outcome }) => outcome === 'counted' || outcome === 'set-aside'))
        await announceResults(house, tx, pollId)
      return casts
    })
  }

  return {
    cast: (casting) =>
      new Promise((resolve, reject) => {
        waiting.push({ casting, resolve, reject })
        if (waiting.length >= maxTogether) endWait()
        draining ??= drain()
      }),
  }
}
