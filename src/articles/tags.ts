import { defineTag, defineTags } from '../kit/page-cache/tag.ts'

/** Marks every page that shows the story or its headline. */
export const articleTag = defineTags('article')
/** Marks the front page and other lists of the newest stories. */
export const frontTag = defineTag('front')
/** Marks the list of corrections. */
export const correctionsTag = defineTag('corrections')
/** Marks what leads from one address to another. */
export const pathsTag = defineTag('paths')
/** Marks a part of the sitemap. */
export const sitemapPartTag = defineTags('sitemap')
