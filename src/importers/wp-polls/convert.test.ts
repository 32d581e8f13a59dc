import { describe, expect, test } from 'vitest'
import { convertPoll, shown, type PollAround } from './convert.ts'
import type { PollRow } from './gather.ts'

const now = Date.UTC(2026, 10, 25)
const seconds = (...time: [number, number, number, number?]) =>
  Date.UTC(time[0], time[1] - 1, time[2], time[3] ?? 0) / 1000

function aRow(changes: Partial<PollRow> = {}): PollRow {
  return {
    id: 2,
    question: 'Open?',
    startsAt: seconds(2026, 1, 10, 12),
    totalVotes: 3,
    active: 1,
    expiry: 0,
    multiple: 0,
    totalVoters: 3,
    ...changes,
  }
}

function around(
  votes: readonly number[],
  changes: Partial<PollAround> & { words?: readonly string[] } = {},
): PollAround {
  const answers = votes.map((count, index) => ({
    id: index + 1,
    pollId: 2,
    words: changes.words?.[index] ?? `Answer ${'ABCDEFGH'[index]}`,
    votes: count,
  }))
  const log = new Map(answers.map(({ id, votes: rows }) => [id, { rows, days: [] }]))
  return { answers, log, lastVote: 0, countsVoters: true, timeZone: 'America/New_York', shuffles: false, ...changes }
}

test.each([
  ['\\"the tide\\\'s the boss\\" &amp; meant it?', '"the tide\'s the boss" & meant it?'],
  ['C:\\\\tide\\\\boss', 'C:tideboss'],
  ['It&#8217;s a <em>proverb</em>', 'It’s a proverb'],
  ["  R&amp;D <br> dep\\'t — 50 % sure ", "R&D dep't — 50 % sure"],
  ['1 < 2 & 3 > 2', '1 < 2 & 3 > 2'],
  ['<script>alert(1)</script>Yes', 'Yes'],
  ['\u0008bell', 'bell'],
])('%j is shown as %j', (stored, words) => {
  expect(shown(stored)).toBe(words)
})

describe('times are the clock of the site', () => {
  const opens = (startsAt: number, timeZone: string) =>
    convertPoll(aRow({ startsAt }), around([3], { timeZone }), now).poll.opensAt

  test.each([
    ['America/New_York', [2026, 1, 10, 12], 17],
    ['America/New_York', [2026, 7, 10, 12], 16],
    ['Etc/GMT+5', [2026, 7, 10, 12], 17],
    ['Asia/Kolkata', [2026, 7, 10, 12], 6.5],
    ['UTC', [2026, 7, 10, 12], 12],
    // The hours around the change: 1:30 and 3:30 of 8 March.
    ['America/New_York', [2026, 3, 8, 1], 6],
    ['America/New_York', [2026, 3, 8, 3], 7],
  ] as const)("in %s, %j is %d o'clock UTC", (timeZone, [year, month, day, hour], utc) => {
    expect(opens(seconds(year, month, day, hour), timeZone)).toBe(Date.UTC(year, month - 1, day) + utc * 3_600_000)
  })
})

