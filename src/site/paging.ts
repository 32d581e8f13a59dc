import { pathsTag } from '../articles/tags.ts'
import type { ThreadPlace } from '../conversation/comment.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { Paging } from './views/lists.ts'

export const perPage = 20

/** One row more than a page shows: it says whether another page follows, and nobody counts. */
export type AskedPage = { number: number; rows: { limit: number; offset: number }; paging(found: number): Paging }

/**
 * Where in a list that is paged by key `?before=` goes on: below the row of this time and id. Undefined: at its
 * beginning; `odd`: not as a link of ours has it.
 */
export function cursorOf({ query }: PageRequest): { at: number; id: number } | 'odd' | undefined {
  const [asked, ...more] = query.getAll('before')
  if (asked === undefined) return undefined
  const row = /^(0|[1-9]\d{0,14})-([1-9]\d{0,14})$/u.exec(asked)
  return row === null || more.length > 0 ? 'odd' : { at: Number(row[1]), id: Number(row[2]) }
}

/** The same of a conversation, behind its row: `?after=`. */
export function placeAt({ query }: PageRequest, name: 'after'): ThreadPlace | 'odd' | undefined {
  const [asked, ...more] = query.getAll(name)
  if (asked === undefined) return undefined
  const row = /^(-?(?:0|[1-9]\d{0,14}))-([1-9]\d{0,14})$/u.exec(asked)
  return row === null || more.length > 0 ? 'odd' : { submittedAt: Number(row[1]), id: Number(row[2]) }
}

/** From a place in a list that is none to its beginning. */
export function toFirst(href: string): Answer {
  return { kind: 'redirect', status: 301, location: href, tags: [pathsTag] }
}

/** The page that `?page=` asks for, where it is a number. */
export function pageOf({ query }: PageRequest, href: string): AskedPage | undefined {
  const asked = query.get('page') ?? '1'
  const number = Number(asked)
  if (!/^[1-9]\d{0,5}$/u.test(asked)) return undefined
  const address = (page: number) => (page === 1 ? href : `${href}?page=${page}`)
  return {
    number,
    rows: { limit: perPage + 1, offset: (number - 1) * perPage },
    paging: (found) => ({
      number,
      newer: number > 1 ? address(number - 1) : undefined,
      older: found > perPage ? address(number + 1) : undefined,
    }),
  }
}
