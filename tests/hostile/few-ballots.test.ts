/** What a result tells of the few who stand out in it. */
import { expect, test } from 'vitest'
import { resultsOf, type PollWithTally } from '../../src/polls/poll.ts'

function pollOf(counted: number, confirmed: number): PollWithTally {
  const options = [
    { id: 1, label: 'Yes' },
    { id: 2, label: 'No' },
  ]
  const votes = [
    { optionId: 1, votes: counted - confirmed, confirmed: 0 },
    { optionId: 2, votes: confirmed, confirmed },
  ]
  return { options, tally: { counted, setAside: 0, confirmed, votes } } as unknown as PollWithTally
}

test('the choice of the only reader with a confirmed address, or without one, is in no column of its own', () => {
  for (const confirmed of [1, 9, 91, 99]) expect(resultsOf(pollOf(100, confirmed)).tiers).toBeUndefined()
  expect(resultsOf(pollOf(100, 10)).tiers).toEqual({
    confirmed: { voters: 10, percentages: [0, 100] },
    others: { voters: 90, percentages: [100, 0] },
  })
})
