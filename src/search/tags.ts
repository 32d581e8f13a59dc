import { defineTag } from '../kit/page-cache/tag.ts'

/** Marks what was found by a search. */
export const searchTag = defineTag('search')
