import { normalForm } from '../kit/normal-form.ts'
import { feedName, type AddressRequest } from '../layout/addresses.ts'
import { sizeInName, uploadedName } from '../media/generated-names.ts'

/** WordPress addresses that have no row in the table themselves but follow from one by a rule. */
export type OldAddress =
  | { kind: 'table'; asked: AddressRequest }
  | { kind: 'moved'; location: string }
  | { kind: 'archive'; year: number; month: number | undefined }

/** The names in a query that said which page was meant. Any other (`utm_source`, `replytocom`) changes nothing. */
export const oldQueries = [
  'p',
  'page_id',
  'attachment_id',
  'pagename',
  'cat',
  'category_name',
  'tag',
  'author',
  'author_name',
  'feed',
  's',
  'm',
  'year',
  'monthnum',
  'day',
  'paged',
]

/**
 * Reads an address of the old system; undefined when it follows none of its rules. Only words of the rules themselves
 * are looked at in small letters.
 */
export function readOldAddress(path: string, query: URLSearchParams): OldAddress | undefined {
  const plain = path.replace(/^\/index\.php(?=\/|$)/iu, '') || '/'
  if (plain === '/')
    return (
      (query.size > 0 ? readQuery(query) : undefined) ??
      (path === '/' && query.size === 0 ? undefined : { kind: 'moved', location: '/' })
    )
  const { base, as } = withoutSuffix(plain)
  if (base === '' || base === '/comments') return readFront(plain, as)
  return (
    readFixed(base) ??
    readUpload(plain) ??
    readDate(base) ??
    readSearch(base) ??
    readNested(base, as) ??
    (base === path ? undefined : table([`${base}/`], as))
  )
}

type Format = AddressRequest['as']

/**
 * What WordPress hangs on an address: feeds, pages of lists, of stories and of comments, and forms of a story for other
 * programs.
 */
function withoutSuffix(path: string): { base: string; as: Format } {
  const feed = /\/(?:feed\/)?(feed|rss2?|rdf|atom)\/?$/iu.exec(path)
  if (feed !== null) return { base: path.slice(0, feed.index), as: formatOf(feed[1]) }
  const parts = (path.endsWith('/') ? path.slice(0, -1) : path).split('/')
  const suffix = suffixLength(parts.at(-1) ?? '', parts.at(-2) ?? '')
  return { base: suffix === 0 ? path : parts.slice(0, -suffix).join('/'), as: 'page' }
}

/** How many trailing parts only say which page or form is meant. A day of an archive is not a page of a story. */
function suffixLength(last: string, before: string): number {
  if (/^page$/iu.test(before) && /^\d+$/u.test(last)) return 2
  if (/^(?:comment-page-\d+|embed|trackback|amp)$/iu.test(last)) return 1
  return /^[1-9]\d{0,2}$/u.test(last) && !/^\d+$/u.test(before) ? 1 : 0
}

function formatOf(word: string | null | undefined): Format {
  return word?.toLowerCase().endsWith('atom') ? 'atom' : 'feed'
}

/** The feeds of the whole site and the pages of its newest stories, which stand in the archive here. */
function readFront(path: string, as: Format): OldAddress | undefined {
  if (as !== 'page') return { kind: 'moved', location: `/${feedName(as)}` }
  const number = /^\/page\/(\d+)\/?$/iu.exec(path)?.[1]
  return number === undefined ? undefined : pageOfFront(number)
}

function pageOfFront(number: string): OldAddress {
  return { kind: 'moved', location: Number(number) <= 1 ? '/' : '/-/archive' }
}

const fixed: Record<string, string> = {
  '/wp-rss2.php': '/feed.xml',
  '/wp-rss.php': '/feed.xml',
  '/wp-feed.php': '/feed.xml',
  '/wp-rdf.php': '/feed.xml',
  '/wp-atom.php': '/feed.atom',
  '/wp-commentsrss2.php': '/feed.xml',
  '/wp-sitemap.xml': '/sitemap.xml',
  '/sitemap_index.xml': '/sitemap.xml',
}

function readFixed(base: string): OldAddress | undefined {
  const location = fixed[base.toLowerCase()]
  return location === undefined ? undefined : { kind: 'moved', location }
}