describe('a poll that', () => {
  const timesOf = (row: Partial<PollRow>, changes: Partial<PollAround> = {}) => {
    const {
      poll: { opensAt, closesAt, assumedCloseAt },
      warnings,
    } = convertPoll(aRow(row), around([3], { timeZone: 'UTC', ...changes }), now)
    return { opensAt, closesAt, assumedCloseAt, warnings }
  }
  const start = seconds(2026, 1, 10, 12) * 1000

  test('is open stays open, until it expires', () => {
    expect(timesOf({})).toEqual({ opensAt: start, closesAt: null, assumedCloseAt: null, warnings: [] })
    expect(timesOf({ expiry: seconds(2027, 1, 1) })).toMatchObject({
      closesAt: Date.UTC(2027, 0, 1),
      assumedCloseAt: null,
    })
    expect(timesOf({ expiry: seconds(2026, 2, 1) })).toMatchObject({
      closesAt: Date.UTC(2026, 1, 1),
      assumedCloseAt: null,
    })
    expect(timesOf({ expiry: seconds(2020, 1, 1) })).toMatchObject({ closesAt: start })
  })

  test('waits for its start still does', () => {
    expect(timesOf({ active: -1, startsAt: seconds(2027, 3, 1) })).toMatchObject({
      opensAt: Date.UTC(2027, 2, 1),
      closesAt: null,
    })
    expect(timesOf({ active: 1, startsAt: seconds(2027, 3, 1) })).toMatchObject({ opensAt: now })
  })

  test('was closed by hand is closed, at a time that is said to be assumed', () => {
    expect(timesOf({ active: 0 })).toEqual({
      opensAt: start,
      closesAt: start,
      assumedCloseAt: start,
      warnings: ['It is closed, and nothing says since when.'],
    })
    expect(timesOf({ active: 0 }, { lastVote: seconds(2026, 5, 1) })).toMatchObject({
      closesAt: Date.UTC(2026, 4, 1) + 1000,
      assumedCloseAt: Date.UTC(2026, 4, 1) + 1000,
    })
    expect(timesOf({ active: 0, expiry: seconds(2027, 1, 1) })).toMatchObject({
      closesAt: start,
      assumedCloseAt: start,
    })
    expect(timesOf({ active: 0, expiry: seconds(2026, 2, 1) })).toMatchObject({
      closesAt: Date.UTC(2026, 1, 1),
      assumedCloseAt: null,
      warnings: [],
    })
    expect(timesOf({ active: 0, startsAt: seconds(2027, 1, 1) })).toMatchObject({ opensAt: now, closesAt: now })
  })

  test('has no readable start begins with its last vote, or now', () => {
    expect(timesOf({ startsAt: 0 }, { lastVote: seconds(2026, 5, 1) })).toMatchObject({
      opensAt: Date.UTC(2026, 4, 1),
      warnings: ['Nothing readable says when it began.'],
    })
    expect(timesOf({ startsAt: 0 })).toMatchObject({ opensAt: now })
  })
})

describe('counters are the truth, and where they disagree is said', () => {
  const said = (row: Partial<PollRow>, votes: readonly number[], changes: Partial<PollAround> = {}) =>
    convertPoll(aRow(row), around(votes, changes), now)

  test.each<[string, Partial<PollRow>, number[], Partial<PollAround>, string[]]>([
    ['all agree', {}, [1, 2], {}, []],
    [
      'the total',
      { totalVotes: 9 },
      [1, 2],
      {},
      ['Its total says 9 votes, the counters of its answers add up to 3; the answers are taken.'],
    ],
    [
      'voters of a single choice',
      { totalVoters: 2 },
      [1, 2],
      {},
      ['It counts 2 voters and 3 votes, though each voter had one.'],
    ],
    [
      'voters of several choices',
      { multiple: 2, totalVoters: 1 },
      [1, 2],
      {},
      ['It counts 1 voters and 3 votes, which 2 choices each cannot give.'],
    ],
    [
      'a log cut short',
      {},
      [1, 2],
      { log: new Map([[1, { rows: 1, days: [] }]]) },
      ['Its log holds 1 vote, its counters 3; the counters are taken.'],
    ],
    [
      'a log that was emptied',
      {},
      [1, 2],
      { log: new Map() },
      ['Its log is empty; 3 votes are known from the counters alone.'],
    ],
    [
      'a counter below zero',
      { totalVotes: 3 },
      [-1, 3],
      { log: new Map([[2, { rows: 3, days: [] }]]) },
      ['The answer "Answer A" has a counter below zero (-1), taken as 0.'],
    ],
  ])('%s', (_name, row, votes, changes, warnings) => {
    expect(said(row, votes, changes).warnings).toEqual(warnings)
  })

  test('an old version, which counted no voters, has as many as votes', () => {
    expect(said({ totalVoters: 0 }, [1, 2], { countsVoters: false })).toMatchObject({
      poll: { voters: 3 },
      warnings: [],
    })
  })

  test('as many choices as answers at most', () => {
    expect([0, 1, 2, 9].map((multiple) => said({ multiple }, [1, 2]).poll.maxChoices)).toEqual([1, 1, 2, 2])
  })
})

test('answers that the house could not tell apart, or has no room for, are mended and said', () => {
  const long = 'x'.repeat(200)
  const { poll, warnings } = convertPoll(
    aRow({ totalVotes: 0, totalVoters: 0, question: '<br>' }),
    around([0, 0, 0, 0, 0, 0], { words: ['Yes', 'Yes', '', '<img src="a.png" alt="A gull">', long, long] }),
    now,
  )
  const cut = `${'x'.repeat(139)}…`
  expect(poll.options.map(({ label }) => label)).toEqual([
    'Yes',
    'Yes (2)',
    'Answer 3',
    'A gull',
    cut,
    `${cut.slice(0, 135)} (2)`,
  ])
  expect(poll.options.every(({ label }) => label.length <= 140)).toBe(true)
  expect(poll.question).toBe('Poll 2')
  expect(warnings).toHaveLength(7)
})
