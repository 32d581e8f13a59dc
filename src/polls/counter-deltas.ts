import { windowOf } from './bursts.ts'
import type { CounterDeltas } from './counter-store.ts'

/**
 * One ballot's part in the counters: `ballots` is 1 when it comes (and -1 for what it said before a change), `counts` 1
 * or -1 when it begins or ceases to count.
 */
export type BallotDelta = {
  castAt: number
  isConfirmed: boolean
  optionIds: readonly number[]
  ballots: -1 | 0 | 1
  counts: -1 | 0 | 1
}

/**
 * What these ballots together do to the counters; a ballot that comes and does not count is set aside, and so is one
 * that ceases to.
 */
export function counterDeltas(moved: readonly BallotDelta[]): Omit<CounterDeltas, 'networks'> {
  const totals = { counted: 0, setAside: 0, confirmed: 0 }
  const votes = new Map<number, { votes: number; confirmed: number }>()
  const windows = new Map<string, CounterDeltas['windows'][number]>()
  for (const { castAt, isConfirmed, optionIds, ballots, counts } of moved) {
    totals.counted += counts
    totals.setAside += ballots - counts
    totals.confirmed += isConfirmed ? counts : 0
    const startsAt = windowOf(castAt)
    // Option 0 stands for the ballots themselves.
    for (const optionId of [0, ...optionIds]) {
      const key = `${startsAt} ${optionId}`
      const window = windows.get(key) ?? { startsAt, optionId, ballots: 0, counted: 0 }
      windows.set(key, { ...window, ballots: window.ballots + ballots, counted: window.counted + counts })
    }
    if (counts === 0) continue
    for (const optionId of optionIds) {
      const vote = votes.get(optionId) ?? { votes: 0, confirmed: 0 }
      votes.set(optionId, { votes: vote.votes + counts, confirmed: vote.confirmed + (isConfirmed ? counts : 0) })
    }
  }
  return { totals, votes, windows: [...windows.values()] }
}
