import { defineTags } from '../kit/page-cache/tag.ts'

/** Marks every page that shows the person's name. */
export const personTag = defineTags('person')
