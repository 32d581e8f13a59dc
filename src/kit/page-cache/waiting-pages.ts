import { nameOf, type StoredPage } from './stored-page.ts'

/** Pages that wait for the next flush of the shelf on the disk, by their names there. */
export type WaitingPages = {
  /** False where there is no room. Takes the place of an older one of the same name. */
  put(page: StoredPage): boolean
  /** The next ones, which wait no longer. */
  take(most: number): StoredPage[]
  size(): number
  clear(): void
}

export function openWaitingPages(maxBytes: number): WaitingPages {
  const pages = new Map<string, StoredPage>()
  let bytes = 0
  return {
    put(page) {
      const { length } = page.body
      if (bytes + length > maxBytes) return false
      const name = nameOf(page.key, page.coding)
      bytes += length - (pages.get(name)?.body.length ?? 0)
      pages.set(name, page)
      return true
    },
    take(most) {
      const taken: StoredPage[] = []
      for (const [name, page] of pages) {
        if (taken.length === most) break
        pages.delete(name)
        bytes -= page.body.length
        taken.push(page)
      }
      return taken
    },
    size: () => pages.size,
    clear() {
      pages.clear()
      bytes = 0
    },
  }
}
