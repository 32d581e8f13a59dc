import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { pageFromDisk } from './cached-page.ts'
import { openNotes } from './disk-notes.ts'
import { openDiskShelf, type DiskShelf, type DiskShelfOptions } from './disk-shelf.ts'
import type { StoredPage } from './stored-page.ts'
import { defineTag, defineTags } from './tag.ts'

const articleTag = defineTags('article')

let folder: string
const open: DiskShelf[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crier-shelf-'))
})

afterEach(() => {
  for (const shelf of open.splice(0)) shelf.close()
  rmSync(folder, { recursive: true, force: true })
})

function opened(options: Partial<DiskShelfOptions> = {}): DiskShelf {
  const path = join(folder, 'pages.db')
  const shelf = openDiskShelf({ path, maxBytes: 10_000_000, identity: () => 'one', flushMs: 1, ...options })
  open.push(shelf)
  return shelf
}

function aShelf(options: Partial<DiskShelfOptions> = {}): DiskShelf {
  const shelf = opened(options)
  shelf.resume()
  return shelf
}

function closed(shelf: DiskShelf): void {
  shelf.close()
  open.splice(open.indexOf(shelf), 1)
}

function aPage(shelf: DiskShelf, key: string, more: Partial<StoredPage> = {}): StoredPage {
  const headers = ['Content-Type', 'text/html']
  const fixed = { coding: 'br', tags: [defineTag('article:1')], hash: 'x', until: undefined, isOptimal: false } as const
  return { key, ...fixed, headers, body: Buffer.alloc(100, key), generation: shelf.generation(), ...more }
}

/** Puts a page there and waits until it is in the file. */
/** A disk that others keep busy may take its time. */
function waitUntil(isSo: () => boolean): Promise<unknown> {
  return vi.waitUntil(isSo, { interval: 2, timeout: 20_000 })
}

async function stored(shelf: DiskShelf, page: StoredPage): Promise<void> {
  // Put where there is no room among those that wait, a page is left out: it is put again as it would be rendered again.
  await waitUntil(() => {
    shelf.put(page)
    return shelf.get(page.key, page.coding) !== undefined
  })
}

let seq = 0
const soft = (...tags: string[]) => ({ seq: ++seq, at: seq, tags: tags.map(defineTag), hard: false })
const hard = (...tags: string[]) => ({ ...soft(...tags), hard: true })

