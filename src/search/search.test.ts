import { describe, expect, test } from 'vitest'
import { engines } from '../../tests/databases.ts'
import { aHouse, noon, type TestHouse } from '../../tests/house.ts'
import { articleById } from '../articles/store.ts'
import { withdrawArticle } from '../articles/withdraw.ts'
import { publishStory } from '../importers/stories/publish.ts'
import { system } from '../kit/db/schema.ts'
import { searchChecks } from './checks.ts'
import { storiesFor, type Found } from './find.ts'
import { indexChanges, rebuildIndex } from './index-stories.ts'
import type { Question } from './question.ts'

type Story = {
  slug: string
  headline: string
  standfirst?: string
  body?: string
  topics?: string
  byline?: string
  published?: string
  status?: string
  language?: string
}

async function tell(house: TestHouse, ...stories: Story[]): Promise<number[]> {
  const ids: number[] = []
  for (const { body = 'Words.', headline, ...head } of stories) {
    const source = `---\nheadline: ${JSON.stringify(headline)}\n${Object.entries({ published: '-1d', ...head })
      .map(([name, value]) => `${name}: ${value}\n`)
      .join('')}---\n\n${body}\n`
    const published = await publishStory(
      house,
      { kind: 'operator', id: 'desk' },
      { source, read: async () => undefined },
    )
    if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults))
    ids.push(published.id)
  }
  await indexChanges(house)
  return ids
}

async function look(house: TestHouse, text: string, more: Partial<Question> = {}): Promise<Found> {
  const asked = await house.longReads.ask(storiesFor, { text, sort: 'relevance', page: 1, now: noon, ...more })
  if (asked.outcome !== 'answered') throw new Error(asked.outcome)
  return asked.value
}

const idsOf = ({ stories }: Found) => stories.map(({ id }) => id)

