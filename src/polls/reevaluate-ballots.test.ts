import { describe, expect, test } from 'vitest'
import { aDatabase, engines } from '../../tests/databases.ts'
import { fakeClock } from '../kit/clock.ts'
import type { Engine } from '../kit/db/schema.ts'
import { verifyLedger } from '../kit/ledger.ts'
import { done } from '../kit/outcome.ts'
import { newReaderId } from '../readers/readers.ts'
import { castBallotsIn, type Casting } from './cast-ballots.ts'
import { changeRules, replayRules } from './change-rules.ts'
import { pollChecks } from './checks.ts'
import { decideBallots } from './decide-ballots.ts'
import { createPoll } from './deeds.ts'
import type { PollWithTally } from './poll.ts'
import { settleBallots } from './reevaluate-ballots.ts'
import { pollByPublicId } from './store.ts'

const start = Date.UTC(2026, 10, 24, 12)
const actor = { kind: 'operator', id: 'test' } as const

async function aHouse(engine: Engine) {
  return { ...(await aDatabase(engine)), clock: fakeClock(start) }
}

type TestHouse = Awaited<ReturnType<typeof aHouse>>

async function aPoll(house: TestHouse): Promise<PollWithTally> {
  const definition = {
    question: 'Open at rush hour?',
    options: ['Yes', 'No'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'always',
    rotates: false,
  } as const
  const saved = await createPoll(house, actor, { definition })
  return freshly(house, done(saved).publicId)
}

async function freshly(house: TestHouse, publicId: string): Promise<PollWithTally> {
  const poll = await pollByPublicId(house.db, publicId)
  if (poll === undefined) throw new Error('no poll was made')
  return poll
}

/** Puts ballots in at given times: `address` of each by its number. */
function vote(house: TestHouse, poll: PollWithTally, ballots: { at: number; option: 0 | 1; address: string }[]) {
  const castings = ballots.map(({ at, option, address }): Casting => ({
    readerId: newReaderId(),
    optionIds: [poll.options[option]?.id ?? 0],
    castAt: at,
    address,
    hasPass: true,
  }))
  return house.write({ kind: 'reader', id: 'test' }, (tx) => castBallotsIn(tx, poll.id, castings))
}

function readersAtHome(count: number, everyMs: number) {
  return Array.from({ length: count }, (_, index) => ({
    at: start + index * everyMs,
    option: (index % 3 === 0 ? 1 : 0) as 0 | 1,
    address: `10.${index >> 8}.${index & 255}.1`,
  }))
}

async function faults(house: TestHouse): Promise<string[]> {
  return (await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()
}

describe.each(engines)('ballots judged again on %s', (engine) => {
  test('a burst for one answer is set aside, the ballots before it was seen among them; other readers of that time count', async () => {
    await using house = await aHouse(engine)
    const poll = await aPoll(house)
    await vote(house, poll, readersAtHome(120, 300_000))
    const burst = Array.from({ length: 200 }, (_, index) => ({
      at: start + 3_600_000 * 5 + index * 1000,
      option: 1 as const,
      address: `172.16.${index % 40}.9`,
    }))
    await vote(house, poll, burst)
    expect((await freshly(house, poll.publicId)).tally).toMatchObject({ counted: 320, setAside: 0 })
    house.clock.set(start + 3_600_000 * 11)
    expect(await settleBallots(house, poll.id)).toEqual({ setAside: 200, released: 0 })
    expect((await freshly(house, poll.publicId)).tally).toMatchObject({
      counted: 120,
      setAside: 200,
      votes: [{ votes: 80 }, { votes: 40 }],
    })
    expect(await settleBallots(house, poll.id)).toEqual({ setAside: 0, released: 0 })
    const [ballot] = await house.db
      .selectFrom('ballots')
      .select('reasons')
      .where('state', '=', 'set-aside')
      .limit(1)
      .execute()
    expect(JSON.parse(ballot?.reasons ?? '')).toMatchObject([{ rule: 'burst', verdict: 'set-aside' }])
    expect(await faults(house)).toEqual([])
  })

  test('a rush of readers who answer as all others do is left alone', async () => {
    await using house = await aHouse(engine)
    const poll = await aPoll(house)
    await vote(house, poll, readersAtHome(120, 300_000))
    await vote(
      house,
      poll,
      Array.from({ length: 200 }, (_, index) => ({
        at: start + 3_600_000 * 5 + index * 1000,
        option: (index % 3 === 0 ? 1 : 0) as 0 | 1,
        address: `172.16.${index}.9`,
      })),
    )
    house.clock.set(start + 3_600_000 * 11)
    expect(await settleBallots(house, poll.id)).toEqual({ setAside: 0, released: 0 })
  })

  test('a network with more ballots than a small poll allows for gets them back when the poll has grown', async () => {
    await using house = await aHouse(engine)
    const poll = await aPoll(house)
    await vote(
      house,
      poll,
      Array.from({ length: 45 }, (_, index) => ({
        at: start + index * 120_000,
        option: (index % 3 === 0 ? 1 : 0) as 0 | 1,
        address: '192.0.2.7',
      })),
    )
    expect((await freshly(house, poll.publicId)).tally).toMatchObject({ counted: 30, setAside: 15 })
    await vote(house, poll, readersAtHome(600, 60_000))
    house.clock.set(start + 3_600_000 * 12)
    expect(await settleBallots(house, poll.id)).toEqual({ setAside: 0, released: 15 })
    expect((await freshly(house, poll.publicId)).tally).toMatchObject({ counted: 645, setAside: 0 })
    expect(await faults(house)).toEqual([])
  })

  test('staff release by rule or set aside by receipt, with a reason; no rule goes over it, and the ledger has it', async () => {
    await using house = await aHouse(engine)
    const poll = await aPoll(house)
    await vote(
      house,
      poll,
      Array.from({ length: 40 }, (_, index) => ({ at: start + index * 1000, option: 0, address: '192.0.2.7' })),
    )
    const decide = (becomes: 'counted' | 'set-aside', selection: Parameters<typeof decideBallots>[2]['selection']) =>
      decideBallots(house, actor, { publicId: poll.publicId, becomes, selection, reason: 'the school’s own network' })
    expect(await decide('counted', { rule: 'burst' })).toEqual({ outcome: 'decided', ballots: 0 })
    expect(await decide('counted', { rule: 'crowded-network' })).toEqual({ outcome: 'decided', ballots: 10 })
    expect(await settleBallots(house, poll.id)).toEqual({ setAside: 0, released: 0 })
    const { receipt } = await house.db.selectFrom('ballots').select('receipt').limit(1).executeTakeFirstOrThrow()
    expect(await decide('set-aside', { receipts: [receipt] })).toEqual({ outcome: 'decided', ballots: 1 })
    expect(await decide('set-aside', {})).toMatchObject({ outcome: 'invalid' })
    expect((await freshly(house, poll.publicId)).tally).toMatchObject({ counted: 39, setAside: 1 })
    expect(await house.db.selectFrom('poll_changes').select(['what', 'was']).orderBy('id').execute()).toEqual([
      { what: 'released', was: 'crowded-network' },
      { what: 'set-aside', was: '' },
    ])
    expect([await faults(house), (await verifyLedger(house.db)).ok]).toEqual([[], true])
  })

  test('other rules tell beforehand what they would do, and do just that when they are saved', async () => {
    await using house = await aHouse(engine)
    const poll = await aPoll(house)
    await vote(
      house,
      poll,
      Array.from({ length: 25 }, (_, index) => ({ at: start + index * 1000, option: 0, address: '192.0.2.7' })),
    )
    const input = { publicId: poll.publicId, change: { networkFloor: 5 } }
    expect(await replayRules(house, input)).toMatchObject({
      setAside: 20,
      released: 0,
      byRule: { 'crowded-network': 20 },
    })
    expect((await freshly(house, poll.publicId)).tally.setAside).toBe(0)
    expect(await changeRules(house, actor, { ...input })).toMatchObject({ setAside: 20 })
    expect((await freshly(house, poll.publicId)).tally).toMatchObject({ counted: 5, setAside: 20 })
    expect(await replayRules(house, { publicId: poll.publicId, change: { networkFloor: 30 } })).toMatchObject({
      setAside: 0,
      released: 20,
    })
    expect(await faults(house)).toEqual([])
  })
})
