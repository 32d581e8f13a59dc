import { recompress, type CachedPage } from './cached-page.ts'

/** Pages are compressed as small as it gets, one after the other, when they have stood unchanged for so long. */
const afterMs = 5_000

/** `onDone`: a page's bytes are others from now on. */
export function openRecompressing(onDone: (page: CachedPage) => void): { consider(page: CachedPage): void } {
  let running: Promise<void> = Promise.resolve()

  async function recompressed(page: CachedPage): Promise<void> {
    await recompress(page)
    onDone(page)
    page.renderedAt = performance.now()
  }

  return {
    consider(page) {
      const isOptimal = (page.br?.isOptimal ?? true) && (page.gzip?.isOptimal ?? true)
      if (isOptimal || performance.now() - page.renderedAt < afterMs) return
      page.renderedAt = Infinity
      // What cannot be compressed again stays as it is.
      running = running.then(() => recompressed(page)).catch(() => {})
    },
  }
}
