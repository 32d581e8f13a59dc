import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../src/importers/report.ts'
import { importWordpress } from '../src/importers/wordpress/run/import.ts'
import type { ReportKind } from '../src/importers/wordpress/run/run.ts'
import { plainText } from '../src/importers/wordpress/text.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'

const fixtures = resolve(import.meta.dirname, '../../shared/fixtures')
const herald = join(fixtures, 'wordpress-harbour-herald')
if (!existsSync(herald))
  throw new Error(`the WordPress fixtures are not at ${fixtures}: these tests read real exports from there`)

type Expected = {
  wxr: {
    items_total: number
    items_by_type_and_status: Record<string, Record<string, number>>
    comments_total: number
    categories: number
    tags: number
    authors: string[]
  }
  approved_comments_by_post: Record<string, number>
  public_permalinks: {
    id: number
    type: string
    path: string
    title: string
    password?: boolean
    has_password?: boolean
    password_protected?: boolean
  }[]
  password_protected_ids: number[]
  old_slugs: { post_id: number; old_slug: string; current_slug: string }[]
  featured_images: Record<string, number>
}
const expected: Expected = JSON.parse(readFileSync(join(herald, 'expected.json'), 'utf8'))
const file = join(herald, 'harbour-herald.wxr.xml')
const addresses = new Set(
  [...readFileSync(file, 'utf8').matchAll(/<wp:comment_author_email>(?:<!\[CDATA\[)?([^<\]]+@[^<\]]+)/gu)].map(
    (match) => match[1] ?? '',
  ),
)
const media = { kind: 'folder', folder: join(herald, 'uploads') } as const

describe.each(engines)('the Harbour Herald on %s', (engine) => {
  let house: TestHouse
  let served: Served
  let report: Report<ReportKind>

  beforeAll(async () => {
    house = await aHouse(engine)
    report = await importWordpress(house, { file, media })
    served = await serve(house)
  }, 120_000)

  afterAll(async () => {
    await served[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  test('the report accounts for everything in the file', () => {
    for (const [kind, count] of Object.entries(report.counts))
      expect(count.imported + count.updated + count.unchanged + count.skipped, kind).toBe(count.read)
    const { article, page, media: files, menu, block, other, comment, topic, author, redirect } = report.counts
    expect(article.read + page.read + files.read + menu.read + block.read + other.read).toBe(expected.wxr.items_total)
    const of = (type: string) =>
      Object.values(expected.wxr.items_by_type_and_status[type] ?? {}).reduce((sum, number) => sum + number, 0)
    expect([article.read, page.read, files.read, menu.read, block.read, other.read]).toEqual([
      of('post'),
      of('page'),
      of('attachment'),
      of('nav_menu_item'),
      of('wp_block'),
      of('wp_navigation'),
    ])
    expect([comment.read, topic.read, author.read, redirect.read]).toEqual([
      expected.wxr.comments_total,
      expected.wxr.categories + expected.wxr.tags,
      expected.wxr.authors.length,
      expected.old_slugs.length,
    ])
    expect(report.counts.comment.skipped).toBe(9)
    expect(report.repaired).toHaveLength(3)
    expect(report.source).toMatchObject({
      site: 'Harbour Herald',
      timeZone: 'America/New_York',
      items: expected.wxr.items_total,
    })
  })

  test('every public story and page answers at the address it had, with its title', async () => {
    for (const { id, path, title } of expected.public_permalinks) {
      const response = await served.get(encodeURI(decodeURI(path)))
      const isHidden = expected.password_protected_ids.includes(id)
      expect(response.status, path).toBe(isHidden ? 404 : 200)
      const page = await response.text()
      if (!isHidden && title !== '') expect(textOf(page), path).toContain(textOf(title))
    }
  }, 60_000)

  test('old slugs and plain addresses lead to the story', async () => {
    for (const { post_id: id, old_slug: old } of expected.old_slugs) {
      const { path = '' } = expected.public_permalinks.find((entry) => entry.id === id) ?? {}
      const moved = await served.get(path.replace(/[^/]+\/$/u, `${old}/`))
      expect([moved.status, decodeURI(moved.headers.get('location') ?? '')]).toEqual([301, decodeURI(path)])
      const plain = await served.get(`/?p=${id}`)
      expect([plain.status, decodeURI(plain.headers.get('location') ?? '')]).toEqual([301, decodeURI(path)])
    }
  })

  test('approved comments are shown, and nothing of the others or of addresses', async () => {
    for (const [id, count] of Object.entries(expected.approved_comments_by_post)) {
      const permalink = expected.public_permalinks.find((entry) => entry.id === Number(id))
      if (permalink === undefined || expected.password_protected_ids.includes(Number(id))) continue
      const page = await (await served.get(encodeURI(decodeURI(permalink.path)))).text()
      // The export's approved comments without pings, which are no readers' words.
      const shown = page.match(/<article class="comment"/gu)?.length ?? 0
      expect(shown, permalink.path).toBeLessThanOrEqual(count)
      for (const address of addresses) expect(page, permalink.path).not.toContain(address)
    }
    const published = await house.db
      .selectFrom('comments')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '=', 'published')
      .executeTakeFirstOrThrow()
    expect(published.count).toBe(173)
  }, 60_000)

  test('featured pictures are there', async () => {
    const [id] = Object.keys(expected.featured_images)
    const permalink = expected.public_permalinks.find((entry) => entry.id === Number(id))
    const page = await (await served.get(permalink?.path ?? '')).text()
    const picture = /<img src="(\/media\/[^"]+)"/u.exec(page)?.[1] ?? ''
    expect((await served.get(picture)).status).toBe(200)
  })

  test('running it again changes nothing', async () => {
    const again = await importWordpress(house, { file, media })
    for (const [kind, count] of Object.entries(again.counts))
      expect([count.imported, count.updated], kind).toEqual([0, 0])
    expect(again.counts.article.unchanged).toBe(report.counts.article.imported)
    const versions = await house.db
      .selectFrom('article_versions')
      .select(({ fn }) => fn.max<number>('number').as('number'))
      .executeTakeFirst()
    expect(versions?.number).toBe(1)
  }, 60_000)
})

