import { articleTag, frontTag } from '../articles/tags.ts'
import type { House } from '../kit/house.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import type { Locale } from '../kit/times.ts'
import { editionFor, type Edition } from '../layout/editions.ts'
import { localeOf } from '../layout/publication.ts'
import { pollPhrases } from './phrases.ts'
import type { Poll } from './poll.ts'
import { storyOfPoll } from './store.ts'
import { termsTag } from './tags.ts'

/**
 * Where a poll is at home: in its story, and in the edition that this has around it. All pages of the poll and all
 * answers to its votes speak that language.
 */
export type PollHome = {
  edition: Edition
  locale: Locale
  phrases: ReturnType<typeof pollPhrases>
  /** The place in the story. */
  back: { href: string; headline: string } | undefined
  tags: readonly Tag[]
}

/** Read once until the story changes: in a rush every vote asks for it. */
export async function homeOfPoll(house: House, poll: Pick<Poll, 'id' | 'publicId'>): Promise<PollHome> {
  const { story, tags } = await house.pages.remember(`poll home ${poll.publicId}`, async () => {
    const story = await storyOfPoll(house.db, poll.publicId)
    // A poll without a story may get one with the next that is published.
    const tags = [termsTag(poll.id), story === undefined ? frontTag : articleTag(story.id)]
    return { value: { story, tags }, tags }
  })
  const edition = editionFor(house, story?.language ?? house.settings.current().identity.language)
  return {
    edition,
    locale: localeOf(house, edition),
    phrases: pollPhrases(edition.language),
    back: story && { href: `${story.path}#poll-${poll.publicId}`, headline: story.headline },
    tags,
  }
}
