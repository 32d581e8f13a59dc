import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { topicsAndAbove } from '../src/alerts/audience-store.ts'
import { audienceOf } from '../src/alerts/audience.ts'
import { alertBy } from '../src/alerts/store.ts'
import { rowsOf, sentTo, someReaders, type Reader } from './alert-readers.ts'
import { aDraftAlert, anAlertHouse, aStory, aTopic, type AlertHouse } from './alerting.ts'
import { engines } from './databases.ts'

const reader: Reader = { channel: 'email', pace: 'all', breakingAtOnce: true, allTopics: true, topicIds: [] }
const question = { channels: ['email', 'push'], toEveryone: false, perReaderADay: 4 } as const

describe.each(engines)('the audience of an alert on %s', (engine) => {
  let paper: AlertHouse
  beforeAll(async () => {
    paper = await anAlertHouse(engine)
  })
  afterAll(() => paper.close())

  test('level and pace decide who is disturbed and whose digest it waits for', async () => {
    const { house } = paper
    const story = await aStory(house)
    const paces = ['breaking', 'all', 'daily', 'weekly'] as const
    const ids = await someReaders(house, [
      ...paces.map((pace): Reader => ({ ...reader, pace })),
      ...paces.map((pace): Reader => ({ ...reader, pace, breakingAtOnce: false })),
    ])
    const statesAt = async (level: 'breaking' | 'important' | 'digest') => {
      const rows = await rowsOf(
        house,
        await sentTo(house, story.id, { ...question, level, topicIds: [], threadId: story.id }),
      )
      return ids.map((id) => rows.get(id)?.state ?? 'none')
    }
    expect(await statesAt('breaking')).toEqual([
      ...['planned', 'planned', 'planned', 'planned'],
      ...['planned', 'planned', 'folded', 'folded'],
    ])
    expect(await statesAt('important')).toEqual([
      ...['none', 'planned', 'folded', 'folded'],
      ...['none', 'planned', 'folded', 'folded'],
    ])
    expect(await statesAt('digest')).toEqual([
      ...['none', 'none', 'folded', 'folded'],
      ...['none', 'none', 'folded', 'folded'],
    ])
  })

  test('whoever follows a wider topic, or the story itself, gets it; quiet hours hold it', async () => {
    const { house } = paper
    const sport = await aTopic(house, 'Sport')
    const rowing = await aTopic(house, 'Rowing', sport)
    const story = await aStory(house)
    const some: Reader = { ...reader, allTopics: false }
    const [wide = 0, narrow = 0, other = 0, follower = 0, sleeper = 0] = await someReaders(house, [
      { ...some, topicIds: [sport] },
      { ...some, topicIds: [rowing] },
      { ...some, topicIds: [await aTopic(house, 'Weather')] },
      { ...some, pace: 'breaking' },
      { ...some, topicIds: [rowing], quiet: { from: 600, to: 1020 } },
    ])
    await house.write({ kind: 'operator', id: 'test' }, (tx) =>
      tx
        .insertInto('subscriber_threads')
        .values({ subscriber_id: follower, article_id: story.id, until: house.clock.now() + 1 })
        .execute(),
    )
    const asked = { ...question, level: 'important', threadId: story.id } as const
    const topicIds = await topicsAndAbove(house.db, [rowing])
    expect(topicIds).toEqual([sport, rowing])
    const until = house.clock.now() + 3_600_000
    const quiet = [{ timeZone: 'Europe/Berlin', from: 600, to: 1020, until }]
    const rows = await rowsOf(house, await sentTo(house, story.id, { ...asked, topicIds }, quiet))
    expect([wide, narrow, other, follower, sleeper].map((id) => rows.get(id)?.state)).toEqual([
      ...['planned', 'planned', undefined, 'planned', 'planned'],
    ])
    expect([narrow, sleeper].map((id) => rows.get(id)?.notBefore)).toEqual([null, until])
  })

  test('is counted while the alert is written, by channel and by what becomes of it', async () => {
    const { house, editor } = paper
    const story = await aStory(house, { topics: 'Lighthouses' })
    const topic = await aTopic(house, 'Lighthouses')
    const some: Reader = { ...reader, allTopics: false, topicIds: [topic] }
    await someReaders(house, [
      some,
      { ...some, quiet: { from: 0, to: 1439 } },
      { ...some, pace: 'daily' },
      { ...some, channel: 'push' },
    ])
    const before = await countOf('elsewhere')
    const { json } = await editor.call('GET', `/api/v1/alerts/${await draft(story.publicId)}/audience`)
    const grown = (channel: number) => ({
      now: json.channels[channel].now - before.channels[channel].now,
      later: json.channels[channel].later - before.channels[channel].later,
      digest: json.channels[channel].digest - before.channels[channel].digest,
    })
    expect([grown(0), grown(1)]).toEqual([
      { now: 1, later: 1, digest: 1 },
      { now: 1, later: 0, digest: 0 },
    ])

    async function draft(article: string) {
      return (await aDraftAlert(editor, article, { level: 'important' })).id
    }
    async function countOf(topics: string): Promise<any> {
      const alert = await alertBy(house.db, await draft((await aStory(house, { topics })).publicId))
      return alert && audienceOf(house, alert)
    }
  })
})

test('no reader of ten thousand gets more important alerts in a day than the cap, whatever the schedule', async () => {
  const { house, close } = await anAlertHouse('sqlite')
  const topics = [await aTopic(house, 'A'), await aTopic(house, 'B'), await aTopic(house, 'C')]
  const story = await aStory(house)
  const random = randoms(7)
  const readers = Array.from({ length: 10_000 }, (): Reader => ({
    ...reader,
    channel: random() < 0.8 ? 'email' : 'push',
    allTopics: random() < 0.3,
    topicIds: topics.filter(() => random() < 0.5),
  }))
  const ids = await someReaders(house, readers)
  const cap = 3
  const day = 86_400_000
  const planned = new Map<number, number[]>(ids.map((id) => [id, []]))
  for (let count = 0; count < 14; count++) {
    house.clock.advance(Math.floor(random() * 8 * 3_600_000))
    const topicIds = topics.filter(() => random() < 0.6)
    const rows = await rowsOf(
      house,
      await sentTo(house, story.id, {
        ...question,
        level: 'important',
        topicIds,
        threadId: story.id,
        perReaderADay: cap,
      }),
    )
    for (const [index, id] of ids.entries()) {
      const [row, asked] = [rows.get(id), readers[index]]
      const follows = asked?.allTopics || asked?.topicIds.some((topic) => topicIds.includes(topic))
      // Everybody who follows it has a row, and it says what became of it.
      if ((row !== undefined) !== (follows === true)) throw new Error(`reader ${id} has ${row?.state ?? 'no row'}`)
      const now = house.clock.now()
      const times = planned.get(id) ?? []
      const had = times.filter((at) => at > now - day).length
      const expected = had < cap ? 'planned' : asked?.channel === 'push' ? 'suppressed' : 'folded'
      if (row !== undefined && row.state !== expected) throw new Error(`reader ${id} had ${had} and got ${row.state}`)
      if (row?.state === 'planned') times.push(now)
    }
  }
  const most = Math.max(...[...planned.values()].map((times) => mostInADay(times, day)))
  expect(most).toBe(cap)
  await close()
}, 60_000)

function mostInADay(times: readonly number[], day: number): number {
  return Math.max(0, ...times.map((start) => times.filter((at) => at >= start && at < start + day).length))
}

/** Numbers from 0 to 1, the same each time (mulberry32). */
function randoms(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
