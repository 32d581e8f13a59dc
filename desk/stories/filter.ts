/** What the list of stories shows: it stands in the address, so that it can be kept and sent to others. */
import { articleStates, type ArticleState } from '../../src/articles/tables.ts'
import type { storyFilters } from '../../src/desk/first-list.ts'

type Narrowed = {
  search?: string
  state?: ArticleState
  author?: number
  topic?: number
  language?: string
  mine?: true
}

/** Each is known to the server, too: it sends the whole list along only where none is set. */
export type Filter = Pick<Narrowed, (typeof storyFilters)[number]>

export function readFilter(search: Record<string, unknown>): Filter {
  const filter: Filter = {}
  if (typeof search.search === 'string' && search.search !== '') filter.search = search.search
  const state = articleStates.find((known) => known === search.state)
  if (state !== undefined) filter.state = state
  for (const field of ['author', 'topic'] as const) {
    const id = Number(search[field])
    if (Number.isSafeInteger(id) && id > 0) filter[field] = id
  }
  if (typeof search.language === 'string' && search.language !== '') filter.language = search.language
  if (search.mine === true || search.mine === 'true') filter.mine = true
  return filter
}
