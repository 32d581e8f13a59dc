import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importWordpress, type ImportOptions, type WordpressReport } from '../src/importers/wordpress/run/import.ts'
import { anExport, aStory, comment, meta, term, type Item } from './an-export.ts'
import { broughtTo, said } from './bring-site.ts'
import { engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'

let files = 0
async function bring(
  house: TestHouse,
  items: readonly Item[],
  site: Parameters<typeof anExport>[1] = {},
  options: Partial<ImportOptions> = {},
): Promise<WordpressReport> {
  const file = join(house.folder, `export-${++files}.xml`)
  await writeFile(file, anExport(items, site))
  return importWordpress(house, { file, media: { kind: 'none' }, ...options })
}

const headlines = async (house: TestHouse) => (await broughtTo(house)).map(({ headline }) => headline)
const without = (item: Item, ...names: string[]): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)))

describe.each(engines)('items are told apart on %s', (engine) => {
  const one = aStory(1)
  const two = aStory(2)
  test.each<[string, readonly Item[]]>([
    ['with numbers', [one, two]],
    ['without numbers', [one, two].map((item) => without(item, 'wp:post_id'))],
    ['with the number 0', [one, two].map((item) => ({ ...item, 'wp:post_id': 0 }))],
    ['with one number for both', [one, { ...two, 'wp:post_id': 1 }]],
    ['with one number and one guid for both', [one, { ...two, 'wp:post_id': 1, guid: String(one.guid) }]],
    ['without numbers and guids', [one, two].map((item) => without(item, 'wp:post_id', 'guid'))],
    [
      'with the site’s address as guid',
      [one, two].map((item) => ({ ...item, guid: 'https://paper.example/', 'wp:post_id': 0 })),
    ],
    ['by title and date alone', [one, two].map((item) => without(item, 'wp:post_id', 'guid', 'link'))],
    [
      'of one headline',
      [one, { ...two, title: 'Story 1', 'wp:post_name': 'story-1' }].map((item) => without(item, 'wp:post_id')),
    ],
  ])(
    '%s',
    async (_how, items) => {
      await using house = await aHouse(engine)
      expect((await bring(house, items)).counts.article).toMatchObject({ imported: 2, skipped: 0 })
      for (const order of [items, items.toReversed()])
        expect((await bring(house, order)).counts.article).toMatchObject({ unchanged: 2, imported: 0, updated: 0 })
      expect(await broughtTo(house)).toHaveLength(2)
    },
    60_000,
  )
})

test('an item that stands in the files twice is taken once, and the report says so', async () => {
  await using house = await aHouse('sqlite')
  const report = await bring(house, [aStory(1), aStory(2), aStory(1)])
  expect(report.counts.article).toMatchObject({ read: 3, imported: 2, skipped: 1 })
  expect(said(report)).toContain('article Story 1: stands in the files more than once')
})

test.each([
  ['http', 'http://paper.example'],
  ['www', 'https://www.paper.example'],
  ['capitals', 'https://Paper.Example'],
  ['a slash', 'https://paper.example/'],
])('the same site by %s is the same site', async (_what, home) => {
  await using house = await aHouse('sqlite')
  await bring(house, [aStory(1)])
  const moved = { ...aStory(1), link: `${home.replace(/\/$/u, '')}/2024/05/story-1/` }
  expect((await bring(house, [moved], { home })).counts.article).toMatchObject({ unchanged: 1, read: 1 })
})

test('a story keeps its identity when headline and address change, and when the site was built anew', async () => {
  await using house = await aHouse('sqlite')
  await bring(house, [aStory(1)])
  const renamed = { ...aStory(1), title: 'Another', link: 'https://paper.example/2024/05/another/' }
  expect((await bring(house, [renamed])).counts.article).toMatchObject({ updated: 1, imported: 0 })
  const rebuilt = { ...renamed, 'wp:post_id': 812 }
  expect((await bring(house, [rebuilt])).counts.article).toMatchObject({ imported: 0, read: 1 })
  // Another story has the old number now.
  const number = { ...aStory(7), 'wp:post_id': 1 }
  expect((await bring(house, [number, rebuilt])).counts.article).toMatchObject({ imported: 1, unchanged: 1 })
  expect((await headlines(house)).toSorted()).toEqual(['Another', 'Story 7'])
})

