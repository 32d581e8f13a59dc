import { sql } from 'kysely'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { aDatabase, engines, type TestDatabase } from '../../../tests/databases.ts'
import { openPostgres } from '../db/postgres.ts'
import { system } from '../db/schema.ts'
import { openSqlite } from '../db/sqlite.ts'
import { cachedPage, recompress, makeVariant, type Render, type RenderedPage } from './cached-page.ts'
import { invalidate } from './invalidate.ts'
import { openPageCache, type PageCache } from './page-cache.ts'
import { insertInvalidation, invalidationsAfter, prunableUpTo, pruneInvalidations } from './store.ts'
import { defineTag, defineTags, settingsTag, type Tag } from './tag.ts'

const articleTag = defineTags('article')
const topicTag = defineTags('topic')
const frontTag = defineTag('front')
const searchTag = defineTag('search')
const pathsTag = defineTag('paths')

const open: PageCache[] = []
afterEach(() => {
  for (const cache of open.splice(0)) cache.stop()
})

function aCache(
  database: TestDatabase,
  { maxBytes = 10_000_000, holdMs }: { maxBytes?: number; holdMs?: number } = {},
): PageCache {
  const cache = openPageCache({ database, maxBytes, ...(holdMs === undefined ? {} : { holdMs }) })
  open.push(cache)
  return cache
}

const long = (text: string) => `<p>${text}</p>${'<p>The harbour lay still. </p>'.repeat(200)}`

function aPage(text: string, tags: readonly Tag[] | undefined = [articleTag(1)], status = 200): RenderedPage {
  return { status, headers: ['Content-Type', 'text/html'], body: Buffer.from(long(text)), isCompressible: true, tags }
}

/** Renders `version 1`, `version 2`, ... */
function counted(tags?: readonly Tag[]): { render: Render; count(): number } {
  let count = 0
  return { render: async () => aPage(`version ${++count}`, tags), count: () => count }
}