test('the theme unit test imports, counted as the file has it', async () => {
  await using house = await aHouse('sqlite')
  const { counts } = await importWordpress(house, {
    file: join(fixtures, 'wxr/theme-unit-test.xml'),
    media: { kind: 'none' },
  })
  expect([counts.article.read, counts.page.read, counts.media.read, counts.menu.read, counts.comment.read]).toEqual([
    58, 21, 37, 70, 33,
  ])
  expect([counts.article.imported, counts.page.imported, counts.media.skipped]).toEqual([58, 21, 37])
}, 60_000)

test('a file that ends too early is imported up to there, and says where', async () => {
  await using house = await aHouse('sqlite')
  const whole = readFileSync(file, 'utf8')
  const cut = join(house.folder, 'cut.xml')
  await writeFile(cut, whole.slice(0, whole.indexOf('<wp:post_id>40</wp:post_id>')))
  const report = await importWordpress(house, { file: cut, media: { kind: 'none' } })
  expect(report.broken?.line).toBeGreaterThan(1000)
  expect(report.counts.article.imported).toBeGreaterThan(10)
}, 60_000)

test('pictures that are not in the folder have one reason, and each its name', async () => {
  await using house = await aHouse('sqlite')
  const { skipped } = await importWordpress(house, { file, media: { kind: 'folder', folder: house.folder } })
  const missing = skipped.filter(({ kind }) => kind === 'media')
  expect([missing.length, new Set(missing.map(({ title }) => title)).size]).toEqual([14, 14])
  expect(new Set(missing.map(({ reason }) => reason))).toEqual(new Set([`is not in ${house.folder}`]))
}, 60_000)

test.each(['malformed.xml', 'missing-version-tag.xml', 'invalid-version-tag.xml'])(
  '%s is refused in words and leaves nothing behind',
  async (name) => {
    await using house = await aHouse('sqlite')
    await expect(
      importWordpress(house, { file: join(fixtures, 'wxr', name), media: { kind: 'none' } }),
    ).rejects.toThrow(/not a WordPress export.*Nothing was imported/u)
    expect(await house.db.selectFrom('articles').select('id').execute()).toEqual([])
  },
)

/** Words of HTML or of a stored title, comparable. */
function textOf(html: string): string {
  return plainText(html).replace(/\s+/gu, ' ').trim()
}