test('comments keep to their stories whatever their numbers', async () => {
  await using house = await aHouse('sqlite')
  const items = [
    { ...aStory(1), raw: comment(0, 'First') + comment('', 'Second') + comment(5, 'Third') + comment(5, 'Fourth') },
    { ...aStory(2), raw: comment(5, 'Elsewhere') + comment(5, 'Elsewhere') },
  ]
  const { counts } = await bring(house, items)
  expect(counts.comment).toMatchObject({ imported: 5, skipped: 1 })
  expect((await bring(house, items)).counts.comment).toMatchObject({ imported: 0, updated: 0, unchanged: 5 })
})

test('a parent that comes with a later file takes its replies; a later file without it leaves them', async () => {
  await using house = await aHouse('sqlite')
  const reply = comment(6, 'A reply', { parent: 5 })
  await bring(house, [{ ...aStory(1), raw: reply }])
  const whole = [{ ...aStory(1), raw: comment(5, 'A question') + reply }]
  expect((await bring(house, whole)).counts.comment).toMatchObject({ imported: 1, updated: 1 })
  const threads = () =>
    house.db
      .selectFrom('comments as reply')
      .innerJoin('comments as parent', 'parent.id', 'reply.parent_id')
      .select(['parent.words as parent', 'reply.words as reply'])
      .execute()
  expect(await threads()).toEqual([{ parent: 'A question', reply: 'A reply' }])
  expect((await bring(house, whole)).counts.comment).toMatchObject({ unchanged: 2 })
  expect((await bring(house, [{ ...aStory(1), raw: reply }])).counts.comment).toMatchObject({ unchanged: 1 })
  expect(await threads()).toHaveLength(1)
})

describe('terms', () => {
  const channel =
    '<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>news-2</wp:category_nicename>' +
    '<wp:cat_name>News</wp:cat_name></wp:category>'
  test.each([
    ['a slug and a name', term('category', 'port', 'The Port'), ['The Port']],
    ['no slug', term('category', '', 'The Port'), ['The Port']],
    ['no slug, where the channel has the name', term('category', '', 'News'), ['News']],
    ['a slug in percent signs', term('post_tag', '%d9%85', 'ميناء'), ['ميناء']],
    ['both kinds', term('post_tag', 'tide', 'Tide') + term('category', 'port', 'Port'), ['Port', 'Tide']],
    ['the twin of WordPress 3.0', '<category><![CDATA[Port]]></category>' + term('category', 'port', 'Port'), ['Port']],
  ])('of items with %s', async (_how, raw, topics) => {
    await using house = await aHouse('sqlite')
    await bring(house, [{ ...aStory(1), raw }], { channel })
    expect((await broughtTo(house))[0]?.topics).toEqual(topics)
  })
})

