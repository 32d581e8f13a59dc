import type { House } from '../kit/house.ts'
import { announceResults } from './announce-results.ts'
import { BallotRefused, orRefused } from './ballot-refused.ts'
import { ballotOf, insertChoices } from './ballot-store.ts'
import { changeableBallot, countFirstChange, replaceChoices } from './change-store.ts'
import { counterDeltas } from './counter-deltas.ts'
import { moveCounters } from './counter-store.ts'
import { checkBallot, type Ballot, type BallotFault, type Poll } from './poll.ts'

export type ChangeOutcome =
  | { outcome: 'changed' | 'already-voted'; ballot: Ballot }
  | { outcome: 'closed' | 'not-open' | 'not-voted' }
  | { outcome: 'refused'; fault: BallotFault }

/**
 * Another choice in the place of the first, where the poll allows it and is open; what the ballot said before is kept.
 */
export async function changeVote(
  house: Pick<House, 'write' | 'clock'>,
  { poll, choices, readerId }: { poll: Poll; choices: readonly string[]; readerId: string },
): Promise<ChangeOutcome> {
  const at = house.clock.now()
  const check = checkBallot(poll, choices, at)
  if (check.outcome === 'refused') return { outcome: 'refused', fault: check.fault }
  if (check.outcome !== 'ok') return { outcome: check.outcome }
  return orRefused(
    house.write({ kind: 'reader', id: readerId }, async (tx): Promise<ChangeOutcome> => {
      const known = await changeableBallot(tx, { pollId: poll.id, readerId, choices: check.optionIds.length, at })
      const before = await ballotOf(tx, poll.id, readerId)
      if (before === undefined) return { outcome: 'not-voted' }
      if (known === undefined || before.optionIds.join() === check.optionIds.join())
        return { outcome: 'already-voted', ballot: before }
      const isReplaced = await replaceChoices(tx, { pollId: poll.id, readerId, was: before.optionIds, at })
      if (!isReplaced) return { outcome: 'already-voted', ballot: before }
      const choicesNow = check.optionIds.map((optionId) => ({ readerId, optionId }))
      if ((await insertChoices(tx, poll.id, choicesNow)) < choicesNow.length) throw new BallotRefused('unknown-option')
      const counts = before.state === 'counted' ? 1 : 0
      const ballot = { castAt: before.castAt, isConfirmed: known.isConfirmed }
      const moved = counterDeltas([
        { ...ballot, optionIds: before.optionIds, ballots: -1, counts: counts === 1 ? -1 : 0 },
        { ...ballot, optionIds: check.optionIds, ballots: 1, counts },
      ])
      await moveCounters(tx, poll.id, { ...moved, networks: new Map() })
      if (known.isFirstChange) await countFirstChange(tx, poll.id)
      await announceResults(house, tx, poll.id)
      return { outcome: 'changed', ballot: { ...before, optionIds: check.optionIds } }
    }),
  )
}
