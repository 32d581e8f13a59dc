import { articleById } from '../articles/store.ts'
import { pathTarget } from '../articles/paths.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { personById } from '../people/store.ts'
import { topicById } from '../topics/store.ts'

export type PageHandler = (house: House, request: PageRequest) => Promise<Answer>

/** What a path of the table answers with; the pages themselves are handed in, so that this file knows none of them. */
export type Pages = {
  article(house: House, request: PageRequest, articleId: number): Promise<Answer>
  gone(house: House, request: PageRequest): Promise<Answer>
}

/**
 * Wraps a page of the product: when the table of addresses has something at its path (an old page named `/polls/`, say),
 * that answers, and the product's page only otherwise.
 */
export function tableFirst(pages: Pages, page: PageHandler): PageHandler {
  return async (house, request) => (await fromTable(pages, house, request)) ?? page(house, request)
}

/** Whatever the table has at this path, with or without the slash at its end. */
export async function fromTable(pages: Pages, house: House, request: PageRequest): Promise<Answer | undefined> {
  for (const path of lookups(request)) {
    const target = await pathTarget(house.db, path)
    if (target === undefined) continue
    if (target.kind === 'article' && path === request.path) return pages.article(house, request, target.articleId)
    if (target.kind === 'gone') return pages.gone(house, request)
    const location = target.kind === 'redirect' ? target.target : await addressOf(house, target)
    if (location === undefined || location === request.path) continue
    return { kind: 'redirect', status: 301, location, tags: ['paths'] }
  }
  return undefined
}

/** An old system's query form first (`/?p=12`), then the path as asked, then with its slash the other way. */
function lookups({ path, query }: PageRequest): string[] {
  const forms = [...query].map(([name, value]) => `${path}?${name}=${value}`)
  const other = path === '/' ? [] : [path.endsWith('/') ? path.slice(0, -1) : `${path}/`]
  return [...forms, path, ...other]
}

type Living = { kind: 'article'; articleId: number } | { kind: 'topic'; topicId: number } | { kind: 'person'; personId: number }

async function addressOf(house: House, target: Living): Promise<string | undefined> {
  if (target.kind === 'article') return (await articleById(house.db, target.articleId))?.path ?? undefined
  if (target.kind === 'topic') return topicPath((await topicById(house.db, target.topicId))?.slug)
  return personPath((await personById(house.db, target.personId))?.slug)
}

export function topicPath(slug: string): string
export function topicPath(slug: string | undefined): string | undefined
export function topicPath(slug: string | undefined): string | undefined {
  return slug === undefined ? undefined : `/topics/${slug}`
}

export function personPath(slug: string): string
export function personPath(slug: string | undefined): string | undefined
export function personPath(slug: string | undefined): string | undefined {
  return slug === undefined ? undefined : `/people/${slug}`
}
