import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a post may have been caused by a page of another site. Browsers say where a request comes from in
 * Sec-Fetch-Site, and in Origin for every post; a client that sends neither is no browser and carries nobody's cookies
 * but its own.
 */
export function isCrossSite(headers: IncomingHttpHeaders, origin: string): boolean {
  if (headers.origin === origin) return false
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return headers.origin !== undefined
}
