import { Refusal } from '../errors.ts'
import { cachedPage, type CachedPage, type Render, type RenderedPage } from './cached-page.ts'
import type { Journal } from './journal.ts'

/** A page as rendered. `isStale`, `isTouched`: something that it shows, or anything at all, changed meanwhile. */
export type Finished = { page: CachedPage; rendered: RenderedPage; isStale: boolean; isTouched: boolean }

export type Renders = {
  /** Rendered once, however many ask at the same time. */
  start(key: string, render: Render, refreshedAt: number): Promise<CachedPage>
  count(): number
}

type Around = {
  journal: Journal
  /** What a render that begins now has seen. */
  generation(): number
  begin(): void
  place(finished: Finished): CachedPage
}

const maxAttempts = 10

/** Renders pages so that nothing is placed that was read before a hard invalidation. */
export function openRenders({ journal, generation, begin, place }: Around): Renders {
  const running = new Map<string, Promise<CachedPage>>()
  let count = 0

  /** Until no hard invalidation came in between: what was read before it may be what had to go. */
  async function renderClean(key: string, render: Render, refreshedAt: number): Promise<CachedPage> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const began = journal.begin()
      const seen = generation()
      try {
        count++
        const rendered = await render()
        const verdict = began.verdict(rendered.tags ?? [])
        const page = cachedPage(key, rendered, render, refreshedAt, seen)
        if (verdict !== 'hard')
          return place({ page, rendered, isStale: verdict === 'soft', isTouched: began.isTouched() })
      } finally {
        began.end()
      }
    }
    throw new Refusal(
      'unavailable',
      'This page is being changed faster than it can be shown. Please try again in a moment.',
    )
  }

  return {
    start(key, render, refreshedAt) {
      const known = running.get(key)
      if (known !== undefined) return known
      begin()
      const run = renderClean(key, render, refreshedAt).finally(() => running.delete(key))
      running.set(key, run)
      return run
    },
    count: () => count,
  }
}
