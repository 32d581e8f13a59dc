import { normalForm } from '../../kit/normal-form.ts'
import { uploadedName } from '../../media/generated-names.ts'
import { own } from './text.ts'

/**
 * The attachment that an address shows, under whichever name it is met: without scheme, host and query,
 * percent-encoding undone; first as it is (pictures are uploaded under names like `chart-300x200.png`), then as a
 * generated size of another.
 */
export function uploadOf(uploads: ReadonlyMap<string, number>, address: string): number | undefined {
  const exact = uploadPath(address)
  return exact === undefined ? undefined : (uploads.get(exact) ?? uploads.get(uploadedName(exact)))
}

/**
 * Makes an attachment known by its address, and by the name that its generated sizes begin with unless another has that
 * name.
 */
export function addUpload(uploads: Map<string, number>, address: string, id: number): void {
  const exact = uploadPath(address)
  if (exact === undefined || exact === '') return
  uploads.set(own(exact), id)
  const plain = uploadedName(exact)
  if (!uploads.has(plain)) uploads.set(own(plain), id)
}

function uploadPath(address: string): string | undefined {
  const path = decoded(address.split(/[?#]/u, 1)[0] ?? '')
  const folder = /\/(?:wp-content\/(?:uploads|blogs\.dir\/\d+\/files)|files|uploads)\//u.exec(path)
  const inFolder = folder === null ? '' : path.slice(folder.index + folder[0].length)
  return normalForm(inFolder || path.replace(/^[a-z]+:\/\/[^/]*\//iu, ''), 'NFC')
}

/**
 * Path and query of an address when it belongs to the site (either scheme, with or without www); undefined for others.
 */
export function sitePath(address: string, site: { link: string; blogUrl: string }): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  for (const home of [site.blogUrl, site.link]) {
    if (!URL.canParse(home)) continue
    const { hostname, port, pathname } = new URL(home)
    const folder = pathname.replace(/\/$/u, '')
    if (
      bareHost(url.hostname) === bareHost(hostname) &&
      url.port === port &&
      (url.pathname === folder || url.pathname.startsWith(`${folder}/`))
    )
      return `${url.pathname.slice(folder.length) || '/'}${url.search}`
  }
  return undefined
}

/**
 * The path that a public address of the site has here; undefined for other sites, for `/?p=12` and for the site itself.
 */
export function publicPath(address: string, site: { link: string; blogUrl: string }): string | undefined {
  if (sitePath(address, site) === undefined) return undefined
  const { pathname, search } = new URL(address)
  return /^\?(p|page_id|attachment_id)=\d+$/u.test(search) || pathname === '/'
    ? undefined
    : normalForm(decoded(pathname.replaceAll(/\/{2,}/gu, '/'), decodeURI), 'NFC')
}

function bareHost(hostname: string): string {
  return hostname.replace(/^www\./u, '')
}

function decoded(text: string, decode = decodeURIComponent): string {
  try {
    return decode(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}
