import type { Config } from '../../config.ts'

/** Names and values in turn, as `response.writeHead` takes them. */
export type Headers = readonly string[]

/**
 * On every answer. `frameSources`: origins whose players may be framed. A preview may be framed by the page that it is
 * shown on.
 */
export function securityHeaders(
  config: Pick<Config, 'strictTransport' | 'previewFor'>,
  frameSources: readonly string[],
): Headers {
  const policy = [
    `default-src 'self'`,
    `frame-src ${frameSources.length === 0 ? `'none'` : frameSources.join(' ')}`,
    `img-src 'self' data:`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors ${[`'self'`, ...(config.previewFor ?? [])].join(' ')}`,
    `object-src 'none'`,
  ]
  return [
    'Content-Security-Policy',
    policy.join('; '),
    'X-Content-Type-Options',
    'nosniff',
    'Referrer-Policy',
    'strict-origin-when-cross-origin',
    'Permissions-Policy',
    'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    'Cross-Origin-Resource-Policy',
    'same-origin',
    ...(config.strictTransport === undefined ? [] : ['Strict-Transport-Security', config.strictTransport]),
  ]
}

/**
 * The same, for what other sites show (Fetch, 3.7): pictures and other media, the poll in a frame, and what is meant
 * for programs, feeds and oEmbed among it. Pages, what one reader gets, stylesheets, scripts and fonts are ours alone.
 */
export function forAnySite(headers: Headers): string[] {
  return headers.map((value, index) => (headers[index - 1] === 'Cross-Origin-Resource-Policy' ? 'cross-origin' : value))
}

/** The same, for a page that frames more. */
export function withFrames(headers: Headers, frames: readonly string[]): string[] {
  return headers.map((value, index) =>
    headers[index - 1] === 'Content-Security-Policy'
      ? value.replace(/frame-src (?:'none')?/u, `frame-src ${frames.join(' ')} `)
      : value,
  )
}

/** The same, for a page with a policy of its own. */
export function withPolicy(headers: Headers, policy: string): string[] {
  return headers.map((value, index) => (headers[index - 1] === 'Content-Security-Policy' ? policy : value))
}

/**
 * Browsers ask again after ten seconds; a cache in front may serve a minute, then the old page while it fetches, and a
 * day when the house is down.
 */
export const pageCaching = 'public, max-age=10, s-maxage=60, stale-while-revalidate=30, stale-if-error=86400'
/** What is not there may be published the next moment. */
export const missingCaching = 'public, max-age=0, s-maxage=10'
export const privateCaching = 'private, no-store'
export const foreverCaching = 'public, max-age=31536000, immutable'
/**
 * Of files that may be withdrawn: a browser may keep what it has shown, a cache for many asks again within the hour.
 */
export const fileCaching = 'public, max-age=31536000, s-maxage=3600, immutable'

/**
 * A Location of our own: a path of this site, or a whole http(s) address. Always printable ASCII, so that nothing a
 * reader typed can end the header, and never `//host`, which browsers read as another site.
 */
export function safeLocation(location: string): string {
  if (/^https?:\/\//iu.test(location)) return new URL(location).href
  const local = location.replace(/^[/\\]+/u, '/')
  if (!local.startsWith('/')) throw new Error('a redirect goes to a path or to a whole http(s) address')
  const { pathname, search, hash } = new URL(`http://x${local}`)
  return pathname.replace(/^\/{2,}/u, '/') + search + hash
}

/** Printable ASCII: nothing that could end a header and begin another. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e]*$/u.test(value)
}