describe.each(engines)('searching on %s', (engine) => {
  test('a word in the headline counts more than in standfirst, names and text, and new more than old', async () => {
    await using house = await aHouse(engine)
    const [body, name, standfirst, old, fresh] = await tell(
      house,
      { slug: 'body', headline: 'A quiet week', body: 'At the lighthouse nothing happened.' },
      { slug: 'name', headline: 'Another quiet week', topics: 'Lighthouse' },
      { slug: 'standfirst', headline: 'A third quiet week', standfirst: 'The lighthouse is dark.' },
      { slug: 'old', headline: 'Lighthouse painted', published: '2023-05-01T10:00:00Z' },
      { slug: 'fresh', headline: 'Lighthouse painted again' },
    )
    expect(idsOf(await look(house, 'Lighthouse'))).toEqual([fresh, old, standfirst, name, body])
    expect(idsOf(await look(house, 'lighthouse', { sort: 'newest' })).at(-1)).toBe(old)
  })

  test('all words must be there, quoted ones in a row, and other forms of a word count', async () => {
    await using house = await aHouse(engine)
    const [both, apart] = await tell(
      house,
      { slug: 'both', headline: 'Bridges of the north', body: 'A swing bridge opens.' },
      { slug: 'apart', headline: 'Children swing below the bridge' },
    )
    expect(idsOf(await look(house, 'swing bridge'))).toEqual([apart, both])
    expect(idsOf(await look(house, '"swing bridge"'))).toEqual([both])
    expect(idsOf(await look(house, 'north bridge'))).toEqual([both])
    expect(await look(house, 'north children bridge')).toMatchObject({ how: 'most' })
  })

  test('topic, author and dates narrow it, alone or together', async () => {
    await using house = await aHouse(engine)
    const [harbour, town] = await tell(
      house,
      {
        slug: 'harbour',
        headline: 'Fares rise',
        topics: 'Harbour',
        byline: 'Maren Quillfeather',
        published: '2026-03-01T10:00:00Z',
      },
      {
        slug: 'town',
        headline: 'Fares fall',
        topics: 'Town',
        byline: 'Tobias Okafor',
        published: '2026-05-01T10:00:00Z',
      },
    )
    const topic = await house.db
      .selectFrom('topics')
      .select('id')
      .where('slug', '=', 'harbour')
      .executeTakeFirstOrThrow()
    const author = await house.db
      .selectFrom('people')
      .select('id')
      .where('slug', '=', 'tobias-okafor')
      .executeTakeFirstOrThrow()
    expect(idsOf(await look(house, 'fares', { topicIds: [topic.id] }))).toEqual([harbour])
    expect(idsOf(await look(house, 'fares', { authorIds: [author.id] }))).toEqual([town])
    expect(idsOf(await look(house, 'fares', { fromAt: Date.UTC(2026, 3, 1) }))).toEqual([town])
    expect(idsOf(await look(house, 'fares', { beforeAt: Date.UTC(2026, 3, 1) }))).toEqual([harbour])
    expect(idsOf(await look(house, '', { authorIds: [author.id] }))).toEqual([town])
    expect(idsOf(await look(house, 'fares', { topicIds: [topic.id], authorIds: [author.id] }))).toEqual([])
    expect(idsOf(await look(house, 'fares', { topicIds: [] }))).toEqual([])
  })

  test('a mistyped word finds what was meant and says so', async () => {
    await using house = await aHouse(engine)
    const [bridge] = await tell(house, { slug: 'bridge', headline: 'The bridge on Corn Street' })
    expect(await look(house, 'birdge corn')).toMatchObject({
      how: 'near',
      meant: 'bridge corn',
      stories: [
        {
          id: bridge,
          headline: [
            [4, 10],
            [14, 18],
          ],
        },
      ],
    })
    expect((await look(house, 'harbourmaster')).total).toBe(0)
  })

  test('what was withdrawn is gone at once, from the index soon, and from what is proposed', async () => {
    await using house = await aHouse(engine)
    const [secret] = await tell(house, { slug: 'secret', headline: 'Zanzifar named', body: 'Zanzifar.' })
    const row = await articleById(house.db, secret ?? 0)
    await withdrawArticle(house, system, { articleId: row?.id ?? 0 })
    expect(await look(house, 'zanzifar')).toMatchObject({ total: 0, meant: undefined })
    expect(await look(house, 'zanzfar')).toMatchObject({ total: 0, meant: undefined })
    house.clock.advance(2_000)
    await house.queue.drain()
    expect(await house.db.selectFrom('search_stories').select('article_id').execute()).toEqual([])
    expect(await searchChecks[0]?.run(house.db)).toEqual([])
  })

  test('a story that changes is found by its new words only', async () => {
    await using house = await aHouse(engine)
    await tell(house, { slug: 'story', headline: 'Ferry delayed' })
    const [id] = await tell(house, { slug: 'story', headline: 'Tram delayed' })
    expect(idsOf(await look(house, 'tram'))).toEqual([id])
    expect(idsOf(await look(house, 'ferry'))).toEqual([])
  })

  test('drafts and stories to come are not found before their time', async () => {
    await using house = await aHouse(engine)
    await tell(
      house,
      { slug: 'draft', headline: 'Lantern drafted', status: 'draft' },
      { slug: 'later', headline: 'Lantern scheduled', published: '+1h' },
    )
    expect((await look(house, 'lantern')).total).toBe(0)
    house.clock.advance(3_602_000)
    await house.queue.drain()
    house.clock.advance(2_000)
    await house.queue.drain()
    expect((await look(house, 'lantern')).total).toBe(1)
  })

  test('Arabic is found without its marks and articles, Japanese and Chinese without spaces', async () => {
    await using house = await aHouse(engine)
    const [arabic, japanese, chinese, latin] = await tell(
      house,
      { slug: 'arabic', headline: 'الجسر المتحرك يبقى مغلقًا', language: 'ar' },
      { slug: 'japanese', headline: '港の橋が朝の混雑時間帯に閉鎖', language: 'ja', body: '東京タワーの近くで。' },
      { slug: 'chinese', headline: '港口大桥早高峰关闭', language: 'zh' },
      { slug: 'latin', headline: 'Müller in Évora and Łódź' },
    )
    expect(idsOf(await look(house, 'جسر'))).toEqual([arabic])
    expect(idsOf(await look(house, 'مُغلق'))).toEqual([arabic])
    expect(idsOf(await look(house, '東京タワー'))).toEqual([japanese])
    expect(idsOf(await look(house, '混雑時間'))).toEqual([japanese])
    expect(idsOf(await look(house, '橋'))).toEqual([japanese])
    expect(idsOf(await look(house, '大桥'))).toEqual([chinese])
    expect(idsOf(await look(house, '桥大'))).toEqual([])
    expect(idsOf(await look(house, 'muller EVORA lodz'))).toEqual([latin])
    expect((await look(house, '東京タワー')).stories[0]?.excerpt).toEqual({
      text: '東京タワーの近くで。',
      ranges: [[0, 5]],
    })
  })

  test('whatever is typed is words and never an operator', async () => {
    await using house = await aHouse(engine)
    const [id] = await tell(house, { slug: 'near', headline: 'Not near or far: NEAR and OR' })
    const hostile = [
      '"',
      '""',
      '*',
      'a*',
      '(',
      ')',
      '{head}: x',
      'head:x',
      'tags:t1',
      '-x',
      '^x',
      'x NEAR/2 y',
      "'; drop table articles; --",
      "a' | 'b",
      'a & !b',
      'a <-> b',
      '\\',
      ':*',
      '\ue000all',
      '\ue000t1',
      '👩🏽‍🌾',
      '“',
      '\u0000',
      '%',
      '_',
      'x'.repeat(200),
      '"unclosed',
      '\ud800',
      '😀 near',
    ]
    for (const text of hostile) await look(house, text)
    expect(idsOf(await look(house, 'NEAR OR'))).toEqual([id])
    expect((await look(house, '👩🏽‍🌾 *')).isWordless).toBe(true)
    expect((await look(house, '\ue000all')).stories).toEqual([])
    expect((await look(house, 'nothing '.repeat(2_000))).total).toBe(0)
  })

  test('the index can be made anew, and a check finds what it lacks', async () => {
    await using house = await aHouse(engine)
    const ids = await tell(house, { slug: 'one', headline: 'One lantern' }, { slug: 'two', headline: 'Two lanterns' })
    await house.write(system, (tx) =>
      tx
        .deleteFrom('search_stories')
        .where('article_id', '=', ids[0] ?? 0)
        .execute(),
    )
    expect(await searchChecks[0]?.run(house.db)).toContainEqual(
      expect.stringContaining(`article ${ids[0]}: published is version 1, in the index is none`),
    )
    expect(await rebuildIndex(house)).toBe(2)
    expect(await searchChecks[0]?.run(house.db)).toEqual([])
    expect((await look(house, 'lantern')).total).toBe(2)
  })

  test('results are leafed through, twenty at a time', async () => {
    await using house = await aHouse(engine)
    await tell(
      house,
      ...Array.from({ length: 23 }, (_, index) => ({
        slug: `s${index}`,
        headline: `Tide table ${index}`,
        published: `-${index + 1}h`,
      })),
    )
    for (const sort of ['relevance', 'newest'] as const) {
      const [first, second] = [await look(house, 'tide', { sort }), await look(house, 'tide', { sort, page: 2 })]
      expect([first.total, first.pages, first.stories.length, second.stories.length]).toEqual([23, 2, 20, 3])
      expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(23)
    }
  })
})