async function text(cache: PageCache, key: string, render: Render): Promise<string> {
  const { variant } = await cache.page(key, 'identity', render)
  return /<p>([^<]*)/u.exec(variant.body.toString())?.[1] ?? ''
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe.each(engines)('pages in the cache (%s)', (engine) => {
  test('a hundred who ask at once make one render', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database)
    const { render, count } = counted()
    const pages = await Promise.all(Array.from({ length: 100 }, () => text(cache, '/a', render)))
    expect(new Set(pages)).toEqual(new Set(['version 1']))
    expect(count()).toBe(1)
  })

  test('every coding holds the same page', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database)
    const bytes = { br: brotliDecompressSync, gzip: gunzipSync, identity: (body: Buffer) => body }
    for (const coding of ['br', 'gzip', 'identity', 'br'] as const) {
      const { variant } = await cache.page('/a', coding, counted().render)
      expect(bytes[coding](variant.body).toString()).toBe(long('version 1'))
      expect(variant.headers.includes('Content-Encoding')).toBe(coding !== 'identity')
    }
    expect(cache.stats().renders).toBe(1)
  })

  test('after an invalidation the very next request sees the new page', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database)
    const { render } = counted([articleTag(1), topicTag(3)])
    expect(await text(cache, '/a', render)).toBe('version 1')
    await database.write(system, (tx) => invalidate(tx, [topicTag(3)]))
    expect(cache.hit('/a', 'identity')).toBeUndefined()
    expect(await text(cache, '/a', render)).toBe('version 2')
    await database.write(system, (tx) => invalidate(tx, [topicTag(4)]))
    expect(await text(cache, '/a', render)).toBe('version 2')
  })

  test('a write that fails invalidates nothing', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database)
    const { render, count } = counted()
    await text(cache, '/a', render)
    const failing = database.write(system, async (tx) => {
      await invalidate(tx, [articleTag(1)], { hard: true })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await text(cache, '/a', render)).toBe('version 1')
    expect(count()).toBe(1)
  })

  test('a stream of invalidations renders once in a while, and the last state comes through', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database, { holdMs: 200 })
    const { render, count } = counted()
    await text(cache, '/a', render)
    const began = performance.now()
    for (let vote = 0; vote < 60; vote++) {
      await database.write(system, (tx) => invalidate(tx, [articleTag(1)]))
      await text(cache, '/a', render)
    }
    const most = 2 + Math.ceil((performance.now() - began) / 200)
    expect(count()).toBeLessThanOrEqual(most)
    const last = count()
    await until(async () => (await text(cache, '/a', render)) > `version ${last}` || count() > last)
  })

  test('after a hard invalidation in the middle of a stream the old page is not served', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database, { holdMs: 60_000 })
    const { render } = counted()
    for (const version of ['version 1', 'version 2', 'version 2']) {
      expect(await text(cache, '/a', render)).toBe(version)
      await database.write(system, (tx) => invalidate(tx, [articleTag(1)]))
    }
    expect(cache.hit('/a', 'identity')).toBeDefined()
    await database.write(system, (tx) => invalidate(tx, [articleTag(1)], { hard: true }))
    expect(cache.hit('/a', 'identity')).toBeUndefined()
    expect(await text(cache, '/a', render)).toBe('version 3')
  })

  test('a render that began before a hard invalidation is neither served nor kept', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database)
    const before = Promise.withResolvers<void>()
    let words = 'withdrawn words'
    const render: Render = async () => {
      const read = words
      await before.promise
      return aPage(read)
    }
    const asking = text(cache, '/a', render)
    words = 'what remains'
    await database.write(system, (tx) => invalidate(tx, [articleTag(1)], { hard: true }))
    before.resolve()
    expect(await asking).toBe('what remains')
    expect(cache.stats().renders).toBe(2)
  })

  test('a render overtaken by a soft invalidation is served once and then rendered anew', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database)
    const before = Promise.withResolvers<void>()
    const { render } = counted()
    const asking = text(cache, '/a', async () => {
      const page = await render()
      await before.promise
      return page
    })
    await database.write(system, (tx) => invalidate(tx, [articleTag(1)]))
    before.resolve()
    expect(await asking).toBe('version 1')
    expect(await text(cache, '/a', render)).toBe('version 2')
  })

  test('the tag settings drops everything', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database)
    await text(cache, '/a', counted().render)
    await text(cache, '/b', counted([frontTag]).render)
    await database.write(system, (tx) => invalidate(tx, [settingsTag]))
    expect(cache.stats()).toMatchObject({ pages: 0, bytes: 0 })
  })

  test('what another process commits is seen here, its rows read once', async () => {
    await using database = await aDatabase(engine)
    const cache = aCache(database)
    const { render, count } = counted()
    await text(cache, '/a', render)
    const other = engine === 'sqlite' ? openSqlite(database.location) : openPostgres(database.location)
    await other.write(system, (tx) => invalidate(tx, [articleTag(1)], { hard: true }))
    await until(() => cache.hit('/a', 'identity') === undefined)
    expect(await text(cache, '/a', render)).toBe('version 2')
    await other.write(system, (tx) => invalidate(tx, [articleTag(2)], { hard: true }))
    await text(cache, '/b', counted([articleTag(2)]).render)
    await until(() => cache.hit('/b', 'identity') === undefined)
    expect(cache.hit('/a', 'identity')).toBeDefined()
    expect(count()).toBe(2)
    await other.close()
  })

  test('rows are pruned when they are old or many, and the newest never', async () => {
    await using database = await aDatabase(engine)
    const prunable = (ageMs: number, most: number) => prunableUpTo(database.db, { ageMs, most })
    expect(await prunable(-1_000, 0)).toBeUndefined()
    for (const topic of [1, 2, 3])
      await database.write(system, (tx) =>
        invalidate(tx, [articleTag(1), topicTag(topic), articleTag(1)], { hard: topic === 3 }),
      )
    const rows = await invalidationsAfter(database.db, 0)
    expect(rows.map(({ tags, hard }) => ({ tags, hard }))).toEqual([
      { tags: ['article:1', 'topic:1'], hard: false },
      { tags: ['article:1', 'topic:2'], hard: false },
      { tags: ['article:1', 'topic:3'], hard: true },
    ])
    expect(await prunable(60_000, 100)).toBeUndefined()
    expect(await prunable(60_000, 2)).toBe(rows[0]?.seq)
    expect(await prunable(-1_000, 100)).toBe(rows[1]?.seq)
    const upTo = (await prunable(-1_000, 100)) ?? 0
    expect(await database.write(system, (tx) => pruneInvalidations(tx, upTo, 500))).toBe(2)
    expect(await invalidationsAfter(database.db, 0)).toEqual([rows[2]])
  })
})

test('after a lost connection to PostgreSQL everything is rendered anew, and what was withdrawn meanwhile is gone', async () => {
  await using database = await aDatabase('postgres')
  const cache = aCache(database)
  const { render } = counted([articleTag(1)])
  await text(cache, '/a', render)
  await text(cache, '/b', counted([articleTag(2)]).render)
  const listening = sql<{
    pid: number
  }>`select pid from pg_stat_activity where datname = current_database() and query = 'listen crier'`
  await until(async () => (await listening.execute(database.db)).rows.length > 0)
  // A row without a NOTIFY: what another process committed when nobody heard.
  await database.write(system, (tx) => insertInvalidation(tx, [articleTag(2)], true))
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen crier'`.execute(
    database.db,
  )
  await until(() => cache.stats().pages === 1)
  await until(() => cache.hit('/a', 'identity') === undefined)
  expect(await text(cache, '/a', render)).toBe('version 2')
})

