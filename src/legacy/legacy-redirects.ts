import { lastMonthWithStories } from '../articles/archive-store.ts'
import { frontTag } from '../articles/tags.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { PageHandler } from '../kit/http/guards/page.ts'
import { fromTable, fromTableAt, monthPath, type Pages } from '../layout/addresses.ts'
import { editionAt } from '../layout/editions.ts'
import { renderMissingPage } from '../layout/missing-page.ts'
import { readOldAddress, type OldAddress } from './parse-legacy-url.ts'

/**
 * `GET /*`: the table of addresses; then what an old address says by its form; then 404. A page of the table has no
 * queries of its own: with one of the old system's it is asked for below the folder of an old site, or leads to itself.
 */
export function serveAnyAddress(pages: Pages): PageHandler {
  return async (house, request) => {
    const hasQuery = request.query.size > 0 && request.path !== '/index.php'
    const asked = hasQuery ? await fromFolder(pages, house, request) : undefined
    if (asked !== undefined) return asked
    const found = await fromTable(pages, house, request)
    if (found !== undefined && hasQuery && found.kind !== 'redirect' && !('status' in found && found.status !== 200))
      return { kind: 'redirect', status: 301, location: request.path, tags: [frontTag] }
    return (
      found ??
      (await fromRule(pages, house, request)) ??
      (await fromFolder(pages, house, request)) ??
      renderMissingPage(house, 404, editionAt(house, request.path))
    )
  }
}

/**
 * Wraps a page at whose address the old system answered queries (`/?p=12`, `/?s=tide`): those never get the page
 * itself.
 */
export function oldQueryFirst(pages: Pages, page: PageHandler): PageHandler {
  return async (house, request) =>
    request.query.size === 0
      ? page(house, request)
      : ((await fromRule(pages, house, request)) ?? renderMissingPage(house, 404))
}

async function fromRule(
  pages: Pages,
  house: House,
  request: PageRequest,
  { path, among = (paths) => paths }: Below = { path: request.path },
): Promise<Answer | undefined> {
  const old = readOldAddress(withKnownUploads(house, path), request.query)
  if (old === undefined) return undefined
  if (old.kind === 'table') return fromTableAt(pages, house, request, { ...old.asked, paths: among(old.asked.paths) })
  const location = old.kind === 'moved' ? old.location : await archiveDestination(house, old)
  return location === undefined ? undefined : { kind: 'redirect', status: 301, location, tags: [frontTag] }
}

/** A path below a folder that an old site lived in, and where else what is asked for may stand. */
type Below = { path: string; among?: (paths: readonly string[]) => readonly string[] }

/**
 * An address below a folder in which an imported site lived: what follows the folder is an address as of any site. Its
 * stories may have kept the folder, so they are looked for in both places.
 */
async function fromFolder(pages: Pages, house: House, request: PageRequest): Promise<Answer | undefined> {
  const { folders } = house.settings.current().formerSite
  const among = (paths: readonly string[]) => [
    ...paths,
    ...paths.filter((path) => !path.startsWith('/?')).flatMap((path) => folders.map((folder) => `${folder}${path}`)),
  ]
  for (const folder of folders) {
    if (request.path !== folder && !request.path.startsWith(`${folder}/`)) continue
    const path = request.path.slice(folder.length) || '/'
    const isFront = path === '/' && request.query.size === 0
    if (isFront) return { kind: 'redirect', status: 301, location: '/', tags: [frontTag] }
    const answer =
      (path === '/' ? undefined : await fromTableAt(pages, house, request, { paths: among([path]), as: 'page' })) ??
      (await fromRule(pages, house, request, { path, among }))
    if (answer !== undefined) return answer
  }
  return undefined
}

/** A file below a folder of uploads that was the old site's own is asked for as WordPress calls it. */
function withKnownUploads(house: House, path: string): string {
  const folder = house.settings.current().formerSite.uploads.find((one) => path.startsWith(`${one}/`))
  return folder === undefined ? path : `/wp-content/uploads${path.slice(folder.length)}`
}

/**
 * The month of the archive, of a year the last one with stories; nowhere when nothing was published then. A day has no
 * page of its own here.
 */
async function archiveDestination(
  house: House,
  { year, month }: Extract<OldAddress, { kind: 'archive' }>,
): Promise<string | undefined> {
  const of = (number: number) => `${year}-${String(number).padStart(2, '0')}`
  const last = await lastMonthWithStories(house.db, { from: of(month ?? 1), to: of(month ?? 12) })
  return last && monthPath(last)
}
