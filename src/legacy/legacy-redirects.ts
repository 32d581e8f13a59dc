import { lastMonthWithStories } from '../articles/archive-store.ts'
import { frontTag } from '../articles/tags.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { PageHandler } from '../kit/http/guards/page.ts'
import { fromTable, fromTableAt, monthPath, type Pages } from '../layout/addresses.ts'
import { editionAt } from '../layout/editions.ts'
import { missingPage } from '../layout/missing-page.ts'
import { readOldAddress, type OldAddress } from './parse-legacy-url.ts'

/** `GET /*`: the table of addresses; then what an old address says by its form; then 404. */
export function anyAddress(pages: Pages): PageHandler {
  return async (house, request) =>
    (await fromTable(pages, house, request)) ??
    (await fromRule(pages, house, request)) ??
    missingPage(house, 404, editionAt(house, request.path))
}

/**
 * Wraps a page at whose address the old system answered queries (`/?p=12`, `/?s=tide`): those never get the page
 * itself.
 */
export function oldQueryFirst(pages: Pages, page: PageHandler): PageHandler {
  return async (house, request) =>
    request.query.size === 0
      ? page(house, request)
      : ((await fromRule(pages, house, request)) ?? missingPage(house, 404))
}

async function fromRule(pages: Pages, house: House, request: PageRequest): Promise<Answer | undefined> {
  const old = readOldAddress(request.path, request.query)
  if (old === undefined) return undefined
  if (old.kind === 'table') return fromTableAt(pages, house, request, old.asked)
  const location = old.kind === 'moved' ? old.location : await archivePlace(house, old)
  return location === undefined ? undefined : { kind: 'redirect', status: 301, location, tags: [frontTag] }
}

/**
 * The month of the archive, of a year the last one with stories; nowhere when nothing was published then. A day has no
 * page of its own here.
 */
async function archivePlace(
  house: House,
  { year, month }: Extract<OldAddress, { kind: 'archive' }>,
): Promise<string | undefined> {
  const of = (number: number) => `${year}-${String(number).padStart(2, '0')}`
  const last = await lastMonthWithStories(house.db, { from: of(month ?? 1), to: of(month ?? 12) })
  return last && monthPath(last)
}
