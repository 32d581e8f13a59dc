import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeDigests } from '../src/alerts/digests/make.ts'
import type { Reader } from './alert-readers.ts'
import { aStory } from './alerting.ts'
import { engines } from './databases.ts'
import { aDigestReader, aFrozenAlert, changePace, digestRows, foldedRows, pauseFor } from './digest-readers.ts'
import { aHouse, type TestHouse } from './house.ts'

const hour = 3_600_000
const paces = ['all', 'daily', 'weekly'] as const
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'] as const

type Event =
  | { kind: 'wait'; hours: number }
  | { kind: 'alert'; level: 'breaking' | 'important' | 'digest' }
  | { kind: 'pace'; reader: number; pace: (typeof paces)[number] }
  | { kind: 'pause'; reader: number; hours: number }

const readerNumber = fc.nat({ max: 100 })
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('alert' as const),
      level: fc.constantFrom('breaking' as const, 'important' as const, 'digest' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pace' as const),
      reader: readerNumber,
      pace: fc.constantFrom(...paces),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pause' as const),
      reader: readerNumber,
      hours: fc.integer({ min: 1, max: 90 }),
    }),
  },
)
const readers = fc.array(
  fc.record({
    channel: fc.constant('email' as const),
    pace: fc.constantFrom(...paces),
    timeZone: fc.constantFrom(...zones),
    breakingAtOnce: fc.boolean(),
    allTopics: fc.constant(true),
    topicIds: fc.constant([]),
  }),
  { minLength: 2, maxLength: 6 },
)

/** What happens, and after it so much time that everything must have been told. */
async function live(house: TestHouse, given: readonly Reader[], events: readonly Event[]): Promise<void> {
  const ids = await aDigestReader(house, given)
  for (const now of events) {
    const id = 'reader' in now ? (ids[now.reader % ids.length] ?? 0) : 0
    if (now.kind === 'pace') await changePace(house, id, now.pace)
    if (now.kind === 'pause') await pauseFor(house, id, now.hours * hour)
    if (now.kind === 'alert') await aFrozenAlert(house, (await aStory(house)).id, now.level)
    if (now.kind === 'wait') house.clock.advance(now.hours * hour)
    await Promise.all([makeDigests(house), makeDigests(house)])
  }
  for (let rounds = 0; rounds < 26; rounds++) {
    house.clock.advance(12 * hour)
    await makeDigests(house)
  }
}

test.each(engines)(
  'whatever waits for a digest is told in one, once, and no story twice, on %s',
  { timeout: 240_000 },
  async (engine) => {
    let waited = 0
    const lives = fc.asyncProperty(readers, fc.array(event, { minLength: 8, maxLength: 24 }), async (given, events) => {
      await using house = await aHouse(engine)
      await live(house, given, events)
      const rows = await digestRows(house)
      const told = rows.flatMap(({ id, sendingId, detail }) =>
        detail.alerts.map((alert) => ({ id, alert, digest: sendingId })),
      )
      const folded = await foldedRows(house)
      waited += folded.length
      expect(sorted(told)).toEqual(sorted(folded))
      const stories = rows.flatMap(({ id, detail }) => detail.stories.map((story) => `${id} ${story}`))
      expect(new Set(stories).size).toBe(stories.length)
    })
    await fc.assert(lives, { numRuns: engine === 'sqlite' ? 12 : 3, seed: 5, endOnFailure: true })
    expect(waited).toBeGreaterThan(0)
  },
)

type Told = { id: number; alert: number; digest: number | null }

function sorted(rows: readonly Told[]): Told[] {
  return rows.toSorted((a, b) => a.id - b.id || a.alert - b.alert)
}
