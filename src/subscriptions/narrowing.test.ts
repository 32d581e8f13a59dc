import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moreIn, type Chosen } from './narrowing.ts'

const now = 1_000_000
const base: Chosen = {
  pace: 'daily',
  breakingAtOnce: false,
  allTopics: false,
  topicIds: [1, 2],
  threadIds: [7],
  quietFrom: null,
  quietTo: null,
  pausedUntil: null,
}
const more = (before: Partial<Chosen>, wanted: Partial<Chosen>) =>
  moreIn({ ...base, ...before }, { ...base, ...before, ...wanted }, now)

describe('what the newsroom changes of somebody’s choices', () => {
  test('may take topics and stories away, and add none', () => {
    expect(more({}, { topicIds: [2], threadIds: [] })).toEqual([])
    expect(more({}, { topicIds: [1, 2, 3], threadIds: [7, 8] })).toEqual(['topics', 'threads'])
    expect(more({}, { allTopics: true })).toEqual(['topics'])
    expect(more({ allTopics: true, topicIds: [] }, { allTopics: false, topicIds: [5] })).toEqual([])
  })

  test.each([
    ['all', true, 'weekly', true, true],
    ['all', true, 'breaking', true, true],
    ['daily', true, 'breaking', true, true],
    ['daily', true, 'daily', false, true],
    ['weekly', false, 'daily', false, false],
    ['daily', false, 'all', false, false],
    ['breaking', true, 'weekly', false, false],
    ['daily', false, 'daily', true, false],
    ['weekly', false, 'breaking', true, false],
  ] as const)('from %s (at once: %s) to %s (at once: %s) is theirs: %s', (pace, atOnce, to, toAtOnce, may) => {
    const found = more({ pace, breakingAtOnce: atOnce }, { pace: to, breakingAtOnce: toAtOnce })
    expect(found).toEqual(may ? [] : ['pace'])
  })

  test.each([
    [null, [1320, 420], true],
    [[1320, 420], [1260, 480], true],
    [[1320, 420], [1320, 420], true],
    [[60, 300], [1320, 420], true],
    [[1320, 420], null, false],
    [[1320, 420], [1330, 420], false],
    [[1320, 420], [420, 1320], false],
    [[1320, 420], [600, 480], true],
    [[1320, 420], [0, 1439], false],
  ] as const)('quiet hours from %j to %j: %s', (before, wanted, may) => {
    const hours = (quiet: readonly [number, number] | null) => ({
      quietFrom: quiet?.[0] ?? null,
      quietTo: quiet?.[1] ?? null,
    })
    expect(more(hours(before), hours(wanted))).toEqual(may ? [] : ['quiet'])
  })

  test('quiet minutes stay quiet, whatever the hours are', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const hours = fc.tuple(minute, minute).filter(([from, to]) => from !== to)
    const isQuiet = ([from, to]: [number, number], at: number) =>
      from < to ? at >= from && at < to : at >= from || at < to
    fc.assert(
      fc.property(hours, hours, (before, wanted) => {
        const all = Array.from({ length: 1440 }, (_, at) => at)
        const keeps = all.every((at) => !isQuiet(before, at) || isQuiet(wanted, at))
        const found = more({ quietFrom: before[0], quietTo: before[1] }, { quietFrom: wanted[0], quietTo: wanted[1] })
        expect(found.length === 0).toBe(keeps)
      }),
    )
  })

  test('may begin and lengthen a pause, and end none before its time', () => {
    expect(more({}, { pausedUntil: now + 9 })).toEqual([])
    expect(more({ pausedUntil: now + 5 }, { pausedUntil: now + 9 })).toEqual([])
    expect(more({ pausedUntil: now + 5 }, { pausedUntil: now + 4 })).toEqual(['pause'])
    expect(more({ pausedUntil: now + 5 }, { pausedUntil: null })).toEqual(['pause'])
    expect(more({ pausedUntil: now - 5 }, { pausedUntil: null })).toEqual([])
  })
})