describe('what stood in fields', () => {
  const story = async (raw: string, more: Item = {}) => {
    await using house = await aHouse('sqlite')
    const report = await bring(house, [{ ...aStory(1, more), raw }], {
      channel:
        '<wp:author><wp:author_login>mara</wp:author_login>' +
        '<wp:author_display_name>Mara Quill</wp:author_display_name></wp:author>',
    })
    const [found] = await broughtTo(house)
    if (found === undefined) throw new Error('nothing was imported')
    return { ...found, said: said(report) }
  }

  test.each(['newspack_post_subtitle', 'wps_subtitle', '_subtitle', 'secondary_title', 'standfirst', 'dek'])(
    '%s is the standfirst, before the excerpt',
    async (key) => {
      const { standfirst } = await story(meta(key, 'Two <em>boats</em> a day'), { 'excerpt:encoded': 'An excerpt.' })
      expect(standfirst).toBe('Two boats a day')
    },
  )

  test.each([
    ['byline', 'By Jo Ng and Ada Bell', 'Jo Ng and Ada Bell'],
    ['guest-author', 'Jo Ng', 'Jo Ng'],
    ['_newspack_byline', '[Author id=5]Jo Ng[/Author], Reuters', 'Jo Ng, Reuters'],
  ])('%s is the byline as it was printed', async (key, value, printed) => {
    expect((await story(meta(key, value), { 'dc:creator': 'mara' })).byline).toEqual([printed])
  })

  test('a byline that is switched off is none', async () => {
    const raw = meta('_newspack_byline', 'By nobody') + meta('_newspack_byline_active', '0')
    expect((await story(raw, { 'dc:creator': 'mara' })).byline).toEqual(['Mara Quill'])
  })

  test.each([
    ['td_post_video', 'a:1:{s:8:"td_video";s:43:"https://www.youtube.com/watch?v=abcDEF12345";}'],
    ['_video_url', 'https://www.youtube.com/watch?v=abcDEF12345'],
    ['video_embed', '<iframe src="https://www.youtube.com/watch?v=abcDEF12345"></iframe>'],
  ])('the film of %s stands above the text', async (key, value) => {
    const { blocks } = await story(meta(key, value))
    expect(blocks.map(({ type }) => type)).toEqual(['embed', 'paragraph'])
  })

  test('a recording that the text has is not shown twice', async () => {
    const address = 'https://media.example/episode.mp3'
    const { blocks } = await story(meta('enclosure', `${address}\n1\naudio/mpeg`), {
      'content:encoded': `<audio src="${address}"></audio>`,
    })
    expect(blocks).toHaveLength(1)
  })

  test.each([
    ['source_note', 'Figures of the harbour board', true],
    ['_edit_lock', '1712000000:1', false],
    ['show_sidebar', '1', false],
    ['fact', 'field_5f3a', false],
    ['mirror', 'https://mirror.example/page', true],
  ])('the field %s that nothing uses is named when it holds words', async (key, value, isNamed) => {
    expect((await story(meta(key, value))).said.includes(`the field "${key}" of 1 story`)).toBe(isNamed)
  })

  test.each([
    [term('sponsor', 'brava', 'Brava Bank'), 'Paid for by Brava Bank'],
    [meta('_sponsored', 'yes'), 'Sponsored'],
    [meta('sponsored_by', 'Brava Bank'), 'Paid for by Brava Bank'],
  ])('a label of paid content is on the story: %s', async (raw, words) => {
    const { blocks, kicker } = await story(raw)
    expect([kicker, JSON.stringify(blocks[0])]).toEqual(['Sponsored', expect.stringContaining(words)])
  })

  test.each([
    ['pubDate', { pubDate: 'Wed, 08 May 2024 10:00:00 +0000' }, '2024-05-08T10:00:00.000Z', ''],
    ['ISO 8601', { 'wp:post_date': '2024-05-08T10:00:00Z' }, '2024-05-08T10:00:00.000Z', ''],
    [
      'the address',
      { 'wp:post_date': '0000-00-00 00:00:00' },
      '2024-05-01T12:00:00.000Z',
      'its address says 2024-05-01',
    ],
    ['nothing', { link: 'https://paper.example/about-it/' }, undefined, 'it is dated today'],
  ])('a story dated by %s', async (_how, more, publishedAt, warning) => {
    const undated = { 'wp:post_date': undefined, 'wp:post_date_gmt': undefined }
    const found = await story('', { ...undated, ...more })
    if (publishedAt !== undefined) expect(found.publishedAt).toBe(publishedAt)
    expect(found.said).toContain(warning)
    if (warning === '') expect(found.said).not.toContain('has no date')
  })
})

test.each([
  ['login', term('author', 'cap-someone-else', 'jane'), 'Jane M. Doe'],
  ['nicename', term('author', 'cap-jane', 'JANE'), 'Jane M. Doe'],
  ['guest’s login', term('author', 'cap-guest-ng', 'guest-ng'), 'Jo Ng'],
  ['guest’s address', term('author', 'cap-jo-ng', 'unknown'), 'Jo Ng'],
  ['name that no record has', term('author', 'cap-ada-bell', 'Ada Bell'), 'Ada Bell'],
])('a co-author is found by %s', async (_how, raw, name) => {
  await using house = await aHouse('sqlite')
  const guest = {
    ...aStory(9, { 'wp:post_type': 'guest-author', 'wp:post_name': 'cap-jo-ng', title: 'Jo Ng' }),
    raw: meta('cap-user_login', 'guest-ng') + meta('cap-display_name', 'Jo Ng'),
  }
  const channel =
    '<wp:author><wp:author_login>jane</wp:author_login>' +
    '<wp:author_display_name>Jane M. Doe</wp:author_display_name></wp:author>'
  await bring(house, [{ ...aStory(1), raw }, guest], { channel })
  expect((await broughtTo(house))[0]?.byline).toEqual([name])
})

test('translations are connected, two of one language are not', async () => {
  await using house = await aHouse('sqlite')
  const key = term('post_translations', 'pll_1', 'pll_1')
  await bring(house, [
    { ...aStory(1), raw: term('language', 'fr', 'Français') + key },
    { ...aStory(2), raw: term('language', 'pt-br', 'Português') + key },
    { ...aStory(3), raw: term('language', 'fr', 'Français') + key },
  ])
  const rows = await house.db.selectFrom('article_translations').select('language').orderBy('language').execute()
  expect(rows.map(({ language }) => language)).toEqual(['fr', 'pt-br'])
})
