import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { articlesPerSitemap } from '../src/articles/sitemap.ts'
import { articleBySlug } from '../src/articles/store.ts'
import { renewPages } from '../src/articles/touched-pages.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { enqueue } from '../src/kit/queue/job.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { ageNewsJob } from '../src/site/job-handlers.ts'
import { engines } from './databases.ts'
import { aHouse, noon, serve, type Served, type TestHouse } from './house.ts'
import { xmlFaults } from './validators.ts'

const actor = { kind: 'operator', id: 'desk' } as const
const day = 86_400_000

async function publish(house: TestHouse, slug: string, head = '', body = 'Words.'): Promise<void> {
  const published = await publishStory(house, actor, {
    source: `---\nheadline: Story <${slug}>\nslug: ${slug}\n${head}---\n${body}\n`,
    read: async () => undefined,
  })
  expect(published.outcome).not.toBe('faulty')
}

const locations = (xml: string) => [...xml.matchAll(/<loc>(.*?)<\/loc>/gu)].map((match) => match[1])

describe.each(engines)('what search engines find, on %s', (engine) => {
  let house: TestHouse
  let site: Served
  const text = async (path: string) => (await site.get(path)).text()

  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    await setSetting(house, operator, { key: 'identity.name', value: 'The Lantern & Co' })
    await publish(
      house,
      'old',
      'published: 2026-10-01T10:00:00Z\nupdated: 2026-10-02T10:00:00Z\ntopics: Harbour\nbyline: Ada Marsh\n',
    )
    await publish(house, 'جسر', 'published: -47h\nlanguage: ar\n')
    await publish(house, 'new', 'published: -1h\nlanguage: zh-Hant\ntopics: Harbour\n')
    return async () => {
      await site[Symbol.asyncDispose]()
      await house[Symbol.asyncDispose]()
    }
  })

  test('an empty house has a sitemap of its front page', async () => {
    await using empty = await aHouse(engine)
    await using served = await serve(empty)
    const index = await (await served.get('/sitemap.xml')).text()
    expect(await xmlFaults(index, 'sitemap-index.xsd')).toEqual([])
    expect(locations(index)).toEqual(['http://localhost:4000/-/sitemap/sections'])
    expect(await xmlFaults(await (await served.get('/-/sitemap/sections')).text(), 'sitemap.xsd')).toEqual([])
  })

  test('the index names its parts with the time of their last change, and the parts name every page', async () => {
    const index = await text('/sitemap.xml')
    expect(await xmlFaults(index, 'sitemap-index.xsd')).toEqual([])
    expect(locations(index)).toEqual(['http://localhost:4000/-/sitemap/sections', 'http://localhost:4000/-/sitemap/1'])
    expect(index).toContain(
      `<loc>http://localhost:4000/-/sitemap/1</loc><lastmod>${new Date(noon - 3_600_000).toISOString()}</lastmod>`,
    )
    const sections = await text('/-/sitemap/sections')
    expect(await xmlFaults(sections, 'sitemap.xsd')).toEqual([])
    expect(locations(sections)).toEqual([
      'http://localhost:4000/',
      'http://localhost:4000/topics/harbour',
      'http://localhost:4000/people/ada-marsh',
    ])
    expect(sections).toContain(
      '<loc>http://localhost:4000/people/ada-marsh</loc><lastmod>2026-10-01T10:00:00.000Z</lastmod>',
    )
    const stories = await text('/-/sitemap/1')
    expect(await xmlFaults(stories, 'sitemap.xsd')).toEqual([])
    expect(locations(stories)).toEqual([
      'http://localhost:4000/2026/10/old',
      `http://localhost:4000/2026/10/${encodeURIComponent('جسر')}`,
      'http://localhost:4000/2026/10/new',
    ])
    expect(stories).toContain('<loc>http://localhost:4000/2026/10/old</loc><lastmod>2026-10-02T10:00:00.000Z</lastmod>')
  })

  test.each(['0', '2', 'x', '1e3', '999999'])('there is no part %s', async (part) => {
    expect((await site.get(`/-/sitemap/${part}`)).status).toBe(404)
  })

  test('news are of the last two days, each with paper, language, time and title', async () => {
    const news = await text('/sitemap-news.xml')
    expect(await xmlFaults(news, 'sitemap.xsd')).toEqual([])
    expect(locations(news)).toEqual([
      'http://localhost:4000/2026/10/new',
      `http://localhost:4000/2026/10/${encodeURIComponent('جسر')}`,
    ])
    expect(news).toContain(
      '<news:name>The Lantern &amp; Co</news:name><news:language>zh-tw</news:language></news:publication>' +
        `<news:publication_date>${new Date(noon - 3_600_000).toISOString()}</news:publication_date>` +
        '<news:title>Story &lt;new&gt;</news:title>',
    )
  })

  test('what grows older than two days leaves the news within the hour', async () => {
    await text('/sitemap-news.xml')
    house.clock.advance(2 * 3_600_000)
    await house.write(system, (tx) => enqueue(tx, ageNewsJob, {}, { at: house.clock.now() }))
    await house.queue.drain()
    expect(locations(await text('/sitemap-news.xml'))).toEqual(['http://localhost:4000/2026/10/new'])
  })

  test('a part is rendered anew only when one of its own stories changes', async () => {
    await house.write(system, (tx) =>
      tx
        .insertInto('articles')
        .values({
          id: articlesPerSitemap + 1,
          public_id: 'later',
          kind: 'article',
          slug: 'later',
          path: '/later',
          state: 'draft',
          published_version: null,
          main_topic_id: null,
          published_at: null,
          updated_at: null,
          comments_open: 0,
          created_at: noon,
        })
        .execute(),
    )
    const before = (await site.get('/-/sitemap/1')).headers.get('etag')
    const { renders } = house.pages.stats()
    await house.write(system, async (tx) => {
      const later = await articleBySlug(tx, 'later')
      await renewPages(tx, { articleIds: [later?.id ?? 0], topicIds: [], personIds: [] }, { hard: true })
    })
    expect((await site.get('/-/sitemap/1')).headers.get('etag')).toBe(before)
    expect(house.pages.stats().renders).toBe(renders)
  })

  test("the paper's letter stands in a browser's tab", async () => {
    expect(await text('/')).toContain('<link rel="icon" href="/-/icon.svg" type="image/svg+xml">')
    const icon = await site.get('/-/icon.svg')
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(await icon.text()).toMatch(/^<svg [^>]*>.*>L<\/text><\/svg>$/u)
  })

  test('robots are told where the sitemaps are, or to stay away', async () => {
    const allowed = ['/-/sitemap/', '/-/share/', '/-/icon.svg', '/-/archive', '/-/corrections', '/-/topics']
      .map((path) => `Allow: ${path}\n`)
      .join('')
    expect(await text('/robots.txt')).toBe(
      `User-agent: *\n${allowed}Disallow: /-/\nDisallow: /forms/\n\n` +
        'Sitemap: http://localhost:4000/sitemap.xml\nSitemap: http://localhost:4000/sitemap-news.xml\n',
    )
    expect(await text('/')).toContain('<meta name="robots" content="max-image-preview:large">')
    await setSetting(house, operator, { key: 'noindex', value: true })
    expect(await text('/robots.txt')).toBe('User-agent: *\nDisallow: /\n')
    expect((await site.get('/')).headers.get('x-robots-tag')).toBe('noindex')
    await setSetting(house, operator, { key: 'noindex', value: false })
  })
})

