import { defineTags } from '../kit/page-cache/tag.ts'

/** Marks every page that lists what the person wrote or said. */
export const personTag = defineTags('person')
/** Marks a page that shows a person's name above a story, and need not change with their other stories. */
export const personNameTag = defineTags('person-name')
