/** First segments that belong to the product; a path below them can never be an article's, nor an old address. */
const reserved = new Set(['api', 'desk', 'media', 'assets', 'forms', 'healthz', 'readyz', '.well-known', '-'])

/** What machines ask for by its name: with a page there a crawler, a reader of feeds and an embedder find nothing. */
const machines =
  /^\/(?:robots\.txt|sitemap(?:-news)?\.xml|feed\.(?:xml|atom|json)|oembed|index\.php|service-worker\.js)\/?$/iu

export function isReservedPath(path: string): boolean {
  return path === '/' || reserved.has(path.split('/', 2)[1]?.split('?', 1)[0] ?? '') || machines.test(path)
}

const pages =
  /^\/(?:search|polls|oembed|index\.php|robots\.txt|sitemap(?:-news)?\.xml|feed(?:\.[a-z]+)?|topics|people|articles|comments|en|de|fr|es|ar)\/?$/u

/**
 * Where the product has a page, or an edition of the site, which an address that is made up for a story would hide.
 * What was there before Crier (an import's addresses) may still have it: decision 005.
 */
export function isProductPage(path: string): boolean {
  return pages.test(path)
}
