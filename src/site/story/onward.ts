import type { Card } from '../../articles/list-store.ts'
import type { House } from '../../kit/house.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import { nextShortTime, type Locale } from '../../kit/times.ts'
import { storyCards } from '../../layout/cards.ts'
import { rememberUntil } from '../../layout/remember-until.ts'
import type { Link } from '../../layout/views/publication.ts'
import { newestOfTopic } from '../lists/topic-stories.ts'
import { onwardStories } from './views/article.ts'

const shownOnward = 3

/** `shown`: articles that the page shows already, itself among them. */
export type OnwardFacts = { topicId: number; topic: Link; shown: readonly number[] }
type Onward = { html: string; tags: Tag[]; until: number | undefined }

/** The newest of a story's topic that its page does not show otherwise: the same three on most pages of the topic. */
export async function storyOnward(house: House, facts: OnwardFacts, locale: Locale): Promise<Onward> {
  const newest = await newestOfTopic(house, facts.topicId)
  const others = newest.filter(({ id }) => !facts.shown.includes(id)).slice(0, shownOnward)
  if (others.length === 0) return { html: '', tags: [], until: undefined }
  const ids = others.map(({ id }) => id).join()
  const key = `onward ${locale.language} ${locale.timeZone} ${JSON.stringify(facts.topic)} ${ids}`
  return rememberUntil(house, key, () => onwardOf(house, { topic: facts.topic, others }, locale))
}

async function onwardOf(
  { db, clock }: House,
  { topic, others }: { topic: Link; others: readonly Card[] },
  locale: Locale,
): Promise<Onward> {
  const { cards, tags } = await storyCards(db, others, locale.prefix)
  const times = others.map(({ publishedAt }) => publishedAt)
  return { html: onwardStories({ topic, cards }, locale).text, tags, until: nextShortTime(times, clock.now()) }
}
