import { SaxesParser } from 'saxes'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { articleBySlug } from '../src/articles/store.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { jsonFaults } from './validators.ts'

const actor = { kind: 'operator', id: 'desk' } as const
const url = 'http://localhost:4000/2026/10/ferry'
const story = `---
headline: The "ferry" <returns>
standfirst: After a month & a day.
slug: ferry
byline: Maren Quillfeather
picture:
  src: quay.png
  alt: The quay
published: 2026-10-01T10:00:00Z
---
Words.

::::poll{id=ships question="Ships or buses?"}
- Ships
- Buses
::::
`

async function publish(house: TestHouse): Promise<void> {
  await setSetting(house, operator, { key: 'identity.name', value: 'The Lantern' })
  const read = async () =>
    sharp({ create: { width: 640, height: 400, channels: 3, background: '#446' } })
      .png()
      .toBuffer()
  expect(await publishStory(house, actor, { source: story, read })).toMatchObject({ outcome: 'created' })
  await house.queue.drain()
}

const ask = (site: Served, address: string, more: Record<string, string> = {}) =>
  site.get(`/oembed?${new URLSearchParams({ url: address, ...more })}`)

describe.each(engines)('oEmbed on %s', (engine) => {
  let house: TestHouse
  let site: Served

  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    await publish(house)
    return async () => {
      await site[Symbol.asyncDispose]()
      await house[Symbol.asyncDispose]()
    }
  })

  test('a story is a quotation with its author, its paper and its picture', async () => {
    const answer = await ask(site, `${url}?utm_source=x#conversation`, { format: 'json' })
    expect([
      answer.status,
      answer.headers.get('content-type'),
      answer.headers.get('access-control-allow-origin'),
    ]).toEqual([200, 'application/json; charset=utf-8', '*'])
    const found = await answer.json()
    expect(jsonFaults(found, 'oembed.schema.json')).toEqual([])
    expect(found).toMatchObject({
      title: 'The "ferry" <returns>',
      author_name: 'Maren Quillfeather',
      author_url: 'http://localhost:4000/people/maren-quillfeather',
      provider_name: 'The Lantern',
      provider_url: 'http://localhost:4000/',
      thumbnail_width: 1200,
      thumbnail_height: 630,
      width: 600,
      html:
        `<blockquote cite="${url}" lang="en" dir="ltr"><p><strong>` +
        `<a href="${url}">The &quot;ferry&quot; &lt;returns&gt;</a></strong></p>` +
        '<p>After a month &amp; a day.</p><p>The Lantern, October 1, 2026</p></blockquote>',
    })
  })

  test('a poll is its question with its answers', async () => {
    const { id } = await house.db.selectFrom('polls').select('public_id as id').executeTakeFirstOrThrow()
    const found = await (await ask(site, `http://localhost:4000/polls/${id}`)).json()
    expect(jsonFaults(found, 'oembed.schema.json')).toEqual([])
    expect(found).toMatchObject({
      title: 'Ships or buses?',
      html: expect.stringContaining('Ships · Buses'),
      thumbnail_url: expect.stringContaining(`/polls/${id}/card.png?`),
      thumbnail_width: 1200,
    })
  })

  test('no larger than is asked for', async () => {
    const found = await (await ask(site, url, { maxwidth: '320', maxheight: '90' })).json()
    expect(jsonFaults(found, 'oembed.schema.json')).toEqual([])
    expect(found).toMatchObject({ width: 320, height: 90 })
    expect(found).not.toHaveProperty('thumbnail_url')
    expect((await ask(site, url, { maxwidth: 'wide' })).status).toBe(400)
  })

  test('the same in XML', async () => {
    const answer = await ask(site, url, { format: 'xml' })
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    const fields: Record<string, string> = {}
    let open = ''
    const parser = new SaxesParser()
    parser.on('opentag', ({ name }) => (open = name))
    parser.on('closetag', () => (open = ''))
    parser.on('text', (words) => (fields[open] = (fields[open] ?? '') + words))
    parser.write(await answer.text()).close()
    const found = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== '' && name !== 'oembed'))
    expect(found).toEqual(
      Object.fromEntries(
        Object.entries(Object(await (await ask(site, url)).json())).map(([name, value]) => [name, String(value)]),
      ),
    )
  })

  test.each(['story', 'poll'])('the page of a %s names both in its head', async (kind) => {
    const { id } = await house.db.selectFrom('polls').select('public_id as id').executeTakeFirstOrThrow()
    const head = await (await site.get(kind === 'story' ? '/2026/10/ferry' : `/polls/${id}`)).text()
    const links = [
      ...head.matchAll(
        /<link rel="alternate" type="(application\/json|text\/xml)\+oembed" title="[^"]*" href="([^"]+)">/gu,
      ),
    ]
    expect(links.map(([, type]) => type)).toEqual(['application/json', 'text/xml'])
    for (const [, type, href = ''] of links) {
      const answer = await site.get(href.replaceAll('&amp;', '&'))
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`])
    }
  })

  test('404 for what is not here, 501 for another format, and both when it is gone', async () => {
    for (const address of [
      '',
      'nonsense',
      'https://elsewhere.example/2026/10/ferry',
      'http://localhost:4000/2026/10/nothing',
      'http://localhost:4000/polls/nothing',
      'http://localhost:4000/',
      'http://localhost:4000/%ff',
      'ftp://localhost:4000/2026/10/ferry',
    ]) {
      expect((await ask(site, address)).status, address).toBe(404)
    }
    expect((await ask(site, url, { format: 'yaml' })).status).toBe(501)
    const article = await articleBySlug(house.db, 'ferry')
    if (article === undefined) throw new Error('the story is gone')
    expect((await ask(site, url)).status).toBe(200)
    await withdrawArticle(house, actor, { articleId: article.id })
    expect((await ask(site, url)).status).toBe(404)
  })
})
