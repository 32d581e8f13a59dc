import type { CachedPage } from './cached-page.ts'
import type { Tag } from './tag.ts'

/** Pages by key within a number of bytes; what was not asked for longest goes first. */
export type Shelf = {
  get(key: string): CachedPage | undefined
  /** Takes the place of an older page of the same key. */
  put(page: CachedPage): void
  remove(page: CachedPage): void
  /** After a page's bytes have changed. */
  weigh(page: CachedPage): void
  tagged(tag: Tag): readonly CachedPage[]
  all(): readonly CachedPage[]
  clear(): void
  stats(): { pages: number; bytes: number }
}

export function openShelf(maxBytes: number): Shelf {
  const pages = new Map<string, CachedPage>()
  const byTag = new Map<Tag, { tag: Tag; pages: Set<CachedPage> }>()
  let bytes = 0

  function remove(page: CachedPage): void {
    if (pages.get(page.key) !== page) return
    pages.delete(page.key)
    bytes -= page.counted
    for (const tag of page.tags) {
      const entry = byTag.get(tag)
      entry?.pages.delete(page)
      if (entry?.pages.size === 0) byTag.delete(tag)
    }
  }

  /** Returns the tag as the index has it: one string for all pages. */
  function underTag(tag: Tag, page: CachedPage): Tag {
    const entry = byTag.get(tag) ?? { tag, pages: new Set() }
    byTag.set(entry.tag, entry)
    entry.pages.add(page)
    return entry.tag
  }

  /**
   * Second chance: a page asked for since the last look goes to the end of the row, at no cost to the requests
   * themselves; so does one that has only just come.
   */
  function makeRoom(newest?: CachedPage): void {
    let spared = newest
    for (const page of pages.values()) {
      if (bytes <= maxBytes) return
      if (page.hits > page.hitsAtSweep || page === spared) {
        if (page === spared) spared = undefined
        page.hitsAtSweep = page.hits
        pages.delete(page.key)
        pages.set(page.key, page)
      } else remove(page)
    }
  }

  return {
    get: (key) => pages.get(key),
    put(page) {
      const before = pages.get(page.key)
      if (before !== undefined) remove(before)
      // One huge page must not push out all others.
      if (page.bytes > maxBytes / 4) return
      pages.set(page.key, page)
      page.counted = page.bytes
      bytes += page.counted
      // The request that it is rendered for has not come back to it.
      page.hitsAtSweep = page.hits + 1
      page.tags = page.tags.map((tag) => underTag(tag, page))
      makeRoom(page)
    },
    remove,
    weigh(page) {
      if (pages.get(page.key) !== page) return
      bytes += page.bytes - page.counted
      page.counted = page.bytes
      makeRoom()
    },
    tagged: (tag) => [...(byTag.get(tag)?.pages ?? [])],
    all: () => [...pages.values()],
    clear() {
      pages.clear()
      byTag.clear()
      bytes = 0
    },
    stats: () => ({ pages: pages.size, bytes }),
  }
}
