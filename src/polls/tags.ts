import { defineTag, defineTags, type Tag } from '../kit/page-cache/tag.ts'
import { mediaTag } from '../media/tags.ts'
import type { Poll } from './poll.ts'

/** Marks the list of all polls. */
export const pollsTag = defineTag('polls')
/** Marks every page that shows the poll. */
export const pollTag = defineTags('poll')
/** Marks what is remembered of a poll besides its results: its words, its options, its times. */
export const termsTag = defineTags('poll-terms')
/** Marks every page whose story names a poll as WordPress did, by number or as the latest. */
export const wordpressPollsTag = defineTag('wordpress-polls')

/** Of the poll and its pictures. */
export function pollTags(poll: Pick<Poll, 'id' | 'options'>): Tag[] {
  return [pollTag(poll.id), ...pictureTags(poll)]
}

/** Pages that show them are rendered again when there are better renditions. */
export function pictureTags({ options }: Pick<Poll, 'options'>): Tag[] {
  return options.flatMap(({ picture }) => (picture === undefined ? [] : [mediaTag(picture.mediaId)]))
}
