import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { aDatabase, engines, type TestDatabase } from '../../../tests/databases.ts'
import { system } from '../db/schema.ts'
import { Unavailable } from '../db/trouble.ts'
import type { Render } from './cached-page.ts'
import { invalidate } from './invalidate.ts'
import { openPageCache, type PageCache } from './page-cache.ts'
import { defineTag } from './tag.ts'

let folder: string
const open: PageCache[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crier-behind-'))
})

afterEach(() => {
  for (const cache of open.splice(0)) cache.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A process with its memory; the pages on the disk are the paper's. */
function aCache(
  database: TestDatabase,
  { memoryBytes = 10_000_000, onFault = () => {} }: { memoryBytes?: number; onFault?: () => void } = {},
): PageCache {
  const disk = { path: join(folder, 'pages.db'), maxBytes: 10_000_000, identity: () => 'one', flushMs: 1, onFault }
  const cache = openPageCache({ database, maxBytes: memoryBytes, holdMs: 0, disk })
  open.push(cache)
  return cache
}

function stopped(cache: PageCache): void {
  cache.stop()
  open.splice(open.indexOf(cache), 1)
}

/** With room for nothing: every page comes from the disk, or is rendered. */
const noMemory = { memoryBytes: 1 }

/** A paper whose pages say how often they were rendered: `/a 1`, `/a 2`. */
function aPaper() {
  const counts = new Map<string, number>()
  const paper = {
    isAway: false,
    render:
      (key: string): Render =>
      async () => {
        if (paper.isAway) throw new Unavailable('unreachable')
        counts.set(key, (counts.get(key) ?? 0) + 1)
        const words = `${key} ${counts.get(key)};${'The harbour lay still. '.repeat(100)}`
        const headers = ['Content-Type', 'text/plain']
        return { status: 200, headers, body: Buffer.from(words), isCompressible: true, tags: [defineTag(key)] }
      },
    async text(cache: PageCache, key: string, coding: 'br' | 'gzip' | 'identity' = 'br'): Promise<string> {
      const { variant } = cache.hit(key, coding) ?? (await cache.page(key, coding, paper.render(key)))
      const plain = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes }
      return plain[coding](variant.body).toString().split(';', 1)[0] ?? ''
    },
  }
  return paper
}

/** PostgreSQL's journal counts as read to its end ten seconds after: the first row of a test is from long before. */
async function aJournal(database: TestDatabase): Promise<void> {
  const row = { at: 1_000, tags: 'long-ago', hard: 0 }
  await database.write(system, (tx) => tx.insertInto('invalidations').values(row).execute())
}

/** Until the new process has applied the journal: pages come from the disk. */
async function ready(cache: PageCache, paper: ReturnType<typeof aPaper>, key: string): Promise<void> {
  // Whatever is rendered first has the house followed.
  await paper.text(cache, '/first', 'identity')
  await vi.waitUntil(() => cache.hit(key, 'br') !== undefined, { interval: 2, timeout: 20_000 })
}

describe.each(engines)('pages that outlive the process (%s)', (engine) => {
  test('are served after a restart in every coding, and what was invalidated meanwhile is rendered anew', async () => {
    await using database = await aDatabase(engine)
    await aJournal(database)
    const [before, paper] = [aCache(database, noMemory), aPaper()]
    for (const key of ['/a', '/b', '/c']) {
      expect(await paper.text(before, key)).toBe(`${key} 1`)
      await ready(before, paper, key)
    }
    stopped(before)
    // Longer ago than a process that begins reads back by itself.
    const rows = [
      { at: 2_000, tags: '/b', hard: 0 },
      { at: 2_001, tags: '/c', hard: 1 },
    ]
    await database.write(system, (tx) => tx.insertInto('invalidations').values(rows).execute())
    const after = aCache(database)
    await ready(after, paper, '/a')
    const texts = (coding: 'br' | 'gzip' | 'identity') =>
      Promise.all(['/a', '/b', '/c'].map((key) => paper.text(after, key, coding)))
    for (const coding of ['br', 'gzip', 'identity'] as const)
      expect([coding, await texts(coding)]).toEqual([coding, ['/a 1', '/b 2', '/c 2']])
    expect(after.stats().fromDisk).toBeGreaterThan(0)
  })

  test('are not served beside another database, such as an older one from a backup', async () => {
    await using database = await aDatabase(engine)
    await aJournal(database)
    const [before, paper] = [aCache(database, noMemory), aPaper()]
    await paper.text(before, '/a')
    await ready(before, paper, '/a')
    await database.write(system, (tx) => invalidate(tx, [defineTag('/b')]))
    stopped(before)
    // The newest row is another one, of the same number.
    await database.write(system, (tx) => tx.updateTable('invalidations').set({ at: 5_000 }).execute())
    const after = aCache(database, noMemory)
    await paper.text(after, '/c')
    await ready(after, paper, '/c')
    expect([await paper.text(after, '/c'), await paper.text(after, '/a')]).toEqual(['/c 1', '/a 2'])
  })

  test('that others withdraw are gone as soon as this process hears of it', async () => {
    await using database = await aDatabase(engine)
    await aJournal(database)
    const [cache, paper] = [aCache(database, noMemory), aPaper()]
    await paper.text(cache, '/a')
    await ready(cache, paper, '/a')
    expect(await paper.text(cache, '/a')).toBe('/a 1')
    await database.write(system, (tx) => invalidate(tx, [defineTag('/a')], { hard: true }))
    expect(cache.hit('/a', 'br')).toBeUndefined()
    expect(await paper.text(cache, '/a')).toBe('/a 2')
    await vi.waitUntil(() => cache.hit('/a', 'br') !== undefined, { timeout: 20_000 })
    expect(await paper.text(cache, '/a')).toBe('/a 2')
  })

  test('serve while the database is away after a soft invalidation, and never after a hard one', async () => {
    await using database = await aDatabase(engine)
    await aJournal(database)
    const [cache, paper] = [aCache(database, { memoryBytes: 30_000 }), aPaper()]
    for (const key of ['/soft', '/hard']) await paper.text(cache, key)
    for (const key of ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8']) await paper.text(cache, key)
    await ready(cache, paper, '/hard')
    await database.write(system, (tx) => invalidate(tx, [defineTag('/soft')]))
    await database.write(system, (tx) => invalidate(tx, [defineTag('/hard')], { hard: true }))
    paper.isAway = true
    expect(await paper.text(cache, '/soft')).toBe('/soft 1')
    await expect(paper.text(cache, '/hard')).rejects.toThrow(Unavailable)
    paper.isAway = false
    expect(await paper.text(cache, '/hard')).toBe('/hard 2')
  })

  test('belong to one process: a second one in the same folder goes without', async () => {
    await using database = await aDatabase(engine)
    await aJournal(database)
    const [first, paper, onFault] = [aCache(database), aPaper(), vi.fn()]
    await paper.text(first, '/a')
    const second = aCache(database, { onFault })
    expect([await paper.text(second, '/a'), await paper.text(second, '/a'), onFault.mock.calls.length]).toEqual([
      '/a 2',
      '/a 2',
      1,
    ])
  })
})