type Told = { host: string; key: string; keyLocation: string; urlList: string[] }

/** What a search engine of IndexNow hears; it answers with these in turn, then with 200. */
async function anEngine(...statuses: number[]) {
  const told: Told[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      told.push(JSON.parse(body))
      response.writeHead(statuses.shift() ?? 200).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    told,
    url: `http://127.0.0.1:${port}/indexnow`,
    async [Symbol.asyncDispose]() {
      await new Promise((done) => server.close(done))
    },
  }
}

describe.each(engines)('IndexNow on %s', (engine) => {
  const key = 'harbour-lantern-1'

  async function aPublicHouse(endpoint: string): Promise<TestHouse> {
    const house = await aHouse(engine, { CRIER_URL: 'https://lantern.example' })
    await setSetting(house, operator, { key: 'indexNow', value: { key, endpoint } })
    return house
  }

  const settle = async (house: TestHouse) => {
    house.clock.advance(10_000)
    await house.queue.drain()
  }

  test('a story that is published, changed and withdrawn is told of each time, and several saves in a row once', async () => {
    await using searchEngine = await anEngine()
    await using house = await aPublicHouse(searchEngine.url)
    await publish(house, 'ferry')
    await publish(house, 'ferry', '', 'Other words.')
    await settle(house)
    expect(searchEngine.told).toEqual([
      {
        host: 'lantern.example',
        key,
        keyLocation: `https://lantern.example/${key}.txt`,
        urlList: ['https://lantern.example/2026/10/ferry'],
      },
    ])
    await publish(house, 'ferry', '', 'New words.')
    await settle(house)
    const article = await articleBySlug(house.db, 'ferry')
    if (article === undefined) throw new Error('the story is gone')
    await withdrawArticle(house, actor, { articleId: article.id })
    await settle(house)
    expect(searchEngine.told).toHaveLength(3)
  })

  test('an engine that is busy is told again later; one that refuses is not', async () => {
    await using searchEngine = await anEngine(429, 200, 422)
    await using house = await aPublicHouse(searchEngine.url)
    await publish(house, 'ferry')
    await settle(house)
    house.clock.advance(day)
    await house.queue.drain()
    expect(searchEngine.told).toHaveLength(2)
    await publish(house, 'tram')
    await settle(house)
    expect(await house.queue.counts()).toMatchObject({ ready: 0, dead: 1 })
  })

  test('nobody is told by a house without a key, on this machine alone, or that is not to be found; nor of drafts', async () => {
    await using searchEngine = await anEngine()
    await using house = await aPublicHouse(searchEngine.url)
    await publish(house, 'draft', 'status: draft\n')
    await setSetting(house, operator, { key: 'noindex', value: true })
    await publish(house, 'hidden')
    await setSetting(house, operator, { key: 'noindex', value: false })
    await setSetting(house, operator, { key: 'indexNow.key', value: '' })
    await publish(house, 'unkeyed')
    await using own = await aHouse(engine)
    await setSetting(own, operator, { key: 'indexNow', value: { key, endpoint: searchEngine.url } })
    await publish(own, 'local')
    await settle(house)
    await settle(own)
    expect(searchEngine.told).toEqual([])
  })

  test('the key stands at its own address and nowhere else', async () => {
    await using house = await aPublicHouse('https://indexnow.example/')
    await using site = await serve(house)
    const file = await site.get(`/${key}.txt`)
    expect([file.status, file.headers.get('content-type'), await file.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      key,
    ])
    expect((await site.get('/another-key.txt')).status).toBe(404)
    await setSetting(house, operator, { key: 'indexNow.key', value: '' })
    expect((await site.get(`/${key}.txt`)).status).toBe(404)
    expect((await site.get('/.txt')).status).toBe(404)
  })
})
