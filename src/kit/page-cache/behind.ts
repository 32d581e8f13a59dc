import type { Db } from '../db/schema.ts'
import { openAskedLately } from './asked-lately.ts'
import { pageFromDisk, readyVariant, type CachedPage, type Render, type Variant } from './cached-page.ts'
import { openCatchingUp } from './catching-up.ts'
import type { Coding } from './coding.ts'
import type { Mark } from './disk-shelf-facts.ts'
import { openDiskShelf, type DiskShelf, type DiskShelfOptions } from './disk-shelf.ts'
import type { Invalidation } from './store.ts'
import type { StoredCoding, StoredPage } from './stored-page.ts'

/** The shelf on the disk as the page cache has it behind its memory; without a file all of it does nothing. */
export type Behind = {
  /** With the first page: a command of the CLI, which renders none, does not open the file. */
  open(): void
  generation(): number
  /** Straight to the requester; into memory too, if it was requested recently. */
  hit(key: string, coding: Coding): { page: CachedPage; variant: Variant } | undefined
  /** Into memory, for a coding that is not there yet. */
  page(key: string, render: Render): CachedPage | undefined
  /** Into memory, as one that is due: what may serve while the database is away. */
  old(key: string, render: Render): CachedPage | undefined
  /** In all codings that it has. */
  put(page: CachedPage): void
  apply(invalidation: Invalidation): void
  clear(): void
  /** See `Follower`. */
  suspend(): void
  caughtUp(settled: Mark | undefined): void
  /** How often one came from there. */
  served(): number
  close(): void
}

/** Memory first: if its copy is no longer valid, neither is the one on disk. */
type Front = { get(key: string): CachedPage | undefined; put(page: CachedPage): void }

/** Of so many that were asked for last, those that are asked for again come into memory. */
const lately = 4_096

export function openBehind(db: Db, options: DiskShelfOptions | undefined, memory: Front): Behind {
  let shelf: DiskShelf | undefined
  let served = 0
  const catchingUp = openCatchingUp(db)
  const isAskedAgain = openAskedLately(lately)

  function bring(stored: StoredPage, render: Render): CachedPage {
    const page = pageFromDisk(stored, render)
    memory.put(page)
    return page
  }

  return {
    open() {
      const isHot = (key: string) => memory.get(key) !== undefined
      if (options !== undefined) shelf ??= openDiskShelf({ isHot, ...options })
    },
    generation: () => shelf?.generation() ?? 0,
    hit(key, coding) {
      if (shelf === undefined || coding === 'identity' || key.includes('?') || memory.get(key) !== undefined)
        return undefined
      const found = shownFrom(shelf, key, coding)
      if (found === undefined) return undefined
      served++
      if (isAskedAgain(key)) memory.put(found.page)
      return found
    },
    page(key, render) {
      const stored = memory.get(key) === undefined ? shelf?.any(key) : undefined
      if (stored === undefined) return undefined
      served++
      return bring(stored, render)
    },
    old(key, render) {
      const stored = shelf?.old(key)
      if (stored === undefined) return undefined
      const page = bring(stored, render)
      page.state = 'due'
      return page
    },
    put(page) {
      if (shelf === undefined || !page.isForDisk || page.state !== 'fresh') return
      catchingUp.ifNeeded(shelf)
      store(shelf, page)
    },
    apply: (invalidation) => shelf?.invalidate(invalidation),
    clear: () => shelf?.clear(),
    suspend: () => catchingUp.suspend(shelf),
    caughtUp: (settled) => catchingUp.caughtUp(shelf, settled),
    served: () => served,
    close: () => shelf?.close(),
  }
}

function shownFrom(
  shelf: DiskShelf,
  key: string,
  coding: StoredCoding,
): { page: CachedPage; variant: Variant } | undefined {
  const stored = shelf.get(key, coding)
  if (stored === undefined) return undefined
  const page = pageFromDisk(stored)
  const variant = readyVariant(page, coding)
  return variant && { page, variant }
}

/** In all codings that are not there yet. */
function store(shelf: DiskShelf, page: CachedPage): void {
  const { key, headers, tags, hash, until, generation } = page
  for (const coding of ['br', 'gzip'] as const) {
    const variant = page[coding]
    if (variant === undefined || variant.isOnDisk === true) continue
    variant.isOnDisk = true
    const { body, isOptimal } = variant
    shelf.put({ key, coding, headers, tags, hash, until, generation, body, isOptimal })
  }
}
