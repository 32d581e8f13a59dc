/**
 * Which record of an old site a record of a file is. A number alone does not say it: exporters leave numbers out, write
 * 0 or the same one twice, and a site that was built anew counts again. So a record is known by its number, else its
 * guid, else its address, else its title and date, and what was remembered under one of them counts only when another
 * of its marks agrees.
 */
import { hash } from 'node:crypto'
import type { WpPost } from './fields.ts'

/** The site, however its address is written: no scheme, no `www.`, small letters, no slash at the end. */
export function siteKey(address: string): string {
  if (!URL.canParse(address)) return address.trim().toLowerCase() || 'wordpress'
  const { hostname, port, pathname } = new URL(address)
  return `${hostname.replace(/^www\./u, '')}${port === '' ? '' : `:${port}`}${withoutSlash(pathname).toLowerCase()}`
}

/** What tells an item from all others: the names under which it may be remembered, the best first, and its marks. */
export type Identity = { keys: string[]; mark: string }

export type Identified = Pick<WpPost, 'id' | 'guid' | 'link' | 'title' | 'localDate' | 'attachment'>

export function identityOf({ id, guid, link, title, localDate, attachment }: Identified): Identity {
  const named = [
    shortHash('guid', placeOf(guid)),
    shortHash('link', placeOf(attachment?.url || link)),
    shortHash('told', title === '' || localDate === '' ? '' : `${localDate} ${title}`),
  ].filter((name) => name !== '')
  const marks = [
    ...named.filter((name) => !name.startsWith('told')),
    shortHash('date', localDate),
    shortHash('title', title),
  ]
  return { keys: [...(id > 0 ? [String(id)] : []), ...named], mark: marks.filter((mark) => mark !== '').join(' ') }
}

const weights: Record<string, number> = { guid: 2, link: 2, date: 1, title: 1 }
const enough = 3

/**
 * How surely what was remembered with these marks is the item with those, found under one key; 0: it is another. A
 * title or a date may change and a number may be another's, but not most of them at once. Who has few marks needs no
 * more than they have.
 */
export function likeness(remembered: string, mark: string, key: string): number {
  const before = marksOf(remembered)
  const number = /^\d+$/u.test(key) ? 1 : 0
  let [shared, comparable] = [number, number]
  for (const [kind, one] of marksOf(mark)) {
    const weight = before.has(kind) ? (weights[kind] ?? 0) : 0
    comparable += weight
    if (before.get(kind) === one) shared += weight
  }
  return shared >= Math.min(enough, comparable) ? shared : 0
}

/** Within one export, where nothing has changed between two looks: the same address, or the same title and date. */
export function isTwin(one: string, other: string): boolean {
  const [first, second] = [marksOf(one), marksOf(other)]
  const agree = (kind: string) => first.get(kind) === second.get(kind)
  return agree('link') && agree('date') && agree('title')
}

function marksOf(mark: string): Map<string, string> {
  return new Map(mark.split(' ').map((one) => [kindOf(one), one]))
}

function kindOf(mark: string): string {
  return mark.slice(0, mark.indexOf(':'))
}

/** The part of an address that says which item it is; '' for the site itself and for `?p=0`. */
function placeOf(address: string): string {
  if (!URL.canParse(address)) return address.trim()
  const { pathname, search } = new URL(address)
  const place = `${withoutSlash(pathname)}${search}`
  return place === '' || /[?&](?:p|page_id|attachment_id)=0?$/u.test(place) ? '' : place
}

function shortHash(kind: string, text: string): string {
  return text === '' ? '' : `${kind}:${hash('sha256', text, 'base64url').slice(0, 16)}`
}

function withoutSlash(path: string): string {
  let end = path.length
  while (path.endsWith('/', end)) end--
  return path.slice(0, end)
}
