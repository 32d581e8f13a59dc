import type { PageRequest } from '../kit/http/answers.ts'
import type { Paging } from './views/lists.ts'

export const perPage = 20

/** One row more than a page shows: it says whether another page follows, and nobody counts. */
export type AskedPage = { number: number; rows: { limit: number; offset: number }; paging(found: number): Paging }

/** The page that `?page=` asks for, where it is a number. */
export function pageOf({ query }: PageRequest, href: string): AskedPage | undefined {
  const asked = query.get('page') ?? '1'
  const number = Number(asked)
  if (!/^\d{1,6}$/u.test(asked) || number < 1) return undefined
  const address = (page: number) => (page === 1 ? href : `${href}?page=${page}`)
  return {
    number,
    rows: { limit: perPage + 1, offset: (number - 1) * perPage },
    paging: (found) => ({ number, newer: number > 1 ? address(number - 1) : undefined, older: found > perPage ? address(number + 1) : undefined }),
  }
}
