import type { CachedPage } from './cached-page.ts'
import { openShelf } from './shelf.ts'
import type { Tag } from './tag.ts'

/**
 * The pages in memory. Addresses where nothing is, and those that only lead on, have a shelf of their own, and so have
 * those that anybody can make up: neither a scanner nor a thousand searches push out the paper.
 */
export type Shelves = {
  /** The page of this key, however old; what is missing is no page. */
  get(key: string): CachedPage | undefined
  /** What may be served at once. */
  find(key: string): CachedPage | undefined
  /** `on`: which shelf. */
  put(page: CachedPage, on: 'paper' | 'ephemeral' | 'missing'): void
  remove(key: string): void
  /** The page is never served again, not even to those who have it already. */
  drop(page: CachedPage): void
  dropAll(): void
  /** Every page is rendered again when it is next asked for. */
  ageAll(): void
  forgetMissing(): void
  tagged(tag: Tag): CachedPage[]
  /** A shelf weighs only what stands on it. */
  weigh(page: CachedPage): void
  stats(): { pages: number; bytes: number; missingPages: number; passingPages: number }
}

const missingBytes = 2_000_000
const ephemeralBytes = 4_000_000

/** `maxBytes`: of all three together. */
export function openShelves(maxBytes: number, now: () => number): Shelves {
  const [ofMissing, ofEphemeral] = [Math.min(missingBytes, maxBytes / 8), Math.min(ephemeralBytes, maxBytes / 8)]
  const paper = openShelf(maxBytes - ofMissing - ofEphemeral)
  const missing = openShelf(ofMissing)
  const ephemeral = openShelf(ofEphemeral)
  const shelves = { paper, ephemeral, missing }
  const pages = () => [...paper.all(), ...ephemeral.all()]
  const get = (key: string) => paper.get(key) ?? ephemeral.get(key)
  return {
    get,
    find(key) {
      const page = get(key) ?? missing.get(key)
      const isOver = page === undefined || page.state === 'due' || (page.until !== undefined && page.until <= now())
      return isOver ? undefined : page
    },
    put: (page, on) => shelves[on].put(page),
    remove(key) {
      for (const shelf of [paper, ephemeral]) {
        const before = shelf.get(key)
        if (before !== undefined) shelf.remove(before)
      }
    },
    drop(page) {
      page.state = 'dropped'
      paper.remove(page)
      ephemeral.remove(page)
    },
    dropAll() {
      for (const page of pages()) page.state = 'dropped'
      for (const shelf of [paper, ephemeral, missing]) shelf.clear()
    },
    ageAll() {
      missing.clear()
      for (const page of pages()) page.state = 'due'
    },
    forgetMissing: () => missing.clear(),
    tagged: (tag) => [...paper.tagged(tag), ...ephemeral.tagged(tag)],
    weigh(page) {
      for (const shelf of [paper, ephemeral, missing]) shelf.weigh(page)
    },
    stats() {
      const [stored, nothing, passing] = [paper.stats(), missing.stats(), ephemeral.stats()]
      return {
        pages: stored.pages,
        bytes: stored.bytes + nothing.bytes + passing.bytes,
        missingPages: nothing.pages,
        passingPages: passing.pages,
      }
    },
  }
}
