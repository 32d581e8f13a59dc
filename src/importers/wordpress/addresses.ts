/**
 * One key for all the addresses under which an uploaded file is met: without scheme, host, query, generated size and
 * `-scaled`, percent-encoding undone. Undefined for what is no upload.
 */
export function uploadKey(address: string): string | undefined {
  const path = decoded(address.split(/[?#]/u, 1)[0] ?? '')
  const folder = /\/(?:wp-content\/(?:uploads|blogs\.dir\/\d+\/files)|files|uploads)\/(.+)$/u.exec(path)?.[1]
  return (folder ?? (path.includes('://') ? undefined : path))?.normalize('NFC').replace(/-e\d{12,13}(?=(-\d+x\d+|-scaled)?\.)/u, '').replace(/(?:-\d{1,5}x\d{1,5}|-scaled|-rotated)(?=\.[a-z\d]+$)/iu, '')
}

/** Path and query of an address when it belongs to the site (either scheme, with or without www); undefined for others. */
export function sitePath(address: string, site: { link: string; blogUrl: string }): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  for (const home of [site.blogUrl, site.link]) {
    if (!URL.canParse(home)) continue
    const { hostname, port, pathname } = new URL(home)
    const folder = pathname.replace(/\/$/u, '')
    if (bareHost(url.hostname) === bareHost(hostname) && url.port === port && (url.pathname === folder || url.pathname.startsWith(`${folder}/`))) return `${url.pathname.slice(folder.length) || '/'}${url.search}`
  }
  return undefined
}

/** The same page under the ways in which its path is written: percent-encoding in lower case, as WordPress does. */
export function pathKey(path: string): string {
  return path.replaceAll(/%[\da-f]{2}/giu, (escape) => escape.toLowerCase())
}

function bareHost(hostname: string): string {
  return hostname.replace(/^www\./u, '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}
