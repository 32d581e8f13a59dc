import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { aDatabase, engines } from '../../tests/databases.ts'
import { fakeClock } from '../kit/clock.ts'
import { system, type Engine } from '../kit/db/schema.ts'
import { openSecrets } from '../kit/secrets.ts'
import { newReaderId } from '../readers/readers.ts'
import { ballotOf } from './ballot-store.ts'
import { castBallotsIn } from './cast-ballots.ts'
import { pollChecks } from './checks.ts'
import { closePoll, createPoll, openPoll } from './deeds.ts'
import type { PollDefinition, PollWithTally } from './poll.ts'
import { pollByPublicId } from './store.ts'
import { castVote, type VoteOutcome } from './vote.ts'

const start = Date.UTC(2026, 10, 24, 12)
const actor = { kind: 'operator', id: 'test' } as const

type TestHouse = Awaited<ReturnType<typeof aHouse>>

async function aHouse(engine: Engine) {
  const database = await aDatabase(engine)
  const clock = fakeClock(start)
  return { ...database, clock, secrets: await openSecrets(database, clock) }
}

async function anOpenPoll(house: TestHouse, definition: Partial<PollDefinition> = {}): Promise<PollWithTally> {
  const saved = await createPoll(house, actor, {
    definition: {
      question: 'Open at rush hour?',
      options: ['Yes', 'No', 'Ask the gulls'],
      minChoices: 1,
      maxChoices: 1,
      opensAt: null,
      closesAt: null,
      results: 'always',
      rotates: false,
      ...definition,
    },
  })
  if (saved.outcome !== 'created') throw new Error(`no poll was created: ${saved.outcome}`)
  return freshly(house, saved.publicId)
}

async function freshly(house: TestHouse, publicId: string): Promise<PollWithTally> {
  const poll = await pollByPublicId(house.db, publicId)
  if (poll === undefined) throw new Error(`no poll ${publicId}`)
  return poll
}

async function vote(
  house: TestHouse,
  known: PollWithTally,
  readerId: string,
  ...options: number[]
): Promise<VoteOutcome> {
  const poll = await freshly(house, known.publicId)
  return castVote(house, { poll, choices: options.map((index) => String(poll.options[index]?.id)), readerId })
}

function counts(outcomes: readonly { outcome: string }[]): Record<string, number> {
  const counted: Record<string, number> = {}
  for (const { outcome } of outcomes) counted[outcome] = (counted[outcome] ?? 0) + 1
  return counted
}

