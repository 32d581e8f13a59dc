import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crowdOf, findBursts, poissonTail, windowMs, type VoteWindow } from './bursts.ts'
import { judgeBallot, networkCap, ruleSettingsSchema } from './rules.ts'

const settings = ruleSettingsSchema.parse({})

function windows(...counts: [first: number, second: number][]): VoteWindow[] {
  return counts.map(([first, second], index) => ({
    startsAt: index * windowMs,
    ballots: first + second,
    votes: new Map([
      [1, first],
      [2, second],
    ]),
  }))
}

const quiet: [number, number][] = Array.from({ length: 20 }, () => [2, 1])
const found = (list: VoteWindow[]) =>
  findBursts(list, { from: 0, until: list.length * windowMs, settings }).map(({ startsAt, options }) => [
    startsAt / windowMs,
    options.map(({ optionId }) => optionId),
  ])

describe('a burst', () => {
  test('is far more ballots than usual and one answer far more often', () => {
    expect(found(windows(...quiet, [3, 80]))).toEqual([[20, [2]]])
    expect(found(windows(...quiet, [56, 28]))).toEqual([])
    expect(found(windows(...quiet, [0, 12]))).toEqual([])
  })

  test('that lies over two windows unevenly does not hide behind its own smaller half', () => {
    expect(found(windows(...quiet, [5, 1500], [5, 3500]))).toEqual([
      [20, [2]],
      [21, [2]],
    ])
  })

  test('cannot be told without quieter times to compare it with', () => {
    expect(found(windows([2, 300]))).toEqual([])
  })

  test('is explained by networks with several ballots where these are enough, else by all', () => {
    expect(
      crowdOf(
        new Map([
          ['a', 40],
          ['b', 1],
        ]),
        40,
      ),
    ).toEqual(new Set(['a']))
    expect(
      crowdOf(
        new Map([
          ['a', 2],
          ['b', 1],
          ['c', 1],
        ]),
        30,
      ),
    ).toBeUndefined()
  })

  test('names nobody where most networks are not known, and goes on without those that are not', () => {
    expect(
      crowdOf(
        new Map([
          [null, 41],
          ['a', 40],
        ]),
        40,
      ),
    ).toEqual(new Set())
    expect(
      crowdOf(
        new Map([
          [null, 5],
          ['a', 40],
        ]),
        40,
      ),
    ).toEqual(new Set(['a']))
    expect(
      crowdOf(
        new Map([
          [null, 5],
          ['a', 10],
        ]),
        40,
      ),
    ).toBeUndefined()
  })
})

test('the Poisson tail agrees with the sum of the terms before it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.1, max: 20, noNaN: true }), (count, mean) => {
      let [term, below] = [Math.exp(-mean), 0]
      for (let k = 0; k < count; k++) {
        below += term
        term *= mean / (k + 1)
      }
      if (count > mean) expect(poissonTail(count, mean)).toBeCloseTo(1 - below, 6)
      else expect(poissonTail(count, mean)).toBe(1)
    }),
  )
  expect(poissonTail(5000, 1)).toBe(0)
})

describe('the rules', () => {
  const facts = { settings, hasPass: true, networkRank: 0, counted: 100, burst: undefined }

  test('all run and keep all reasons; a missing signal abstains', () => {
    expect(judgeBallot(facts)).toEqual({ verdict: 'counted', reasons: [] })
    expect(judgeBallot({ ...facts, hasPass: undefined, networkRank: undefined })).toEqual({
      verdict: 'counted',
      reasons: [],
    })
    const burst = { startsAt: 0, ballots: 90, usual: 3, share: 0.9, usualShare: 0.2 }
    expect(
      judgeBallot({ ...facts, hasPass: false, networkRank: 40, burst }).reasons.map(({ rule, verdict }) => [
        rule,
        verdict,
      ]),
    ).toEqual([
      ['no-pass', 'set-aside'],
      ['crowded-network', 'set-aside'],
      ['burst', 'set-aside'],
    ])
  })

  test("a network's part grows with the poll and never shrinks below its floor", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), fc.nat({ max: 1_000_000 }), (counted, more) => {
        const cap = networkCap(settings, counted)
        expect(cap).toBeGreaterThanOrEqual(settings.networkFloor)
        expect(networkCap(settings, counted + more)).toBeGreaterThanOrEqual(cap)
        expect(judgeBallot({ ...facts, counted, networkRank: cap - 1 }).verdict).toBe('counted')
        expect(judgeBallot({ ...facts, counted, networkRank: cap }).verdict).toBe('set-aside')
      }),
    )
  })
})
