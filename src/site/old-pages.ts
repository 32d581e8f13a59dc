import { newestCards } from '../articles/lists.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { fromTable, fromTableAt, type PageHandler, type Pages } from './addresses.ts'
import { missingPage } from './missing-page.ts'
import { readOldAddress, type OldAddress } from './old-addresses.ts'

/** `GET /*`: the table of addresses; then what an old address says by its form; then 404. */
export function anyAddress(pages: Pages): PageHandler {
  return async (house, request) => (await fromTable(pages, house, request)) ?? (await fromRule(pages, house, request)) ?? missingPage(house, 404)
}

/** Wraps a page at whose address the old system answered queries (`/?p=12`, `/?s=tide`): those never get the page itself. */
export function oldQueryFirst(pages: Pages, page: PageHandler): PageHandler {
  return async (house, request) => (request.query.size === 0 ? page(house, request) : ((await fromRule(pages, house, request)) ?? missingPage(house, 404)))
}

async function fromRule(pages: Pages, house: House, request: PageRequest): Promise<Answer | undefined> {
  const old = readOldAddress(request.path, request.query)
  if (old === undefined) return undefined
  if (old.kind === 'table') return fromTableAt(pages, house, request, old.asked)
  const location = old.kind === 'moved' ? old.location : await archivePlace(house, old)
  return location === undefined ? undefined : { kind: 'redirect', status: 301, location, tags: ['front'] }
}

/** The archive, opened at the last story of that year, month or day; nowhere when nothing was published then. */
async function archivePlace(house: House, { year, month, day }: Extract<OldAddress, { kind: 'archive' }>): Promise<string | undefined> {
  const { timeZone } = house.settings.current().identity
  const from = startOfDay(timeZone, year, month ?? 1, day ?? 1)
  const until = day !== undefined ? startOfDay(timeZone, year, month ?? 1, day + 1) : month !== undefined ? startOfDay(timeZone, year, month + 1, 1) : startOfDay(timeZone, year + 1, 1, 1)
  const [last] = await newestCards(house.db, { limit: 1, after: { publishedAt: until, id: 0 } })
  return last !== undefined && last.publishedAt >= from ? `/-/archive?before=${until}-0` : undefined
}

/** Midnight on the publication's own clock. */
function startOfDay(timeZone: string, year: number, month: number, day: number): number {
  const asIfUtc = Date.UTC(year, month - 1, day)
  const guess = asIfUtc - offsetAt(timeZone, asIfUtc)
  return asIfUtc - offsetAt(timeZone, guess)
}

function offsetAt(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((candidate) => candidate.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - at
}