async function faults(house: TestHouse): Promise<string[]> {
  return (await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()
}

describe.each(engines)('voting on %s', (engine) => {
  test("a vote is counted, has a receipt, and is the reader's own", async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house)
    const readerId = newReaderId()
    const outcome = await vote(house, poll, readerId, 1)
    expect(outcome).toMatchObject({
      outcome: 'counted',
      ballot: { state: 'counted', optionIds: [poll.options[1]?.id], castAt: start },
    })
    expect(await ballotOf(house.db, poll.id, readerId)).toEqual('ballot' in outcome ? outcome.ballot : undefined)
    expect(await freshly(house, poll.publicId)).toMatchObject({
      tally: { counted: 1, setAside: 0, votes: [{ votes: 0 }, { votes: 1 }, { votes: 0 }] },
    })
    expect(await faults(house)).toEqual([])
  })

  test('of 50 votes that one reader casts at once, one is counted', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house)
    const readerId = newReaderId()
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => vote(house, poll, readerId, 0)))
    expect(counts(outcomes)).toEqual({ counted: 1, 'already-voted': 49 })
    expect((await freshly(house, poll.publicId)).tally.counted).toBe(1)
    expect(new Set(outcomes.map((outcome) => 'ballot' in outcome && outcome.ballot?.receipt)).size).toBe(1)
    expect(await faults(house)).toEqual([])
  })

  test('different options chosen at once by one reader are still one ballot', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house)
    const readerId = newReaderId()
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, index) => vote(house, poll, readerId, index % 3)))
    expect(counts(outcomes)).toEqual({ counted: 1, 'already-voted': 29 })
    const { tally } = await freshly(house, poll.publicId)
    expect(tally.votes.reduce((sum, { votes }) => sum + votes, 0)).toBe(1)
    expect(await faults(house)).toEqual([])
  })

  test('votes that wait for the next batch go in as soon as they fill it', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house)
    const choices = [String(poll.options[0]?.id)]
    const cast = (count: number) =>
      Promise.all(Array.from({ length: count }, () => castVote(house, { poll, choices, readerId: newReaderId() })))
    // Time stands still, so that the next batch is due only when it is full.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    await cast(1)
    const nearlyFull = cast(63)
    await nextTurn()
    const last = cast(1)
    expect(counts((await Promise.all([nearlyFull, last])).flat())).toEqual({ counted: 64 })
    vi.useRealTimers()
    expect(await faults(house)).toEqual([])
  })

  test('of 50 votes of 50 readers at once, all are counted, and the tallies are what a recount says', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house, { maxChoices: 2 })
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => vote(house, poll, newReaderId(), index % 3, (index + 1) % 3)),
    )
    expect(counts(outcomes)).toEqual({ counted: 50 })
    const { tally } = await freshly(house, poll.publicId)
    expect([tally.counted, tally.votes.reduce((sum, { votes }) => sum + votes, 0)]).toEqual([50, 100])
    expect(await faults(house)).toEqual([])
  })

  test('a poll takes its last vote a millisecond before it closes', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house, { closesAt: start + 1000 })
    house.clock.set(start + 999)
    expect((await vote(house, poll, newReaderId(), 0)).outcome).toBe('counted')
    house.clock.set(start + 1000)
    expect((await vote(house, poll, newReaderId(), 0)).outcome).toBe('closed')
    expect((await freshly(house, poll.publicId)).tally.counted).toBe(1)
  })

  test('the write itself refuses a ballot for a poll that was closed after it was read', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house)
    await closePoll(house, actor, { publicId: poll.publicId })
    const [outcome] = await house.write(system, (tx) =>
      castBallotsIn(tx, poll.id, [
        { readerId: newReaderId(), optionIds: [poll.options[0]?.id ?? 0], castAt: start + 1 },
      ]),
    )
    expect(outcome).toEqual({ outcome: 'closed' })
  })

  test('a poll that is not open yet, was closed by hand, or is open again says so', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house, { opensAt: start + 5000 })
    expect((await vote(house, poll, newReaderId(), 0)).outcome).toBe('not-open')
    expect(await openPoll(house, actor, { publicId: poll.publicId })).toEqual({ outcome: 'open' })
    expect((await vote(house, poll, newReaderId(), 0)).outcome).toBe('counted')
    expect(await closePoll(house, actor, { publicId: poll.publicId })).toEqual({ outcome: 'closed' })
    expect(await closePoll(house, actor, { publicId: poll.publicId })).toEqual({ outcome: 'unchanged' })
    expect((await vote(house, poll, newReaderId(), 0)).outcome).toBe('closed')
    expect(await openPoll(house, actor, { publicId: poll.publicId })).toEqual({ outcome: 'open' })
    expect((await vote(house, poll, newReaderId(), 0)).outcome).toBe('counted')
    expect(await closePoll(house, actor, { publicId: 'nothing' })).toEqual({
      outcome: 'unknown',
      words: 'There is no poll "nothing".',
      code: 'no-such-poll',
    })
  })

  test('a vote of the wrong shape leaves nothing behind', async () => {
    await using house = await aHouse(engine)
    const [poll, other] = [await anOpenPoll(house), await anOpenPoll(house)]
    const choicesOf = async (...choices: string[]) => castVote(house, { poll, choices, readerId: newReaderId() })
    const [first, second] = poll.options.map(({ id }) => String(id))
    expect(await choicesOf()).toMatchObject({ outcome: 'refused', fault: 'none' })
    expect(await choicesOf(String(other.options[0]?.id))).toMatchObject({ outcome: 'refused', fault: 'unknown-option' })
    expect(await choicesOf(first ?? '', first ?? '')).toMatchObject({ outcome: 'refused', fault: 'twice' })
    expect(await choicesOf(first ?? '', second ?? '')).toMatchObject({ outcome: 'refused', fault: 'too-many' })
    expect(await house.db.selectFrom('ballots').select('receipt').execute()).toEqual([])
  })

  test('a ballot set aside is kept with its reasons and moves no tally of an option', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house)
    const outcome = await castVote(house, {
      poll,
      choices: [String(poll.options[0]?.id)],
      readerId: newReaderId(),
      hasPass: false,
    })
    expect(outcome.outcome).toBe('set-aside')
    expect((await freshly(house, poll.publicId)).tally).toMatchObject({
      counted: 0,
      setAside: 1,
      votes: [{ votes: 0 }, { votes: 0 }, { votes: 0 }],
    })
    expect(await house.db.selectFrom('ballots').select('reasons').execute()).toEqual([
      {
        reasons: JSON.stringify([
          { rule: 'no-pass', verdict: 'set-aside', detail: 'it came without the leave that the form gives' },
        ]),
      },
    ])
    expect(await faults(house)).toEqual([])
  })

  test('the recount names every tally that disagrees with the ballots', async () => {
    await using house = await aHouse(engine)
    const poll = await anOpenPoll(house)
    await vote(house, poll, newReaderId(), 0)
    await house.write(system, async (tx) => {
      await tx
        .updateTable('tallies')
        .set({ votes: 7 })
        .where('option_id', '=', poll.options[0]?.id ?? 0)
        .execute()
      await tx.updateTable('poll_totals').set({ set_aside: 2 }).execute()
    })
    expect(await faults(house)).toEqual([
      `poll ${poll.id}, "Yes": the tally says 7, the ballots say 1`,
      `poll ${poll.id}: the totals say 1 counted and 2 set aside, the ballots say 1 and 0`,
      `poll ${poll.id}: its hours do not add up to its ballots`,
    ])
  })
})
