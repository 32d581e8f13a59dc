import type { Database } from '../db/database.ts'
import { Unavailable } from '../db/trouble.ts'
import { openBehind, type Behind } from './behind.ts'
import { makeVariant, readyVariant, type CachedPage, type Render, type Variant } from './cached-page.ts'
import type { Coding } from './coding.ts'
import type { DiskShelfOptions } from './disk-shelf.ts'
import { openHolds, type Holds } from './holds.ts'
import { openInvalidating } from './invalidating.ts'
import { openJournal } from './journal.ts'
import { openMemory } from './memory.ts'
import { openRecompressing } from './recompressing.ts'
import { openRenders, type Finished, type Renders } from './renders.ts'
import { openShelves, type Shelves } from './shelves.ts'
import type { Tag } from './tag.ts'

/** Rendered pages in memory, as compressed bytes, until something they show is invalidated. */
export type PageCache = {
  /** The page of this key as it may be served at once, for requests that nothing else needs to look at. */
  hit(key: string, coding: Coding): Served | undefined
  /**
   * The page of this key, rendered if need be: once, however many ask at the same time. What `render` throws is thrown
   * to all of them; of Unavailable they get the old page where there is one.
   */
  page(key: string, coding: Coding, render: Render): Promise<Served>
  /** What many pages show (the menu, a topic's newest stories), read once until one of its tags is invalidated. */
  remember<Value>(key: string, read: () => Promise<{ value: Value; tags: readonly Tag[] }>): Promise<Value>
  /** `bytes`: what all in memory take, as counted against `maxBytes`. `fromDisk`: how often one came from there. */
  stats(): {
    pages: number
    bytes: number
    missingPages: number
    passingPages: number
    renders: number
    fromDisk: number
  }
  clear(): void
  stop(): void
}

export type Served = { page: CachedPage; variant: Variant }

export type PageCacheOptions = {
  database: Database
  /** Of all shelves together. */
  maxBytes: number
  /** A page that is invalidated again and again is rendered once in so many milliseconds. */
  holdMs?: number
  now?: () => number
  /** The second shelf, which outlives the process. */
  disk?: Pick<DiskShelfOptions, 'path' | 'maxBytes' | 'identity' | 'flushMs' | 'onFault'> | undefined
}

/** Whether a page is to be compressed as small as it gets is asked each time that it has been asked for so often. */
const recompressEveryHits = 64

/** What answers for a page. */
type Parts = { shelves: Shelves; behind: Behind; holds: Holds; renders: Renders }

export function openPageCache(options: PageCacheOptions): PageCache {
  const { database, maxBytes, holdMs = 1_000, now = Date.now } = options
  const shelves = openShelves(maxBytes, now)
  const journal = openJournal()
  const memory = openMemory(journal)
  const behind = openBehind(database.db, options.disk && { ...options.disk, now }, {
    get: shelves.get,
    put: (page) => shelves.put(page, 'paper'),
  })
  const holds = openHolds(holdMs, ({ key, render }) => render && renders.start(key, render, performance.now()))
  const invalidating = openInvalidating(database, { shelves, behind, memory, journal, holds })
  const renders = openRenders({
    journal,
    generation: behind.generation,
    begin: invalidating.begin,
    place: (finished) => place(shelves, holds, finished),
  })
  const parts = { shelves, behind, holds, renders }
  return {
    hit: openHits(shelves, behind),
    page: (key, coding, render) => pageOf(parts, key, coding, render),
    remember(key, read) {
      invalidating.begin()
      return memory.remember(key, read)
    },
    stats: () => ({ ...shelves.stats(), renders: renders.count(), fromDisk: behind.served() }),
    clear: invalidating.clear,
    stop() {
      holds.stop()
      invalidating.stop()
      behind.close()
    },
  }
}

/** The road that nearly every request takes. */
function openHits(shelves: Shelves, behind: Behind): PageCache['hit'] {
  const recompressing = openRecompressing((page) => {
    shelves.weigh(page)
    behind.put(page)
  })
  return (key, coding) => {
    const page = shelves.find(key)
    if (page === undefined) return behind.hit(key, coding)
    const variant = readyVariant(page, coding)
    if (variant === undefined) return undefined
    if ((++page.hits & (recompressEveryHits - 1)) === 0) recompressing.consider(page)
    return { page, variant }
  }
}

async function pageOf(parts: Parts, key: string, coding: Coding, render: Render): Promise<Served> {
  const { shelves, behind, renders } = parts
  for (;;) {
    const since = shelves.get(key)?.state === 'due' ? performance.now() : -Infinity
    const page =
      shelves.find(key) ??
      behind.page(key, render) ??
      (await renders.start(key, render, since).catch((error: unknown) => oldWhileAway(parts, key, render, error)))
    page.render ??= render
    const variant = readyVariant(page, coding) ?? (await makeVariant(page, coding))
    if (page.state === 'dropped') continue
    shelves.weigh(page)
    behind.put(page)
    page.hits++
    return { page, variant }
  }
}

/**
 * While the database is away, cached pages serve on even if softly invalidated or expired. Pages that must no longer be
 * shown are not in the cache.
 */
function oldWhileAway({ shelves, behind, holds }: Parts, key: string, render: Render, error: unknown): CachedPage {
  if (!(error instanceof Unavailable)) throw error
  const old = shelves.get(key) ?? behind.old(key, render)
  if (old === undefined) throw error
  holds.pause(old)
  return old
}

function place(shelves: Shelves, holds: Holds, finished: Finished): CachedPage {
  const { page, rendered, isStale, isTouched } = finished
  const { tags, status, isEphemeral } = rendered
  shelves.remove(page.key)
  if (tags === undefined || status >= 500) return page
  if (status < 300) shelves.put(page, isEphemeral ? 'ephemeral' : 'paper')
  else if (!isTouched) shelves.put(page, 'missing')
  if (isStale) holds.soften(page)
  return page
}
