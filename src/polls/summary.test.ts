import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PollWithTally } from './poll.ts'
import { summaryOf, summaryWords } from './summary.ts'

const place = { language: 'en', timeZone: 'UTC' }

function aPoll(votes: readonly number[], change: Partial<PollWithTally> = {}): PollWithTally {
  const counted = votes.reduce((sum, count) => sum + count, 0)
  return {
    id: 1,
    publicId: 'abc',
    revision: 1,
    question: 'Open at rush hour?',
    minChoices: 1,
    maxChoices: 1,
    opensAt: 0,
    closesAt: 10,
    results: 'always',
    hiddenUntil: 0,
    rotates: false,
    mayChange: false,
    who: 'anyone',
    options: votes.map((_, index) => ({ id: index + 1, label: `Answer ${index + 1}` })),
    tally: {
      counted,
      setAside: 0,
      confirmed: 0,
      votes: votes.map((count, index) => ({ optionId: index + 1, votes: count, confirmed: 0 })),
    },
    ...change,
  }
}

describe('a poll in few words', () => {
  test('has each answer with its share, and who took part', () => {
    const summary = summaryOf(aPoll([654, 550]), 5, place)
    expect(summary).toMatchObject({
      rows: [
        { label: 'Answer 1', share: '54%' },
        { label: 'Answer 2', share: '46%' },
      ],
      note: expect.stringMatching(/^1,204 readers have voted\. .*no margin of error/u),
      state: expect.stringContaining('Voting closes'),
    })
    expect(summaryWords(summary)).toMatch(
      /^Reader poll: Open at rush hour\? · Answer 1 54% · Answer 2 46% · 1,204 readers have voted\./u,
    )
  })

  test.each([
    ['after-vote', 5, 0],
    ['after-close', 5, 0],
    ['staff', 5, 0],
    ['staff', 15, 0],
    ['always', 5, 100],
    ['always', -5, 0],
  ] as const)(
    'tells no figure that is kept back: results "%s" at %i of 10, hidden until %i votes',
    (results, now, hiddenUntil) => {
      const told = (votes: readonly number[]) => summaryOf(aPoll(votes, { results, hiddenUntil }), now, place)
      const summary = told([61, 27])
      expect(JSON.stringify(summary.rows)).not.toMatch(/\d%|61|27|88|69|31/u)
      expect(summary.note).not.toMatch(/61|27|88/u)
      expect(summary).toEqual(told([3, 40]))
    },
  )

  test('sums up what is too much for a card, so that the shares still are the whole', () => {
    const { rows } = summaryOf(aPoll(Array.from({ length: 20 }, (_, index) => index)), 5, place)
    expect(rows.map(({ label }) => label)).toEqual([
      'Answer 20',
      'Answer 19',
      'Answer 18',
      'Answer 17',
      'and 16 more answers',
    ])
    expect(
      summaryOf(
        aPoll(
          Array.from({ length: 20 }, () => 3),
          { results: 'after-vote' },
        ),
        5,
        place,
      ).rows.map(({ label }) => label),
    ).toEqual(['Answer 1', 'Answer 2', 'Answer 3', 'Answer 4', 'and 16 more answers'])
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000), { minLength: 2, maxLength: 20 }).filter((votes) => votes.some(Boolean)),
        (votes) => {
          const shares = summaryOf(aPoll(votes), 5, place).rows
          expect(shares.reduce((sum, { percentage }) => sum + percentage, 0)).toBe(100)
          expect(shares.length).toBeLessThanOrEqual(5)
        },
      ),
    )
  })

  test('moves while it is open and tells its figures, and no more after the close', () => {
    expect(
      [
        [5, 'always'],
        [5, 'after-vote'],
        [15, 'always'],
        [15, 'after-vote'],
      ].map(
        ([now, results]) => summaryOf(aPoll([1, 2], { results: results as 'always' }), Number(now), place).isMoving,
      ),
    ).toEqual([true, false, false, false])
  })
})
