import type { CachedPage } from './cached-page.ts'

/**
 * A page that is invalidated again and again is rendered once in `holdMs`: until then its old bytes serve. `again`
 * renders a page that readers wait for.
 */
export type Holds = {
  /**
   * The first invalidation has the next request render. Another within `holdMs` of that render lets the old bytes serve
   * until then.
   */
  soften(page: CachedPage): void
  /** The page of a database that is away: further requests within `holdMs` do not try again. */
  pause(page: CachedPage): void
  stop(): void
}

export function openHolds(holdMs: number, again: (page: CachedPage) => Promise<unknown> | undefined): Holds {
  let isStopped = false

  function hold(page: CachedPage, ms: number): void {
    page.state = 'held'
    const { hits } = page
    setTimeout(() => end(page, hits), ms).unref()
  }

  /** With readers waiting for it, the new page is rendered behind their backs; with none, the next one renders it. */
  function end(page: CachedPage, hitsBefore: number): void {
    if (page.state !== 'held' || isStopped) return
    const rendering = page.hits === hitsBefore ? undefined : again(page)
    if (rendering === undefined) page.state = 'due'
    // The next request renders again and reports what is wrong.
    else rendering.catch(() => (page.state = page.state === 'held' ? 'due' : page.state))
  }

  return {
    soften(page) {
      if (page.state !== 'fresh') return
      const wait = page.refreshedAt + holdMs - performance.now()
      if (wait > 0) hold(page, wait)
      else page.state = 'due'
    },
    pause(page) {
      if (page.state === 'due') hold(page, holdMs)
    },
    stop() {
      isStopped = true
    },
  }
}
