import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WpPost } from '../src/importers/wordpress/fields.ts'
import { importWordpress } from '../src/importers/wordpress/run/import.ts'
import { plainText } from '../src/importers/wordpress/text.ts'
import { openRouter } from '../src/kit/http/router.ts'
import { deriveMedia } from '../src/media/derive-media.ts'
import { routes } from '../src/routes.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { smallExport } from './small-export.ts'
import { fixture, herald, heraldExpectations, postsOf, wxrFolder, type ReadPosts } from './wordpress-exports.ts'

const expected = heraldExpectations()
const uploads = fixture('wordpress-harbour-herald/uploads')
const router = openRouter(routes)
/** A place that another part of the product is to fill is asked for from the day it has a route. */
const isBuilt = (location: string) =>
  location.startsWith('/media/') ||
  (!location.includes('/feed.') && !location.startsWith('/search')) ||
  router.match(location.split('?', 1)[0] ?? '').get('GET')?.route.path !== '/*'

type End = { path: string; hops: number; status: number; type: string; body: string }

/** Goes to an address as a browser does, once on at most. What it lands on is fetched once. */
function walker(served: Served) {
  const seen = new Map<string, Omit<End, 'hops' | 'path'>>()
  return async (address: string): Promise<End> => {
    const first = await served.get(address)
    const location = first.headers.get('location')
    if (location === null)
      return {
        path: address.split('?', 1)[0] ?? '',
        hops: 0,
        status: first.status,
        type: first.headers.get('content-type') ?? '',
        body: await first.text(),
      }
    expect(first.status, address).toBe(301)
    let last = seen.get(location)
    if (last === undefined) {
      const response = await served.get(location)
      last = {
        status: response.status,
        type: response.headers.get('content-type') ?? '',
        body: /text|xml/u.test(response.headers.get('content-type') ?? '') ? await response.text() : '',
      }
      seen.set(location, last)
    }
    return { path: location, hops: 1, ...last }
  }
}

const encoded = (path: string) => encodeURI(decodeURI(path).replaceAll(/\/{2,}/gu, '/'))
const isPublic = ({ status, password, type }: WpPost) =>
  status === 'publish' && password === '' && (type === 'post' || type === 'page')

/** Every way in which a story was ever linked. */
function waysTo(path: string, { id, type }: WpPost): string[] {
  const plain = path.replace(/\/$/u, '')
  const parts = ['comment-page-2/', 'embed/', 'trackback/', 'amp/', '2/', 'page/2/'].map((part) => `${plain}/${part}`)
  const queries = [
    `/?p=${id}`,
    `/?p=${id}&utm_source=letter`,
    `/index.php?p=${id}`,
    `/?page_id=${id}&preview=true`,
    ...(type === 'page' ? [`/?pagename=${plain.slice(1)}`] : []),
  ]
  const capitals = path.toUpperCase()
  return [
    path,
    plain,
    `/${path}`,
    `/index.php${path}`,
    capitals,
    capitals.toLowerCase(),
    `${path}?utm_source=letter&utm_medium=mail`,
    `${path}?replytocom=7`,
    ...parts,
    ...queries,
  ]
}