describe('the shelf on the disk', () => {
  test('gives back what was put there, after a restart too, and nobody else can read it', async () => {
    const shelf = aShelf()
    const page = aPage(shelf, '/a')
    await stored(shelf, page)
    expect([shelf.get('/a', 'br'), shelf.get('/a', 'gzip'), shelf.any('/a')]).toEqual([page, undefined, page])
    const modes = ['', '-wal'].map((end) => statSync(join(folder, `pages.db${end}`)).mode & 0o777)
    expect(modes).toEqual([0o600, 0o600])
    closed(shelf)
    expect(aShelf().get('/a', 'br')).toEqual(page)
  })

  test('gives each page bytes of its own, which are counted when it comes into memory', async () => {
    const shelf = aShelf()
    const names = Array.from({ length: 20 }, (_, number) => `/${number}`)
    for (const name of names) await stored(shelf, aPage(shelf, name))
    const kept = names.flatMap((name) => shelf.any(name) ?? []).map((page) => pageFromDisk(page))
    const held = new Set(kept.map(({ br }) => br?.body.buffer))
    expect([kept.length, held.size]).toEqual([names.length, names.length])
    for (const buffer of held) expect(buffer?.byteLength).toBe(100)
    for (const page of kept) expect(page.bytes).toBeGreaterThan(100)
  })

  test('serves nothing before the journal was applied, nor while something may have been missed', async () => {
    const shelf = aShelf()
    await stored(shelf, aPage(shelf, '/a'))
    shelf.suspend()
    expect([shelf.get('/a', 'br'), shelf.any('/a'), shelf.old('/a')]).toEqual([undefined, undefined, undefined])
    closed(shelf)
    const again = opened()
    expect([again.isWaiting(), again.get('/a', 'br')]).toEqual([true, undefined])
    again.resume()
    expect([again.isWaiting(), again.get('/a', 'br')?.key]).toEqual([false, '/a'])
  })

  test.each(['before it was written', 'after it was written'])('an invalidated page is gone, %s', async (when) => {
    const shelf = aShelf()
    const page = aPage(shelf, '/a', { tags: ['article:1', 'front'].map(defineTag) })
    if (when.startsWith('after')) await stored(shelf, page)
    else shelf.put(page)
    shelf.put(aPage(shelf, '/b', { tags: [defineTag('article:2')] }))
    shelf.invalidate(soft('front'))
    await waitUntil(() => shelf.get('/b', 'br') !== undefined)
    expect(shelf.get('/a', 'br')).toBeUndefined()
    closed(shelf)
    const again = aShelf()
    expect([again.get('/a', 'br'), again.get('/b', 'br')?.key]).toEqual([undefined, '/b'])
  })

  test('a render that began before an invalidation is not served after it', async () => {
    const shelf = aShelf()
    const old = aPage(shelf, '/a')
    shelf.invalidate(soft('article:1'))
    shelf.put(old)
    await stored(shelf, aPage(shelf, '/b'))
    expect(shelf.get('/a', 'br')).toBeUndefined()
    await stored(shelf, aPage(shelf, '/a'))
  })

  test('what was invalidated softly may serve while the database is away, what was withdrawn leaves the file', async () => {
    const shelf = aShelf()
    for (const key of ['/a', '/b']) await stored(shelf, aPage(shelf, key, { tags: [defineTag(key)] }))
    shelf.invalidate(soft('/a'))
    expect([shelf.get('/a', 'br'), shelf.old('/a')?.key]).toEqual([undefined, '/a'])
    shelf.invalidate(hard('/b'))
    expect(shelf.old('/b')).toBeUndefined()
    await waitUntil(() => shelf.stats().pages === 1)
    shelf.invalidate(soft('/b'))
    expect([shelf.old('/a')?.key, shelf.old('/b')]).toEqual(['/a', undefined])
  })

  test.each(['cleared', 'told that a setting was changed'])('nothing is left when it is %s', async (how) => {
    const shelf = aShelf()
    await stored(shelf, aPage(shelf, '/a'))
    shelf.setMark({ seq: 7, at: 70 })
    expect(shelf.marks()).toEqual({ settled: { seq: 7, at: 70 }, newest: { seq: 7, at: 70 } })
    if (how === 'cleared') shelf.clear()
    else shelf.invalidate(hard('settings'))
    expect([shelf.get('/a', 'br'), shelf.old('/a'), shelf.marks()]).toEqual([undefined, undefined, undefined])
    await waitUntil(() => shelf.stats().pages === 0)
    await stored(shelf, aPage(shelf, '/a'))
  })

  test('pages of another program are dropped, and what is known of the journal with them', async () => {
    const shelf = aShelf()
    await stored(shelf, aPage(shelf, '/a'))
    shelf.setMark({ seq: 7, at: 70 })
    closed(shelf)
    const other = aShelf({ identity: () => 'two' })
    expect([other.any('/a'), other.marks(), other.stats().pages]).toEqual([undefined, undefined, 0])
  })

  test('a page that has turned, or is a month old, is not served', async () => {
    let time = 1_000
    const shelf = aShelf({ now: () => time })
    await stored(shelf, aPage(shelf, '/a', { until: 2_000 }))
    await stored(shelf, aPage(shelf, '/b'))
    time = 2_000
    expect([shelf.get('/a', 'br'), shelf.get('/b', 'br')?.key]).toEqual([undefined, '/b'])
    time += 31 * 86_400_000
    expect(shelf.get('/b', 'br')).toBeUndefined()
  })

  test('stays within its bytes, and what readers ask for is spared', async () => {
    const maxBytes = 1_500_000
    const shelf = aShelf({ maxBytes, isHot: (key) => key === '/hot' })
    const body = Buffer.alloc(10_000, 'x')
    await stored(shelf, aPage(shelf, '/hot', { body }))
    for (let number = 0; number < 600; number += 30) {
      for (let each = 0; each < 30; each++) shelf.put(aPage(shelf, `/${number + each}`, { body }))
      await stored(shelf, aPage(shelf, '/last'))
      expect(shelf.stats().bytes).toBeLessThan(maxBytes + 400_000)
    }
    expect([shelf.get('/hot', 'br')?.key, shelf.stats().pages > 25]).toEqual(['/hot', true])
    shelf.put(aPage(shelf, '/huge', { body: Buffer.alloc(maxBytes / 4) }))
    await stored(shelf, aPage(shelf, '/small'))
    expect(shelf.get('/huge', 'br')).toBeUndefined()
  })

  test('a file that cannot be read is begun anew, and one that another has is left to it', async () => {
    writeFileSync(join(folder, 'pages.db'), 'nothing that a database would be')
    const shelf = aShelf()
    await stored(shelf, aPage(shelf, '/a'))
    const faults: boolean[] = []
    const second = aShelf({ onFault: (_, isInUse) => faults.push(isInUse) })
    second.put(aPage(second, '/b'))
    expect([second.any('/a'), faults, shelf.get('/a', 'br')?.key]).toEqual([undefined, [true], '/a'])
  })

  test('what cannot be used is tried again after a minute, and pages from before do not stand on it', async () => {
    let time = 0
    const faults: boolean[] = []
    const path = join(folder, 'missing', 'pages.db')
    const shelf = aShelf({ path, now: () => time, onFault: (_, isInUse) => faults.push(isInUse) })
    const before = aPage(shelf, '/a')
    mkdirSync(join(folder, 'missing'))
    shelf.put(before)
    expect([faults, shelf.isWaiting()]).toEqual([[false], false])
    time = 61_000
    shelf.put(before)
    expect([faults, shelf.isWaiting()]).toEqual([[false], true])
    shelf.resume()
    await stored(shelf, aPage(shelf, '/b'))
    expect(shelf.get('/a', 'br')).toBeUndefined()
  })
})

test('of too many notes the older half goes, and the pages that are older', () => {
  const notes = openNotes({ generation: 0, floor: 0, hardFloor: 0 }, [], 10)
  const [began, seen] = [notes.generation(), [] as number[]]
  for (let number = 1; number <= 11; number++) {
    notes.note([articleTag(number)], false)
    seen.push(notes.generation())
  }
  expect([notes.isCurrent([articleTag(99)], began), notes.mayServeOld([articleTag(99)], began)]).toEqual([false, false])
  const late = seen[8] ?? 0
  expect([2, 9, 10, 11].map((id) => notes.isCurrent([articleTag(id)], late))).toEqual([true, true, false, false])
  const { rows, forgotten, borders } = notes.unwritten()
  expect([rows.length, forgotten, borders]).toEqual([5, 6, { generation: 11, floor: 6, hardFloor: 6 }])
})