/**
 * A file below the folder of uploads, wherever a site or a network keeps that: as it is called, then as it was called
 * before a smaller one was made of it.
 */
function readUpload(path: string): OldAddress | undefined {
  const folder = /\/(?:(?:wp-content|app)\/uploads(?:\/sites\/\d+)?|wp-content\/blogs\.dir\/\d+\/files|files)\//u.exec(
    path,
  )
  const file = folder === null ? '' : normalForm(path.slice(folder.index + folder[0].length), 'NFC')
  if (file === '') return undefined
  return {
    kind: 'table',
    asked: {
      paths: [...new Set([file, uploadedName(file)])].map((name) => `/wp-content/uploads/${name}`),
      as: 'page',
      size: sizeInName(file),
    },
  }
}

function readDate(base: string): OldAddress | undefined {
  const date = /^(?:\/date|\/archives)?\/(\d{4})(?:\/(\d{1,2}))?(?:\/(\d{1,2}))?\/?$/u.exec(base)
  return date === null ? undefined : archiveOf(date[1], date[2], date[3])
}

function archiveOf(
  year: string | null | undefined,
  month: string | null | undefined,
  day: string | null | undefined,
): OldAddress | undefined {
  const number = (text: string | null | undefined) => (text == null ? undefined : Number(text))
  const [y, m, d] = [number(year) ?? 0, number(month), number(day)]
  const isDate =
    y >= 1000 &&
    y < 3000 &&
    (m === undefined || (m >= 1 && m <= 12)) &&
    (d === undefined || (m !== undefined && d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate()))
  return isDate ? { kind: 'archive', year: y, month: m } : undefined
}

function readSearch(base: string): OldAddress | undefined {
  const words = /^\/search\/([^/]+)\/?$/iu.exec(base)?.[1]
  return words === undefined ? undefined : { kind: 'moved', location: searchPath(words.replaceAll('+', ' ')) }
}

function searchPath(words: string): string {
  return words === '' ? '/search' : `/search?q=${encodeURIComponent(words)}`
}

/** A category is known by its last name, whatever stands before it. */
function readNested(base: string, as: Format): OldAddress | undefined {
  const list = /^\/(category|tag|author)\/(?:.+\/)?([^/]+)\/?$/iu.exec(base)
  return list === null ? undefined : table([`${base}/`, `/${list[1]?.toLowerCase()}/${list[2]}/`], as)
}

function readQuery(query: URLSearchParams): OldAddress | undefined {
  const value = (name: string) => query.get(name)?.trim() ?? ''
  const feed = query.get('feed')
  const as = feed === null ? 'page' : formatOf(feed)
  const isNumber = (name: string) => /^\d{1,15}$/u.test(value(name))
  const id = numbered.find(isNumber)
  // WordPress finds any of its posts, pages and attachments under any of the three.
  if (id !== undefined)
    return table(
      [id, ...numbered].map((name) => `/?${name}=${Number(value(id))}`),
      as,
    )
  for (const name of ['cat', 'author']) if (isNumber(name)) return table([`/?${name}=${Number(value(name))}`], as)
  for (const [name, list] of named) if (value(name) !== '') return readNested(`/${list}/${value(name)}`, as)
  if (value('pagename') !== '') return table([`/${value('pagename').replace(/^\/|\/$/gu, '')}/`], as)
  if (query.has('s')) return { kind: 'moved', location: searchPath(value('s')) }
  const when = /^(\d{4})(\d{2})?(\d{2})?$/u.exec(value('m')) ?? [
    undefined,
    value('year') || undefined,
    value('monthnum') || undefined,
    value('day') || undefined,
  ]
  const archive = archiveOf(when[1], when[2], when[3])
  if (archive !== undefined) return archive
  if (feed !== null) return { kind: 'moved', location: `/${feedName(as)}` }
  return isNumber('paged') ? pageOfFront(value('paged')) : undefined
}

const numbered = ['p', 'page_id', 'attachment_id']
const named = [
  ['category_name', 'category'],
  ['tag', 'tag'],
  ['author_name', 'author'],
] as const

function table(paths: readonly string[], as: Format): OldAddress {
  return {
    kind: 'table',
    asked: { paths: [...new Set(paths.map((path) => (path.endsWith('//') ? path.slice(0, -1) : path)))], as },
  }
}
