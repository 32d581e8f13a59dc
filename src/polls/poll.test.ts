import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { definitionFaults } from './definition-faults.ts'
import {
  checkBallot,
  isOpen,
  nextTurn,
  percentages,
  resultsOf,
  withheld,
  tidyDefinition,
  type Poll,
  type PollDefinition,
} from './poll.ts'

const poll: Poll = {
  id: 1,
  publicId: 'p',
  revision: 1,
  question: 'Bridge open at rush hour?',
  minChoices: 1,
  maxChoices: 1,
  opensAt: 1000,
  closesAt: 2000,
  results: 'always',
  hiddenUntil: 0,
  rotates: false,
  mayChange: false,
  who: 'anyone',
  options: [
    { id: 11, label: 'Yes' },
    { id: 12, label: 'No' },
    { id: 13, label: 'Ask the gulls' },
  ],
}
const many: Poll = { ...poll, minChoices: 2, maxChoices: 2 }

describe('a ballot', () => {
  test('is taken from the moment of opening until the last moment before closing', () => {
    expect([999, 1000, 1999, 2000].map((now) => isOpen(poll, now))).toEqual([false, true, true, false])
    expect([999, 1000, 1999, 2000].map((now) => checkBallot(poll, ['11'], now).outcome)).toEqual([
      'not-open',
      'ok',
      'ok',
      'closed',
    ])
    expect(isOpen({ ...poll, closesAt: null }, Number.MAX_SAFE_INTEGER)).toBe(true)
  })

  test.each([
    [poll, [], 'none'],
    [poll, ['99'], 'unknown-option'],
    [poll, ['011'], 'unknown-option'],
    [poll, ['11 '], 'unknown-option'],
    [poll, ['11', '11'], 'twice'],
    [poll, ['11', '12'], 'too-many'],
    [many, ['11'], 'too-few'],
    [many, ['11', '12', '13'], 'too-many'],
    [many, ['11', '11'], 'twice'],
    [poll, ['1e1'], 'unknown-option'],
  ] as const)('of the wrong shape is refused with its fault (%#)', (which, choices, fault) => {
    expect(checkBallot(which, choices, 1500)).toEqual({ outcome: 'refused', fault })
  })

  test('keeps every choice it may have', () => {
    expect(checkBallot(many, ['13', '11'], 1500)).toEqual({ outcome: 'ok', optionIds: [11, 13] })
  })
})

test('results are kept back as the policy says', () => {
  const seen = (results: Poll['results'], counted = 9, hiddenUntil = 0) =>
    [false, true].flatMap((hasVoted) =>
      [1500, 2000].map(
        (now) =>
          withheld(
            { ...poll, results, hiddenUntil, tally: { counted, setAside: 0, confirmed: 0, votes: [] } },
            { now, hasVoted },
          ) ?? 'shown',
      ),
    )
  expect(seen('always')).toEqual(['shown', 'shown', 'shown', 'shown'])
  expect(seen('after-vote')).toEqual(['until-vote', 'shown', 'shown', 'shown'])
  expect(seen('after-close')).toEqual(['until-close', 'shown', 'until-close', 'shown'])
  expect(seen('staff')).toEqual(['staff-only', 'staff-only', 'staff-only', 'staff-only'])
  expect(seen('always', 9, 10)).toEqual(['until-more', 'shown', 'until-more', 'shown'])
  expect(seen('always', 10, 10)).toEqual(['shown', 'shown', 'shown', 'shown'])
})

test('the next turn of a poll is its opening, then its close, then none', () => {
  expect([500, 1000, 1999, 2000].map((now) => nextTurn(poll, now))).toEqual([1000, 2000, 2000, undefined])
})

describe('percentages', () => {
  test('are whole and add up to 100 whatever was counted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 20 }), (votes) => {
        const shares = percentages(votes)
        const sum = votes.reduce((total, count) => total + count, 0)
        expect(shares.reduce((total, share) => total + share, 0)).toBe(sum === 0 ? 0 : 100)
        for (const [index, share] of shares.entries())
          expect(Math.abs(share - (sum === 0 ? 0 : ((votes[index] ?? 0) * 100) / sum))).toBeLessThan(1)
      }),
    )
  })

  test('go to the largest remainders', () => {
    expect(percentages([1, 1, 1])).toEqual([34, 33, 33])
    expect(percentages([2, 1])).toEqual([67, 33])
    expect(percentages([0, 0])).toEqual([0, 0])
  })
})

test('results tell voters and votes apart and mark the own choice', () => {
  const results = resultsOf(
    {
      ...many,
      tally: {
        counted: 2,
        setAside: 1,
        confirmed: 1,
        votes: [
          { optionId: 11, votes: 2, confirmed: 1 },
          { optionId: 13, votes: 2, confirmed: 1 },
        ],
      },
    },
    [13],
  )
  expect(results).toMatchObject({ voters: 2, votes: 4, setAside: 1, tiers: undefined })
  expect(results.rows.map(({ votes, percentage, own }) => [votes, percentage, own])).toEqual([
    [2, 50, false],
    [0, 0, false],
    [2, 50, true],
  ])
})

describe('a definition', () => {
  const definition: PollDefinition = {
    question: ' Open?\n',
    options: ['Yes', ' No  way '],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'always',
    rotates: false,
  }

  test('is tidied before it is kept', () => {
    expect(tidyDefinition(definition)).toMatchObject({ question: 'Open?', options: ['Yes', 'No way'] })
    expect(definitionFaults(tidyDefinition(definition))).toEqual([])
  })

  test('names all that is wrong with it', () => {
    const faulty = {
      ...definition,
      ...{ question: '', options: ['Yes', 'Yes', ''], maxChoices: 4, opensAt: 2, closesAt: 1 },
      pictures: [null, { mediaId: 1, alt: '' }, { mediaId: 1, alt: 'x'.repeat(1_001) }, null],
    }
    expect(definitionFaults(faulty).map(({ path, words }) => [path, words])).toEqual([
      ['/question', 'the question is missing'],
      ['/options/2', 'an option has 1 to 140 characters'],
      ['/options', 'two options read the same'],
      ['/pictures/1/alt', 'the picture of an option needs words for readers who cannot see it'],
      ['/pictures/2/alt', 'what a picture shows is said in 1000 characters at most'],
      ['/pictures', 'there are more pictures than options'],
      ['/maxChoices', 'the number of choices must lie between 1 and the number of options'],
      ['/closesAt', 'it would close before it opens'],
    ])
    const single = definitionFaults(tidyDefinition({ ...definition, options: ['Yes'] }))
    expect(single.map(({ code, words }) => [code, words])).toEqual([['poll-answers', 'a poll has 2 to 20 options']])
  })
})
