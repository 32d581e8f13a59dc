import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { correctArticle } from '../src/articles/correct.ts'
import { approveComment } from '../src/conversation/decide.ts'
import { heldComments } from '../src/conversation/store.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { jsonFaults, xmlFaults } from './validators.ts'

const actor = { kind: 'operator', id: 'desk' } as const

const story = `---
headline: Tea & "ships" <late>
standfirst: The tide keeps no office hours.
topics: [Harbour, Town]
byline: [Maren Quillfeather, Tobias Okafor]
slug: tea
published: -2h
picture:
  src: quay.png
  alt: The quay
---
The tea came [late](https://shop.example/tea) & [as ever](/about), they said: “never again”.

:::quote{speaker="Ada Marsh" capacity="harbour master"}
The tide does not wait.
:::
`

const plain = (slug: string, language = 'en') =>
  `---\nheadline: Story ${slug}\nslug: ${slug}\nlanguage: ${language}\ntopics: Harbour\npublished: -3h\n---\n` +
  `Words of ${slug}.\n`

async function publish(house: TestHouse, source: string): Promise<void> {
  const read = async () =>
    sharp({ create: { width: 640, height: 400, channels: 3, background: '#446' } })
      .png()
      .toBuffer()
  const published = await publishStory(house, actor, { source, read })
  expect(published.outcome).not.toBe('faulty')
}

/** A published comment, as a reader and a moderator make one. */
async function comment(house: TestHouse, site: Served, articleId: string): Promise<void> {
  const fields = {
    name: 'Ines <3',
    email: 'ines@mail.example',
    comment: 'Ships first.\n\nSee https://harbour.example/?a=1&b=2',
  }
  const first = await site.post(`/articles/${articleId}/comments`, fields)
  const pass = /name="pass" value="([^"]+)"/u.exec(await first.text())?.[1] ?? ''
  await site.post(
    `/articles/${articleId}/comments`,
    { ...fields, pass },
    { headers: { Cookie: first.headers.get('set-cookie')?.split(';')[0] ?? '' } },
  )
  const [held] = await heldComments(house.db, 1)
  await approveComment(house, actor, { publicId: held?.publicId ?? '' })
}

