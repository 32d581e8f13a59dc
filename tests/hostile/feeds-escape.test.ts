import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { beforeAll, describe, expect, test } from 'vitest'
import { approveComment } from '../../src/conversation/decide.ts'
import { heldComments } from '../../src/conversation/store.ts'
import { formats, type Feed } from '../../src/feeds/formats.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { operator } from '../../src/kit/db/schema.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { aReader } from '../reader.ts'
import { jsonFaults, xmlFaults } from '../validators.ts'

const actor = { kind: 'operator', id: 'desk' } as const
const headline = 'Tea & ships <late> &lt;b&gt; at AT&T &amp;'
const standfirst = '<em>No</em> office & hours &copy; ]]> "here"'
const author = 'Maren <b>Q</b> & Co'
const head = { headline, standfirst, byline: [author], slug: 'tea', published: '-1h' }
const lines = Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
const story = `---\n${lines.join('\n')}\n---\nWords.\n`
const name = '<script>alert(1)</script> &lt;script&gt;'
const said = '<script>alert(2)</script>\n\n&lt;img src=x onerror=alert(3)&gt; ]]> <![CDATA[ & co'

/** The text of every element of that name, in order, as XML has it. */
function texts(xml: string, element: string): string[] {
  const found: string[] = []
  let inside: string | undefined
  const parser = new Parser(
    {
      onopentag: (tag) => void (inside = tag === element ? '' : inside),
      ontext: (text) => void (inside = inside === undefined ? undefined : inside + text),
      onclosetag(tag) {
        if (tag === element && inside !== undefined) found.push(inside.trim())
        if (tag === element) inside = undefined
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return found
}

/** What somebody sees who takes a text as HTML, and the elements that become of it. */
function asHtml(text: string): { text: string; elements: string[] } {
  const seen = { text: '', elements: [] as string[] }
  const parser = new Parser({
    onopentag: (tag) => void seen.elements.push(tag),
    ontext: (part) => void (seen.text += part),
  })
  parser.end(text)
  return seen
}

const plain = (text: string) => ({ text, elements: [] })

describe('what readers and staff wrote, in a feed', () => {
  let house: TestHouse
  let site: Served
  let id: string

  beforeAll(async () => {
    house = await aHouse('sqlite')
    site = await serve(house)
    await setSetting(house, operator, { key: 'identity.name', value: 'Lantern <Co>' })
    expect((await publishStory(house, actor, { source: story, read: async () => undefined })).outcome).toBe('created')
    id = (await house.db.selectFrom('articles').select('public_id as id').executeTakeFirstOrThrow()).id
    const reader = aReader(site)
    const form = await reader.post(`/articles/${id}/comments`, { name, email: 'ines@mail.example', comment: said })
    await reader.press(await form.text())
    const [held] = await heldComments(house.db, 1)
    await approveComment(house, actor, { publicId: held?.publicId ?? '' })
    return async () => {
      await site[Symbol.asyncDispose]()
      await house[Symbol.asyncDispose]()
    }
  })

  const get = async (path: string) => (await site.get(path)).text()

  test('RSS: a reader that takes everything as HTML sees the words, and no element comes of them', async () => {
    const comments = await get(`/articles/${id}/comments/feed.xml`)
    expect(texts(comments, 'title').map(asHtml).slice(1)).toEqual([plain(name)])
    expect(texts(comments, 'description').map(asHtml)[1]).toEqual(plain(said))
    expect(texts(comments, 'dc:creator').map(asHtml)).toEqual([plain(name)])
    expect(asHtml(texts(comments, 'content:encoded')[0] ?? '').elements).toEqual(['p', 'p'])
    const stories = await get('/feed.xml')
    expect(texts(stories, 'title').map(asHtml)).toEqual([plain('Lantern <Co>'), plain(headline)])
    expect(texts(stories, 'description').map(asHtml)[1]).toEqual(plain(standfirst))
    expect(texts(stories, 'dc:creator').map(asHtml)).toEqual([plain(author)])
    for (const feed of [comments, stories]) expect(await xmlFaults(feed, 'rss.rng')).toEqual([])
  })

  test('RSS: words without brackets and references are the same to a reader that takes them as plain', async () => {
    const [title, summary] = ['Tea & ships, "late": 3 & 4', "don't & won't"]
    expect(rssOf({ title, summary })).toEqual([title, summary])
  })

  test('Atom and JSON Feed say that the words are plain, and have them as they are', async () => {
    const comments = await get(`/articles/${id}/comments/feed.atom`)
    expect([texts(comments, 'title')[1], texts(comments, 'summary')[0]]).toEqual([name, said])
    expect(texts(comments, 'name')).toContain(name)
    expect(comments).not.toMatch(/<(title|name)[^>]* type="(html|xhtml)"/u)
    expect(comments).toContain('<summary type="text">')
    expect(asHtml(texts(comments, 'content')[0] ?? '').elements).toEqual(['p', 'p'])
    expect(await xmlFaults(comments, 'atom.rng')).toEqual([])
    const sent = await site.get(`/articles/${id}/comments/feed.json`)
    const feed = (await sent.json()) as { items: Record<string, unknown>[] }
    expect(feed.items[0]).toMatchObject({ title: name, summary: said, authors: [{ name }] })
    expect(asHtml(String(feed.items[0]?.content_html)).elements).toEqual(['p', 'p'])
    expect(jsonFaults(feed, 'json-feed.schema.json')).toEqual([])
  })
})

function rssOf({ title, summary }: { title: string; summary: string }): string[] {
  const entry = {
    id: 'a',
    url: 'https://a.example/',
    title,
    summary,
    html: '',
    language: 'en',
    publishedAt: 0,
    updatedAt: 0,
    authors: [],
    topics: [],
  }
  const feed: Feed = {
    title: 'a',
    description: '',
    homeUrl: 'https://a.example/',
    feedUrl: 'https://a.example/feed.xml',
    language: 'en',
    publication: 'a',
    entries: [entry],
  }
  const xml = formats.xml.write(feed)
  return [texts(xml, 'title')[1] ?? '', texts(xml, 'description')[1] ?? '']
}

test('whatever is written comes out of RSS as it went in', () => {
  const part = fc.constantFrom(
    '<',
    '>',
    '&',
    '&lt',
    '&lt;',
    '&amp;',
    '&#60;',
    '&#x3c',
    '&copy',
    '&nbsp;',
    ';',
    '<b>',
    ']]>',
    '<![CDATA[',
    'a',
    ' ',
    '"',
  )
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
      const text = `x${parts.join('')}x`
      expect(rssOf({ title: text, summary: text }).map(asHtml)).toEqual([plain(text), plain(text)])
    }),
  )
})
