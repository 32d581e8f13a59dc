import { afterAll, describe, expect, test } from 'vitest'
import { articleById } from '../../src/articles/store.ts'
import { operator } from '../../src/kit/db/schema.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { aPaper } from '../journeys/site.ts'

// Of one megabyte an eighth is for what anybody can make up, and some of the rest for the paper.
const paper = await aPaper({ CRIER_PAGE_CACHE_MB: '1' })
const { house, story, poll } = paper
await setSetting(house, operator, { key: 'languages', value: ['ar'] })
await setSetting(house, operator, { key: 'colophon', value: true })

afterAll(() => paper[Symbol.asyncDispose]())

const get = (path: string) => fetch(paper.origin + path, { redirect: 'manual' })
const real = [
  '/',
  story.path,
  paper.elder.path,
  paper.arabic.path,
  '/topics/harbour',
  '/people/ada-marsh',
  '/-/archive',
  '/-/topics',
  '/-/corrections',
  `/polls/${poll}`,
  `/polls/${poll}/certificate`,
  '/feed.xml',
  '/sitemap.xml',
  '/ar/',
  '/ar/-/archive',
  `/-/made/${story.publicId}`,
]
const url = encodeURIComponent(house.config.origin + story.path)

/** One kind each, with as many addresses as numbers. */
const madeUp: Record<string, (number: number) => string> = {
  'a place in the archive': (n) => `/-/archive?before=${1_790_000_000_000 + n}-${n}`,
  'a place in the corrections': (n) => `/-/corrections?before=${1_790_000_000_000 + n}-${n}`,
  'a place in the archive of an edition': (n) => `/ar/-/archive?before=${1_790_000_000_000 + n}-${n}`,
  'a place in a topic of an edition': (n) => `/ar/topics/harbour?before=${1_790_000_000_000 + n}-${n}`,
  'a place in the work of a person in an edition': (n) => `/ar/people/ada-marsh?before=${1_790_000_000_000 + n}-${n}`,
  'no place in the archive': (n) => `/-/archive?before=0${n}-1`,
  'an embedded story of a width': (n) => `/oembed?url=${url}&format=json&maxwidth=${100 + n}`,
  'an embedded story of a height': (n) => `/oembed?url=${url}&format=xml&maxheight=${100 + n}`,
  'a page of a topic with another': (n) => `/topics/harbour?page=1&page=${n}`,
  'a page of a person with another': (n) => `/people/ada-marsh?page=1&page=${n}`,
  'a page of a topic that is none': (n) => `/topics/harbour?page=${9_000 + n}`,
  'a page of the polls with another': (n) => `/-/polls?page=1&page=${n}`,
  'a poll with answers ticked': (n) => `/polls/${poll}?choice=${n}`,
  'an old number': (n) => `/?p=${n}&page_id=${n}`,
  'an old name': (n) => `/index.php?pagename=x${n}`,
  'a path': (n) => `/wp-login-${n}.php`,
  'a text file': (n) => `/${n}.txt`,
  'a card that is none': (n) => `/-/share/${story.publicId}/${n}.png`,
  'a story told how it was made': (n) => `/-/made/x${n}`,
  'a search': (n) => `/search?q=tide${n}`,
}
const each = 2_000 / Object.keys(madeUp).length

test('however many addresses somebody makes up, the pages of the paper stay kept', async () => {
  for (const path of real) expect([path, (await get(path)).status]).toEqual([path, 200])
  const kept = house.pages.stats().pages
  for (const [kind, address] of Object.entries(madeUp)) {
    for (let number = 1; number <= each; number += 10)
      await Promise.all(
        Array.from({ length: 10 }, async (_, more) => (await get(address(number + more))).arrayBuffer()),
      )
    const before = house.pages.stats().renders
    for (const path of real) await (await get(path)).arrayBuffer()
    expect([kind, house.pages.stats().renders - before, house.pages.stats().pages]).toEqual([kind, 0, kept])
  }
  expect(house.pages.stats().bytes).toBeLessThanOrEqual(1024 * 1024)
}, 120_000)

describe('addresses that are written otherwise', () => {
  test('a slash in its code makes no second page of the paper', async () => {
    const { pages } = house.pages.stats()
    expect((await get(story.path.replace(/\/(?=[^/]+$)/u, '%2F'))).status).toBe(200)
    expect(house.pages.stats().pages).toBe(pages)
  })

  test.each(['x', '1', '01-2', '1-02', '1-0', '-1-2', '1-2-3', '1'.repeat(16) + '-1', '1-2&before=1-3', ''])(
    'a list that goes on at "%s" begins at its beginning',
    async (before) => {
      for (const list of [
        '/-/archive',
        '/-/corrections',
        '/ar/-/archive',
        '/ar/topics/harbour',
        '/ar/people/ada-marsh',
      ]) {
        const response = await get(`${list}?before=${before}`)
        expect([list, response.status, response.headers.get('location')]).toEqual([list, 301, list])
      }
    },
  )

  test('a page of a list has one number', async () => {
    for (const page of ['01', '0', '-1', '1.0', '+1'])
      expect([page, (await get(`/topics/harbour?page=${page}`)).status]).toEqual([page, 404])
  })
})

test('a form to answer a comment, of which there are as many as comments, pushes out nothing', async () => {
  const row = await articleById(house.db, story.id)
  const now = house.clock.now()
  await house.write({ kind: 'operator', id: 'test' }, (tx) =>
    tx
      .insertInto('comments')
      .values({
        public_id: 'c1',
        article_id: row?.id ?? 0,
        author_name: 'Ines',
        words: 'Ships first.',
        state: 'published',
        submitted_at: now,
      })
      .execute(),
  )
  const { pages, passingPages } = house.pages.stats()
  expect((await get('/comments/c1/reply')).status).toBe(200)
  expect(house.pages.stats()).toMatchObject({ pages, passingPages: passingPages + 1 })
})