describe.each(engines)('feeds on %s', (engine) => {
  let house: TestHouse
  let site: Served
  let id: string

  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    await setSetting(house, operator, { key: 'identity.name', value: 'The Harbour Lantern & Co' })
    await setSetting(house, operator, { key: 'affiliate.domains', value: ['shop.example'] })
    await publish(house, plain('bridge'))
    await publish(house, plain('جسر', 'ar'))
    await publish(house, story)
    await house.queue.drain()
    const row = await house.db
      .selectFrom('articles')
      .select('public_id as id')
      .where('slug', '=', 'tea')
      .executeTakeFirstOrThrow()
    id = row.id
    await comment(house, site, id)
    return async () => {
      await site[Symbol.asyncDispose]()
      await house[Symbol.asyncDispose]()
    }
  })

  const bases = () => ['', '/topics/harbour', '/people/maren-quillfeather', `/articles/${id}/comments`]
  const text = async (path: string) => (await site.get(path)).text()

  test('the paper, a topic, an author and a conversation have feeds that their schemas accept', async () => {
    for (const base of bases()) {
      const rss = await site.get(`${base}/feed.xml`)
      expect(rss.headers.get('content-type'), base).toBe('application/rss+xml; charset=utf-8')
      expect(await xmlFaults(await rss.text(), 'rss.rng'), base).toEqual([])
      const atom = await site.get(`${base}/feed.atom`)
      expect(atom.headers.get('content-type'), base).toBe('application/atom+xml; charset=utf-8')
      expect(await xmlFaults(await atom.text(), 'atom.rng'), base).toEqual([])
      const json = await site.get(`${base}/feed.json`)
      expect(json.headers.get('content-type'), base).toBe('application/feed+json; charset=utf-8')
      expect(jsonFaults(await json.json(), 'json-feed.schema.json'), base).toEqual([])
    }
  })

  test('the same stories under the same ids in every format, each where it belongs', async () => {
    const { items } = (await (await site.get('/feed.json')).json()) as {
      items: { id: string; title: string; authors: unknown; tags: unknown; image: string; language: string }[]
    }
    expect(items.map(({ title }) => title)).toEqual(['Tea & "ships" <late>', 'Story جسر', 'Story bridge'])
    expect(items[0]).toMatchObject({
      id: `urn:crier:${id}`,
      authors: [{ name: 'Maren Quillfeather' }, { name: 'Tobias Okafor' }],
      tags: ['Harbour', 'Town'],
      image: expect.stringMatching(/^http:\/\/localhost:4000\/media\/.*share\.jpeg$/u),
    })
    expect(items[1]?.language).toBe('ar')
    for (const format of ['xml', 'atom'])
      for (const item of items) expect(await text(`/feed.${format}`)).toContain(`>${item.id}</`)
    const titles = async (path: string) =>
      ((await (await site.get(path)).json()) as { items: { title: string }[] }).items.map(({ title }) => title)
    expect(await titles('/topics/town/feed.json')).toEqual(['Tea & "ships" <late>'])
    expect(await titles('/people/tobias-okafor/feed.json')).toEqual(['Tea & "ships" <late>'])
    expect(await titles(`/articles/${id}/comments/feed.json`)).toEqual(['Ines <3'])
  })

  test('the disclosure stands before the paid link, whole or as a teaser', async () => {
    const body = async () =>
      ((await (await site.get('/feed.json')).json()) as { items: { content_html: string }[] }).items[0]?.content_html ??
      ''
    const disclosure = 'Some links in this story are paid: if you buy through them we receive a commission'
    expect((await body()).indexOf(disclosure)).toBeGreaterThan(-1)
    expect((await body()).indexOf(disclosure)).toBeLessThan((await body()).indexOf('shop.example'))
    await setSetting(house, operator, { key: 'feeds.content', value: 'teaser' })
    expect(await body()).toContain(disclosure)
    expect(await body()).toContain('The tide keeps no office hours.')
    expect(await body()).not.toContain('never again')
    for (const [format, schema] of [
      ['xml', 'rss.rng'],
      ['atom', 'atom.rng'],
    ] as const)
      expect(await xmlFaults(await text(`/feed.${format}`), schema)).toEqual([])
    await setSetting(house, operator, { key: 'feeds.content', value: 'full' })
  })

  test('corrections have a feed for each edition, which changes with every correction', async () => {
    await setSetting(house, operator, { key: 'languages', value: ['ar'] })
    const items = async (base: string) =>
      ((await (await site.get(`${base}/-/corrections/feed.json`)).json()) as { items: any[] }).items
    expect(await items('')).toEqual([])
    const correct = async (slug: string, words: string, kind: 'correction' | 'retraction') => {
      const { id: articleId } = await house.db
        .selectFrom('articles')
        .select('id')
        .where('slug', '=', slug)
        .executeTakeFirstOrThrow()
      done(await correctArticle(house, operator, { articleId, kind, words }))
    }
    await correct('tea', 'Nine <ships> & not eight.', 'correction')
    const first = house.clock.now()
    const [entry, ...others] = await items('')
    expect([others, await items('/ar')]).toEqual([[], []])
    expect(entry).toMatchObject({
      id: `urn:crier:${id}:correction:${first}-0`,
      url: expect.stringMatching(/\/tea#corrections$/u),
      title: 'Correction: Tea & "ships" <late>',
      summary: 'Nine <ships> & not eight.',
      content_html: expect.stringContaining('<p>Nine &lt;ships&gt; &amp; not eight.</p>'),
      date_modified: new Date(first).toISOString(),
    })
    const updated = async () => /<updated>([^<]+)</u.exec(await text('/-/corrections/feed.atom'))?.[1]
    expect(Date.parse((await updated()) ?? '')).toBe(first)
    house.clock.advance(60_000)
    await correct('جسر', 'لم يُفتح الجسر.', 'retraction')
    expect(Date.parse((await updated()) ?? '')).toBe(house.clock.now())
    expect((await items('')).map(({ language }) => language)).toEqual(['ar', 'en'])
    expect((await items('/ar')).map(({ title }) => title)).toEqual(['سحب: Story جسر'])
    // A save writes the rows anew; who reads the feed hears nothing.
    await publish(house, plain('جسر', 'ar').replace('Words of', 'Other words of'))
    expect((await items('')).length).toBe(2)
    for (const base of ['', '/ar']) {
      const path = `${base}/-/corrections`
      expect(await xmlFaults(await text(`${path}/feed.xml`), 'rss.rng'), path).toEqual([])
      expect(await xmlFaults(await text(`${path}/feed.atom`), 'atom.rng'), path).toEqual([])
      expect(jsonFaults(JSON.parse(await text(`${path}/feed.json`)), 'json-feed.schema.json'), path).toEqual([])
      const page = await text(path)
      expect(page).toContain(`<a href="${path}/feed.xml" type="application/rss+xml">`)
      expect(page).toMatch(new RegExp(`<link rel="alternate" [^>]+ href="${path}/feed\\.atom">`, 'u'))
      expect(page.includes('Nine &lt;ships&gt;')).toBe(base === '')
    }
    expect((await site.get('/-/corrections/feed.rdf')).status).toBe(404)
  })

  test('a reader that has the feed is told that nothing is new, until something is', async () => {
    const first = await site.get('/topics/harbour/feed.xml')
    const etag = first.headers.get('etag') ?? ''
    expect((await site.get('/topics/harbour/feed.xml', { headers: { 'If-None-Match': etag } })).status).toBe(304)
    await publish(house, plain('bridge').replace('Words of', 'Other words of'))
    expect((await site.get('/topics/harbour/feed.xml', { headers: { 'If-None-Match': etag } })).status).toBe(200)
  })

  test('an update is later than the publication', async () => {
    house.clock.advance(3_600_000)
    await publish(house, plain('bridge').replace('Words of', 'Again other words of'))
    const { items } = (await (await site.get('/feed.json')).json()) as {
      items: { title: string; date_published: string; date_modified: string }[]
    }
    const bridge = items.find(({ title }) => title === 'Story bridge')
    expect(Date.parse(bridge?.date_modified ?? '')).toBe(house.clock.now())
    expect(Date.parse(bridge?.date_published ?? '')).toBeLessThan(house.clock.now())
  })

  test('topics and people lead to their feeds, by name', async () => {
    for (const [path, name] of [
      ['/topics/harbour', 'Harbour'],
      ['/people/maren-quillfeather', 'Maren Quillfeather'],
    ]) {
      const page = await text(path ?? '')
      expect(page).toContain(`<a href="${path}/feed.xml" type="application/rss+xml">Follow ${name} by RSS</a>`)
      for (const format of ['xml', 'atom', 'json'])
        expect(page).toMatch(
          new RegExp(
            `<link rel="alternate" type="application/[a-z]+\\+[a-z]+" title="[^"]+" href="${path}/feed\\.${format}">`,
            'u',
          ),
        )
    }
    expect(await text('/people/ada-marsh')).toMatch(
      /"@type":"ItemList".*"@type":"Quotation","text":"The tide does not wait\."/u,
    )
    expect(await text('/people/ada-marsh')).not.toContain('Follow Ada Marsh')
  })

  test.each(['/feed.rdf', '/topics/nowhere/feed.xml', '/people/nobody/feed.atom', '/articles/0/comments/feed.json'])(
    '%s is not there',
    async (path) => {
      expect((await site.get(path)).status).toBe(404)
    },
  )
})

test('an empty house has feeds too', async () => {
  await using house = await aHouse('sqlite')
  await using site = await serve(house)
  expect(await xmlFaults(await (await site.get('/feed.xml')).text(), 'rss.rng')).toEqual([])
  expect(await xmlFaults(await (await site.get('/feed.atom')).text(), 'atom.rng')).toEqual([])
  expect(jsonFaults(await (await site.get('/feed.json')).json(), 'json-feed.schema.json')).toEqual([])
})

test('a schema finds what is wrong', async () => {
  expect(
    await xmlFaults(
      '<rss version="2.0"><channel><title>a</title><link>https://a.example/</link></channel></rss>',
      'rss.rng',
    ),
  ).not.toEqual([])
  expect(
    await xmlFaults(
      '<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><id>a</id><updated>yesterday</updated></feed>',
      'atom.rng',
    ),
  ).not.toEqual([])
  expect(
    jsonFaults(
      { version: 'https://jsonfeed.org/version/1.1', title: 'a', items: [{ id: '1' }] },
      'json-feed.schema.json',
    ),
  ).not.toEqual([])
})
