import type { Tag } from '../kit/page-cache/tag.ts'
import { sitemapPartTag } from './tags.ts'

/**
 * What one sitemap may hold is 50,000 addresses (sitemaps.org); ours are by id, so that a new story changes only the
 * last.
 */
export const articlesPerSitemap = 10_000

/** Of the sitemap that lists an article: `sitemap:1` has the ids from 1 to 10,000. */
export function sitemapTag(articleId: number): Tag {
  return sitemapPartTag(Math.ceil(articleId / articlesPerSitemap))
}
