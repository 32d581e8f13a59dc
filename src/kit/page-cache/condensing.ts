import { condense, type CachedPage } from './cached-page.ts'

/** Pages are compressed as small as it gets, one after the other, when they have stood unchanged for so long. */
const afterMs = 5_000

/** `onDone`: a page's bytes are others from now on. */
export function openCondensing(onDone: (page: CachedPage) => void): { consider(page: CachedPage): void } {
  let running: Promise<void> = Promise.resolve()

  async function condensed(page: CachedPage): Promise<void> {
    await condense(page)
    onDone(page)
    page.renderedAt = performance.now()
  }

  return {
    consider(page) {
      const isDense = (page.br?.isDense ?? true) && (page.gzip?.isDense ?? true)
      if (isDense || performance.now() - page.renderedAt < afterMs) return
      page.renderedAt = Infinity
      // What cannot be compressed again stays as it is.
      running = running.then(() => condensed(page)).catch(() => {})
    },
  }
}
