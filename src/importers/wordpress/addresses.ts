import { normalForm } from '../../kit/normal-form.ts'
import { uploadedName } from '../../media/generated-names.ts'
import { detachString } from './text.ts'

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
  uploads.set(detachString(exact), id)
  const plain = uploadedName(exact)
  if (!uploads.has(plain)) uploads.set(detachString(plain), id)
}

/**
 * The name of a file below the folder of uploads, read from any address that it had: below `/wp-content/uploads/`, a
 * network's `/files/`, or with the month before it as hosts write it. '' when the address says none.
 */
export function uploadedFile(address: string): string {
  const path = decoded(address.split(/[?#]/u, 1)[0] ?? '')
  const below = uploadFolder.exec(path)
  const dated = below === null ? /\/(\d{4}\/\d{2}\/[^/]+\.[a-z\d]{2,5})$/iu.exec(path)?.[1] : undefined
  return below === null ? (dated ?? '') : path.slice(below.index + below[0].length)
}

const uploadFolder =
  /\/(?:(?:wp-content|app)\/uploads(?:\/sites\/\d+)?|wp-content\/blogs\.dir\/\d+\/files|files|uploads)\//u

/** Whether an old address of a file is known by its folder alone. */
export function isUploadFolder(path: string): boolean {
  return uploadFolder.test(path)
}

/** The folder of uploads as a path, when an attachment's address ends in its name: `/wp-content/uploads/`. */
export function uploadFolderOf(address: string, file: string): string | undefined {
  if (file === '' || !URL.canParse(address)) return undefined
  const path = decoded(new URL(address).pathname)
  return path.endsWith(`/${file}`) ? path.slice(0, -file.length) : undefined
}

function uploadPath(address: string): string | undefined {
  const path = decoded(address.split(/[?#]/u, 1)[0] ?? '')
  const folder = uploadFolder.exec(path)
  const inFolder = folder === null ? '' : path.slice(folder.index + folder[0].length)
  return normalForm(inFolder || path.replace(/^[a-z]+:\/\/[^/]*\//iu, ''), 'NFC')
}

/** An address under which the site answers, or answered once: host without `www.`, port, folder without a slash. */
export type Home = { host: string; port: string; folder: string }

type Named = { link: string; blogUrl: string }

/**
 * The site's own address first, then the others, however they are written (`old.example`,
 * `http://www.old.example/`).
 */
export function homesOf(site: Named | undefined, others: readonly string[] = []): Home[] {
  const written = [site?.blogUrl ?? '', site?.link ?? '', ...others].filter((address) => address !== '')
  return written.flatMap((address) => {
    const absolute = /^https?:\/\//iu.test(address) ? address : `http://${address}`
    if (!URL.canParse(absolute)) return []
    const { hostname, port, pathname } = new URL(absolute)
    return [{ host: bareHost(hostname), port, folder: pathname.replace(/\/(?:index\.php)?\/?$/u, '') }]
  })
}

/**
 * Path and query of an address when it belongs to the site (either scheme, with or without www); undefined for others.
 */
export function sitePath(address: string, site: Named): string | undefined {
  const found = belowHome(address, homesOf(site))
  return found && `${found.path}${found.search}`
}

/** Below which home an address stands, and what of it comes behind that home's folder. */
function belowHome(
  address: string,
  homes: readonly Home[],
): { path: string; search: string; hash: string } | undefined {
  if (!/^https?:/iu.test(address) || !URL.canParse(address)) return undefined
  const { hostname, port, pathname, search, hash } = new URL(address)
  const host = bareHost(hostname)
  const home = homes.find(
    (one) =>
      one.host === host && one.port === port && (pathname === one.folder || pathname.startsWith(`${one.folder}/`)),
  )
  return home && { path: pathname.slice(home.folder.length) || '/', search, hash }
}

/** The homes of a site, its own first, and whether the paper leaves the folder that the site lived in. */
export type SitePlace = { homes: readonly Home[]; isFolderLeft: boolean }

/** An address of the site as a path of the paper, its query and fragment kept; undefined for other sites. */
export function pathAtHome(address: string, { homes, isFolderLeft }: SitePlace): string | undefined {
  const found = belowHome(address, homes)
  if (found === undefined) return undefined
  const folder = isFolderLeft ? '' : (homes[0]?.folder ?? '')
  return `${folder}${found.path.replace(/^\/index\.php(?=\/)/iu, '')}${found.search}${found.hash}`
}

/**
 * The path that a public address of the site has here; undefined for other sites, for `/?p=12` and for the site itself.
 */
export function publicPath(address: string, site: Named): string | undefined {
  return publicPathOf(address, { homes: homesOf(site), isFolderLeft: false })
}

export function publicPathOf(address: string, place: SitePlace): string | undefined {
  const found = belowHome(address, place.homes)
  if (found === undefined || /^\?(p|page_id|attachment_id)=\d+$/u.test(found.search)) return undefined
  const path = pathAtHome(address, place)?.split(/[?#]/u, 1)[0] ?? ''
  return found.path === '/' ? undefined : normalForm(decoded(path.replaceAll(/\/{2,}/gu, '/'), decodeURI), 'NFC')
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
