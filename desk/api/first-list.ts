/** The list of stories that the page has begun to fetch (src/desk/pages.ts): of a first visit, what takes longest. */
import { firstList } from '../../src/desk/first-list.ts'
import type { Reply } from './client.ts'

/** Whoever comes to the list later wants it as it is then. */
const freshMs = 10_000

let begun: { answer: Promise<Response | undefined>; at: number } | undefined

/** Taken up at once, so that what was fetched before somebody signed in is never shown after it. */
export function beginFirstList(): void {
  if (location.pathname !== '/desk' || location.search !== '') return
  const asked = fetch(firstList, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
  begun = { answer: asked.catch(() => undefined), at: performance.now() }
}

/** Once; undefined where it was not begun, is old, or was refused: then it is asked for again. */
export async function takeFirstList(): Promise<Reply<'GET /api/v1/articles'> | undefined> {
  const first = begun
  begun = undefined
  if (first === undefined || performance.now() - first.at > freshMs) return undefined
  const answer = await first.answer
  // Safe: the server parsed it by this very schema.
  return answer?.ok === true ? ((await answer.json()) as Reply<'GET /api/v1/articles'>) : undefined
}
