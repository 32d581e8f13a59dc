import type { House } from '../kit/house.ts'
import type { Markup } from '../kit/markup.ts'
import type { Place } from '../kit/times.ts'
import { storyCards } from './cards.ts'
import { newestOfTopic } from './topic-stories.ts'
import { onwardStories } from './views/article.ts'
import type { Link } from './views/page.ts'

const shownOnward = 3

/** `shown`: articles that the page shows already, itself among them. */
export type OnwardFacts = { topicId: number; topic: Link; shown: readonly number[] }

/** The newest of a story's topic that its page does not show otherwise. */
export async function storyOnward(
  house: House,
  { topicId, topic, shown }: OnwardFacts,
  place: Place,
): Promise<{ html: Markup; tags: string[] } | undefined> {
  const newest = await newestOfTopic(house, topicId)
  const others = newest.filter(({ id }) => !shown.includes(id)).slice(0, shownOnward)
  if (others.length === 0) return undefined
  const { cards, tags } = await storyCards(house.db, others, place.prefix)
  return { html: onwardStories({ topic, cards }, place), tags }
}