test('a page compressed again holds the same words in fewer bytes, under another ETag and the same hash', async () => {
  const rendered = {
    ...aPage('version 1'),
    body: Buffer.from(
      Array.from(
        { length: 900 },
        (_, number) => `<p>${(number * 7_919) % 1_009} boats, ${(number * 31) % 97} gulls</p>`,
      ).join(''),
    ),
  }
  const page = cachedPage('/a', rendered, async () => rendered, 0)
  const quick = [await makeVariant(page, 'br'), await makeVariant(page, 'gzip')]
  await recompress(page)
  expect(brotliDecompressSync(page.br?.body ?? '')).toEqual(rendered.body)
  expect(gunzipSync(Buffer.from(page.gzip?.latin1 ?? '', 'latin1'))).toEqual(rendered.body)
  for (const [index, dense] of [page.br, page.gzip].entries()) {
    expect(dense?.body.length).toBeLessThan(quick[index]?.body.length ?? 0)
    expect(etagOf(dense?.headers)).not.toBe(etagOf(quick[index]?.headers))
    expect(etagOf(dense?.headers)).toContain(page.hash)
  }
})

const etagOf = (headers: readonly string[] = []) => headers[headers.indexOf('ETag') + 1] ?? ''

describe('room in the cache', () => {
  test('the least asked pages make room, and the bytes stay within bounds', async () => {
    await using database = await aDatabase('sqlite')
    const cache = aCache(database, { maxBytes: 150_000 })
    await text(cache, '/hot', counted([frontTag]).render)
    for (let number = 0; number < 100; number++) {
      cache.hit('/hot', 'identity')
      await text(cache, `/${number}`, counted([articleTag(number)]).render)
    }
    expect(cache.stats().bytes).toBeLessThanOrEqual(150_000)
    expect(cache.hit('/hot', 'identity')).toBeDefined()
    expect(cache.hit('/0', 'identity')).toBeUndefined()
    expect(cache.hit('/99', 'identity')).toBeDefined()
  })

  test('addresses where nothing is push out no page', async () => {
    await using database = await aDatabase('sqlite')
    const cache = aCache(database, { maxBytes: 1_000_000 })
    await text(cache, '/a', counted().render)
    for (let number = 0; number < 200; number++)
      await text(cache, `/wp-login-${number}.php`, async () => aPage('nothing', [pathsTag], 404))
    expect(cache.hit('/a', 'identity')).toBeDefined()
    expect(cache.stats().missingPages).toBeLessThan(20)
    expect(cache.hit('/wp-login-199.php', 'identity')).toBeDefined()
    await database.write(system, (tx) => invalidate(tx, [articleTag(7)]))
    expect(cache.stats().missingPages).toBe(0)
  })

  test('pages whose addresses anybody can make up push out no other, and follow their tags', async () => {
    await using database = await aDatabase('sqlite')
    const cache = aCache(database, { maxBytes: 1_000_000 })
    await text(cache, '/a', counted().render)
    for (let number = 0; number < 200; number++)
      await text(cache, `/search?q=${number}`, async () => ({ ...aPage('found', [searchTag]), isEphemeral: true }))
    expect(cache.hit('/a', 'identity')).toBeDefined()
    expect(cache.stats()).toMatchObject({
      pages: 1,
      passingPages: expect.toSatisfy((count: number) => count > 2 && count < 100),
    })
    expect(cache.hit('/search?q=199', 'identity')).toBeDefined()
    await database.write(system, (tx) => invalidate(tx, [searchTag]))
    expect(cache.hit('/search?q=199', 'identity')).toBeUndefined()
    expect(cache.hit('/a', 'identity')).toBeDefined()
  })

  test('a page without tags is rendered for every request', async () => {
    await using database = await aDatabase('sqlite')
    const cache = aCache(database)
    let count = 0
    const render: Render = async () => ({ ...aPage(`version ${++count}`), tags: undefined })
    for (const version of ['version 1', 'version 2']) expect(await text(cache, '/a', render)).toBe(version)
    expect(cache.stats().pages).toBe(0)
  })

  test('a render that fails is told to all who wait and tried again by the next', async () => {
    await using database = await aDatabase('sqlite')
    const cache = aCache(database)
    const failing: Render = async () => {
      throw new Error('the database is away')
    }
    const asked = await Promise.allSettled([text(cache, '/a', failing), text(cache, '/a', failing)])
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await text(cache, '/a', counted().render)).toBe('version 1')
  })
})
