import { defineTag, defineTags } from '../kit/page-cache/tag.ts'

/** Marks every page that shows the file. */
export const mediaTag = defineTags('media')
/** Marks what is remembered of which files readers may have no more. */
export const withdrawnMediaTag = defineTag('withdrawn-media')