describe.each(engines)('every address of the Harbour Herald on %s', (engine) => {
  let house: TestHouse
  let served: Served
  let read: ReadPosts
  let walk: (address: string) => Promise<End>
  let stories: { path: string; post: WpPost }[]

  beforeAll(async () => {
    house = await aHouse(engine)
    await importWordpress(house, { file: herald, media: { kind: 'folder', folder: uploads } })
    served = await serve(house)
    walk = walker(served)
    read = await postsOf(herald)
    stories = expected.public_permalinks.flatMap(({ id, path }) => {
      const post = read.posts.get(id)
      return post !== undefined && isPublic(post) ? [{ path: encoded(path), post }] : []
    })
  }, 240_000)

  afterAll(async () => {
    await served[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  test('stories and pages, however they were linked', async () => {
    expect(stories.length).toBeGreaterThan(40)
    for (const { path, post } of stories) {
      for (const way of waysTo(path, post)) {
        const { status, path: end, hops } = await walk(way)
        expect([status, encoded(end)], way).toEqual([200, path])
        expect(hops, way).toBe(way === path || way.startsWith(`${path}?`) || way === path.toLowerCase() ? 0 : 1)
      }
    }
  }, 120_000)

  test('the conversation under a story, by its feed and by the number of a comment', async () => {
    for (const { path, post } of stories) {
      const [row] = await house.db
        .selectFrom('articles')
        .select('public_id as publicId')
        .where('path', '=', decodeURI(path))
        .execute()
      for (const [way, name] of [
        ['feed/', 'xml'],
        ['feed', 'xml'],
        ['feed/rss2/', 'xml'],
        ['feed/atom/', 'atom'],
      ])
        await expectFeed(`${path}${way}`, `/articles/${row?.publicId}/comments/feed.${name}`)
      await expectFeed(`/?feed=rss2&p=${post.id}`, `/articles/${row?.publicId}/comments/feed.xml`)
      const { body } = await walk(path)
      for (const { id, state, type } of post.comments)
        if (state === 'approved' && type === 'comment') expect(body, path).toContain(`id="comment-${id}"`)
    }
  }, 120_000)

  test('feeds of the site', async () => {
    for (const way of [
      '/feed/',
      '/feed',
      '/feed/rss2/',
      '/feed/rss/',
      '/feed/rdf/',
      '/rss',
      '/rss2/',
      '/rdf/',
      '/comments/feed/',
      '/comments/feed/rss2/',
      '/?feed=rss2',
      '/?feed=rss',
      '/?feed=comments-rss2',
      '/index.php/feed/',
      '/wp-rss2.php',
      '/feed/?utm_source=x',
    ])
      await expectFeed(way, '/feed.xml')
    for (const way of ['/feed/atom/', '/atom', '/?feed=atom', '/wp-atom.php']) await expectFeed(way, '/feed.atom')
  })

  test('topics: categories under their parents and tags, with pages and feeds', async () => {
    const terms = read.survey.terms.filter(({ taxonomy }) => taxonomy === 'category' || taxonomy === 'post_tag')
    expect(terms).toHaveLength(expected.wxr.categories + expected.wxr.tags)
    for (const { taxonomy, slug, parent, id, name } of terms) {
      const [base, query] = taxonomy === 'category' ? ['category', 'category_name'] : ['tag', 'tag']
      const path = encodeURI(`/${base}/${parent === '' ? '' : `${parent}/`}${slug}/`)
      const ways = [
        path,
        path.slice(0, -1),
        encodeURI(`/${base}/${slug}/`),
        path.toUpperCase(),
        `${path}page/3/`,
        `${path}?utm_campaign=x`,
        `/index.php${path}`,
        `/?${query}=${encodeURIComponent(slug)}`,
        `/?${query}=${encodeURIComponent(slug)}&paged=2`,
        ...(base === 'category' ? [`/?cat=${id}`] : []),
      ]
      const { path: topic } = await walk(path)
      for (const way of ways) {
        const end = await walk(way)
        expect([end.status, end.hops, end.path], way).toEqual([200, 1, topic])
        expect(headingOf(end.body), way).toBe(name)
      }
      for (const way of [`${path}feed/`, `${path}feed/rss2/`, `/?feed=rss2&${query}=${encodeURIComponent(slug)}`])
        await expectFeed(way, `${topic}/feed.xml`)
      await expectFeed(`${path}feed/atom/`, `${topic}/feed.atom`)
    }
  }, 120_000)

  test('authors, with pages and feeds', async () => {
    for (const { login, displayName, id } of read.survey.authors) {
      const path = `/author/${login}/`
      const { path: person } = await walk(path)
      for (const way of [
        path,
        `/author/${login}`,
        `/AUTHOR/${login.toUpperCase()}/`,
        `${path}page/2/`,
        `/?author=${id}`,
        `/?author_name=${login}`,
        `${path}?utm_source=x`,
      ]) {
        const end = await walk(way)
        expect([end.status, end.hops, end.path, headingOf(end.body)], way).toEqual([200, 1, person, displayName])
      }
      await expectFeed(`${path}feed/`, `${person}/feed.xml`)
      await expectFeed(`${path}feed/atom/`, `${person}/feed.atom`)
      await expectFeed(`/?author=${id}&feed=rss2`, `${person}/feed.xml`)
    }
  })

  test('every file on disk, in every size, leads to the nearest of ours', async () => {
    const files = readdirSync(uploads, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(uploads.length + 1))
    expect(files.length).toBeGreaterThan(50)
    for (const file of files) {
      const end = await walk(encodeURI(`/wp-content/uploads/${file}`))
      expect([end.status, end.hops, end.path.startsWith('/media/')], file).toEqual([200, 1, true])
      const { taken } = await attachmentOf(file)
      expect(end.path, file).toContain(`/media/${taken.publicId}/`)
      if (taken.kind !== 'image') continue
      expect(end.type, file).toMatch(/^image\//u)
    }
    const { id } = await attachmentOf('2024/02/quay-at-dawn.jpg')
    await deriveMedia(house, { mediaId: id, step: 'quick' }, { attempt: 1, signal: AbortSignal.timeout(100_000) })
    const [big, small] = [
      await walk('/wp-content/uploads/2024/02/quay-at-dawn-1024x683.jpg'),
      await walk('/wp-content/uploads/2024/02/quay-at-dawn-300x200.jpg'),
    ]
    expect([big.path, small.path].map((path) => /\/(?:wide-)?(\d+)\.jpeg$/u.exec(path)?.[1])).toEqual(['1080', '360'])
    expect((await walk('/wp-content/uploads/2024/02/quay-at-dawn-300x200@2x.jpg')).path).toMatch(
      /\/(wide-)?720\.jpeg$/u,
    )
    expect((await walk('/wp-content/uploads/2024/02/quay-at-dawn-150x150.jpg')).path).toMatch(/\/square-160\.jpeg$/u)
    for (const name of [
      '2024/02/quay-at-dawn-scaled.jpg',
      '2024/02/quay-at-dawn.jpg.webp',
      '2024/02/quay-at-dawn@2x.jpg',
      '2024/02/quay-at-dawn.jpg?resize=640',
    ])
      expect((await walk(`/wp-content/uploads/${name}`)).path, name).toMatch(/^\/media\/.+\/1080\.jpeg$/u)
    for (const name of ['2024/02/quay-at-dusk.jpg', '2024/02/', ''])
      expect((await served.get(`/wp-content/uploads/${name}`)).status, name).toBe(404)
  }, 120_000)

  test('pages of attachments', async () => {
    const attachments = [...read.posts.values()].filter(({ attachment }) => attachment !== undefined)
    expect(attachments).toHaveLength(expected.attachments.length)
    for (const { id, link, attachment } of attachments) {
      const { taken } = await attachmentOf(attachment?.file ?? '')
      const { pathname } = new URL(link)
      // None of them was uploaded to a story.
      for (const way of [pathname, pathname.slice(0, -1), `/?attachment_id=${id}`, `/?p=${id}`]) {
        const end = await walk(way)
        expect([end.status, end.hops], way).toEqual([200, 1])
        expect(end.path, way).toContain(`/media/${taken.publicId}/`)
      }
    }
  })

  test('years, months and days lead to the month of the archive, a year to its last', async () => {
    const posts = stories
      .filter(({ post }) => post.type === 'post')
      .toSorted((a, b) => (b.post.publishedAt ?? 0) - (a.post.publishedAt ?? 0))
    const days = new Set(posts.map(({ post }) => post.localDate.slice(0, 10)))
    for (const prefix of new Set([...days].flatMap((day) => [day.slice(0, 4), day.slice(0, 7), day]))) {
      const path = `/${prefix.replaceAll('-', '/')}/`
      const [year, month, day] = prefix.split('-')
      const [ofMonth, ofDay] = [month && `&monthnum=${month}`, day && `&day=${day}`]
      const query = `/?year=${year}${ofMonth ?? ''}${ofDay ?? ''}`
      const inMonth = posts.find(({ post }) => post.localDate.startsWith(prefix))?.post.localDate.slice(0, 7) ?? ''
      const last = posts.find(({ post }) => post.localDate.startsWith(inMonth))?.path
      for (const way of [
        path,
        path.slice(0, -1),
        `${path}page/2/`,
        `/?m=${prefix.replaceAll('-', '')}`,
        query,
        `/date${path}`,
      ]) {
        const end = await walk(way)
        expect([end.status, end.hops, end.path], way).toEqual([200, 1, `/-/archive/${inMonth.replace('-', '/')}`])
        expect(encoded(/<main[\s\S]*?<a href="(\/20[^"]+)"/u.exec(end.body)?.[1] ?? ''), way).toBe(last)
      }
    }
    for (const way of ['/2019/', '/2024/13/', '/2024/02/30/', '/2999/', '/?m=201901'])
      expect((await served.get(way)).status, way).toBe(404)
  }, 120_000)

  test('pages of the front, and searches', async () => {
    for (const way of ['/page/2/', '/page/7', '/?paged=3', '/index.php/page/2/'])
      expect(await walk(way), way).toMatchObject({ status: 200, hops: 1, path: '/-/archive' })
    for (const way of ['/page/1/', '/index.php', '/index.php/', '/?paged=1', '/?p=abc'])
      expect(await walk(way), way).toMatchObject({ status: 200, hops: 1, path: '/' })
    for (const way of ['/?replytocom=5', '/?utm_source=x'])
      expect(await walk(way), way).toMatchObject({ status: 200, hops: 0, path: '/' })
    for (const way of [
      '/?s=tide+table',
      '/search/tide+table/',
      '/search/tide%20table/page/2/',
      '/?s=tide%20table&utm_source=x',
    ]) {
      const { path, hops, status } = await walk(way)
      expect([path, hops, status], way).toEqual(['/search?q=tide%20table', 1, isBuilt('/search') ? 200 : 404])
    }
  })

  test('what was never public or belongs to the old system is plainly not there', async () => {
    for (const way of [
      '/wp-login.php',
      '/xmlrpc.php',
      '/wp-admin/',
      '/wp-admin',
      '/wp-admin/feed/',
      '/wp-json/wp/v2/posts',
      '/?p=999999',
      '/?cat=999999',
      '/?author=999',
      '/category/none/',
      '/category/none/feed/',
      '/none/feed/',
      '/none/page/2/',
      '/7/',
      '/wp-content/themes/x/style.css',
    ]) {
      expect((await served.get(way)).status, way).toBe(404)
    }
    for (const id of expected.password_protected_ids) expect((await served.get(`/?p=${id}`)).status).toBe(404)
  })

  test('feeds call an imported story what they called it before', async () => {
    const { body } = await walk('/feed.xml')
    const guids = new Set([...body.matchAll(/<guid[^>]*>([^<]+)<\/guid>/gu)].map((match) => plainText(match[1] ?? '')))
    const newest = stories
      .filter(({ post }) => post.type === 'post')
      .toSorted((a, b) => (b.post.publishedAt ?? 0) - (a.post.publishedAt ?? 0))
      .slice(0, guids.size)
    expect(guids.size).toBeGreaterThan(10)
    expect(guids).toEqual(new Set(newest.map(({ post }) => post.guid)))
  })

  async function expectFeed(way: string, target: string): Promise<void> {
    const { path, hops, status, type } = await walk(way)
    expect([path, hops], way).toEqual([target, 1])
    if (isBuilt(target)) expect([status, /xml/u.test(type)], way).toEqual([200, true])
  }

  /** Ours of a file's, by the attachment whose name its own begins with. */
  async function attachmentOf(file: string) {
    const stem = (name: string) => name.replace(/(?:-scaled|-\d+x\d+)?\.\w+$/u, '').normalize('NFC')
    const attachment = expected.attachments.find((candidate) => stem(candidate.file) === stem(file))
    const item = await house.db
      .selectFrom('import_items')
      .select('target_id as id')
      .where('kind', '=', 'media')
      .where('source_id', '=', String(attachment?.id))
      .executeTakeFirst()
    const taken = await house.db
      .selectFrom('media')
      .select(['public_id as publicId', 'kind'])
      .where('id', '=', item?.id ?? 0)
      .executeTakeFirstOrThrow()
    return { id: item?.id ?? 0, taken }
  }
})

test('every address of the theme unit test', async () => {
  await using house = await aHouse('sqlite')
  const file = join(wxrFolder, 'theme-unit-test.xml')
  await importWordpress(house, { file, media: { kind: 'none' } })
  await using served = await serve(house)
  const walk = walker(served)
  const { posts, survey } = await postsOf(file)
  const homes = new Map<number, string>()
  for (const post of posts.values()) {
    if (!isPublic(post) || new URL(post.link).pathname === '/') continue
    const path = encoded(new URL(post.link).pathname)
    homes.set(post.id, path)
    for (const way of waysTo(path, post)) {
      const { status, path: end } = await walk(way)
      expect([status, encoded(end)], way).toEqual([200, path])
    }
  }
  expect(homes.size).toBeGreaterThan(60)
  for (const { id, link, parent, attachment } of posts.values()) {
    const home = homes.get(parent)
    if (attachment === undefined || home === undefined) continue
    for (const way of [new URL(link).pathname, `/?attachment_id=${id}`])
      expect(await walk(way), way).toMatchObject({ status: 200, hops: 1, path: home })
  }
  for (const { taxonomy, slug, id } of survey.terms) {
    if (taxonomy !== 'category' && taxonomy !== 'post_tag') continue
    for (const way of [
      encodeURI(`/${taxonomy === 'category' ? 'category' : 'tag'}/${slug}/`),
      ...(taxonomy === 'category' ? [`/?cat=${id}`] : []),
    ])
      expect(await walk(way), way).toMatchObject({ status: 200, hops: 1 })
  }
}, 120_000)

test('a site that keeps its topics at addresses of its own; whatever lives at an old form of address stays there', async () => {
  await using house = await aHouse('sqlite')
  const file = join(house.folder, 'export.xml')
  const links = ['/themen/hafen/', '/themen/hafen/faehren/', '/wort/ebbe/', '/wort/flut/', '/hafen/']
    .map((path) => `<a href="https://alt.example${path}">x</a>`)
    .join(' ')
  await writeFile(
    file,
    smallExport({
      categories: [{ slug: 'hafen' }, { slug: 'faehren', parent: 'hafen' }, { slug: 'markt' }],
      tags: ['ebbe', 'flut'],
      posts: [
        { id: 1, path: '/2024/05/erste/', content: links },
        { id: 2, path: '/feed/', content: 'An old page about feeding.' },
        { id: 3, path: '/2024/', content: 'A page named like a year.' },
        { id: 4, path: '/themen/markt/', content: 'A page named like a topic.' },
      ],
    }),
  )
  await importWordpress(house, { file, media: { kind: 'none' } })
  await using served = await serve(house)
  const walk = walker(served)
  for (const [way, topic] of [
    ['/themen/hafen/', 'hafen'],
    ['/themen/hafen/faehren/', 'faehren'],
    ['/themen/hafen/page/2/', 'hafen'],
    ['/category/markt/', 'markt'],
    ['/wort/flut', 'flut'],
    ['/tag/ebbe/', 'ebbe'],
  ])
    expect(await walk(way ?? ''), way).toMatchObject({ status: 200, hops: 1, path: `/topics/${topic}` })
  for (const way of ['/feed/', '/2024/', '/themen/markt/'])
    expect(await walk(way), way).toMatchObject({ status: 200, hops: 0 })
  expect((await served.get('/hafen/')).status).toBe(404)
}, 60_000)

test('a story that moves takes its old addresses along: one step, however often it moved', async () => {
  await using house = await aHouse('sqlite')
  const file = join(house.folder, 'export.xml')
  const at = async (path: string) => {
    await writeFile(
      file,
      smallExport({ categories: [], tags: [], posts: [{ id: 1, path, content: 'The words.', oldSlug: 'draft-name' }] }),
    )
    await importWordpress(house, { file, media: { kind: 'none' } })
  }
  for (const path of ['/one/', '/two/', '/three/']) await at(path)
  await using served = await serve(house)
  const walk = walker(served)
  for (const way of ['/one/', '/two/', '/draft-name/', '/?p=1', '/one/amp/'])
    expect(await walk(way), way).toMatchObject({ status: 200, hops: 1, path: '/three/' })
}, 60_000)

function headingOf(page: string): string {
  return plainText(/<h1[^>]*>([\s\S]*?)<\/h1>/u.exec(page)?.[1] ?? '')
}
