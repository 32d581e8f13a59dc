import type { Database } from '../db/database.ts'
import { Unavailable } from '../db/trouble.ts'
import { openBehind } from './behind.ts'
import { makeVariant, readyVariant, type CachedPage, type Render, type Variant } from './cached-page.ts'
import type { Coding } from './coding.ts'
import type { DiskShelfOptions } from './disk-shelf.ts'
import { followInvalidations } from './follow.ts'
import { openJournal } from './journal.ts'
import { openMemory } from './memory.ts'
import { openRecompressing } from './recompressing.ts'
import { openRenders, type Finished } from './renders.ts'
import { openShelves } from './shelves.ts'
import type { Invalidation } from './store.ts'
import { settingsTag, type Tag } from './tag.ts'

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

export function openPageCache(options: PageCacheOptions): PageCache {
  const { database, maxBytes, holdMs = 1_000, now = Date.now } = options
  const shelves = openShelves(maxBytes, now)
  const journal = openJournal()
  const memory = openMemory(journal)
  const behind = openBehind(database.db, options.disk && { ...options.disk, now }, {
    get: shelves.get,
    put: (page) => shelves.put(page, 'paper'),
  })
  const renders = openRenders({ journal, generation: behind.generation, begin: follow, place })
  const recompressing = openRecompressing((page) => {
    shelves.weigh(page)
    behind.put(page)
  })
  let stopFollowing: (() => void) | undefined
  let isStopped = false

  /** Begun with the first page: a command of the CLI, which renders none, never follows. */
  function follow(): void {
    if (stopFollowing !== undefined) return
    behind.open()
    const { caughtUp } = behind
    stopFollowing = followInvalidations(database, { apply, dropAll, softenAll, caughtUp })
  }

  function apply(invalidation: Invalidation): void {
    const { tags, hard } = invalidation
    behind.apply(invalidation)
    if (tags.includes(settingsTag)) return clear()
    journal.note(tags, hard)
    memory.forget(tags, hard)
    // An unknown address may just have become known.
    shelves.forgetMissing()
    const touch = hard ? shelves.drop : soften
    for (const tag of tags) for (const page of shelves.tagged(tag)) touch(page)
  }

  function clear(): void {
    journal.note('everything', true)
    memory.clear()
    shelves.dropAll()
  }

  /** What is on the disk can still be trusted as far as the house's journal of invalidations reaches back. */
  function dropAll(): void {
    behind.suspend()
    clear()
  }

  /**
   * While the database is away, cached pages serve on even if softly invalidated or expired. Pages that must no longer
   * be shown are not in the cache. Further requests within `holdMs` do not try again.
   */
  function oldWhileAway(key: string, render: Render, error: unknown): CachedPage {
    if (!(error instanceof Unavailable)) throw error
    const old = shelves.get(key) ?? behind.old(key, render)
    if (old === undefined) throw error
    if (old.state === 'due') hold(old, holdMs)
    return old
  }

  function softenAll(): void {
    behind.suspend()
    journal.note('everything', false)
    memory.age()
    shelves.ageAll()
  }

  /**
   * The first invalidation has the next request render. Another within `holdMs` of that render lets the old bytes serve
   * until then.
   */
  function soften(page: CachedPage): void {
    if (page.state !== 'fresh') return
    const wait = page.refreshedAt + holdMs - performance.now()
    if (wait > 0) hold(page, wait)
    else page.state = 'due'
  }

  function hold(page: CachedPage, ms: number): void {
    page.state = 'held'
    const { hits } = page
    setTimeout(() => endHold(page, hits), ms).unref()
  }

  /** With readers waiting for it, the new page is rendered behind their backs; with none, the next one renders it. */
  function endHold(page: CachedPage, hitsBefore: number): void {
    if (page.state !== 'held' || isStopped) return
    if (page.hits === hitsBefore || page.render === undefined) page.state = 'due'
    // The next request renders again and reports what is wrong.
    else
      renders
        .start(page.key, page.render, performance.now())
        .catch(() => (page.state = page.state === 'held' ? 'due' : page.state))
  }

  function place({ page, rendered: { tags, status, isEphemeral }, isStale, isTouched }: Finished): CachedPage {
    shelves.remove(page.key)
    if (tags === undefined || status >= 500) return page
    if (status < 300) shelves.put(page, isEphemeral ? 'ephemeral' : 'paper')
    else if (!isTouched) shelves.put(page, 'missing')
    if (isStale) soften(page)
    return page
  }

  return {
    hit(key, coding) {
      const page = shelves.find(key)
      if (page === undefined) return behind.hit(key, coding)
      const variant = readyVariant(page, coding)
      if (variant === undefined) return undefined
      if ((++page.hits & (recompressEveryHits - 1)) === 0) recompressing.consider(page)
      return { page, variant }
    },
    async page(key, coding, render) {
      for (;;) {
        const since = shelves.get(key)?.state === 'due' ? performance.now() : -Infinity
        const page =
          shelves.find(key) ??
          behind.page(key, render) ??
          (await renders.start(key, render, since).catch((error: unknown) => oldWhileAway(key, render, error)))
        page.render ??= render
        const variant = readyVariant(page, coding) ?? (await makeVariant(page, coding))
        if (page.state === 'dropped') continue
        shelves.weigh(page)
        behind.put(page)
        page.hits++
        return { page, variant }
      }
    },
    remember(key, read) {
      follow()
      return memory.remember(key, read)
    },
    stats: () => ({ ...shelves.stats(), renders: renders.count(), fromDisk: behind.served() }),
    clear() {
      behind.clear()
      clear()
    },
    stop() {
      isStopped = true
      stopFollowing?.()
      behind.close()
    },
  }
}
