import type { Card } from '../articles/list-store.ts'
import { shorten } from '../articles/render/teaser.ts'
import { articleTag } from '../articles/tags.ts'
import type { Db } from '../kit/db/schema.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { topicNameTag } from '../topics/tags.ts'
import { topicPath } from './addresses.ts'
import { pageMedia, pictureOf } from './pictures.ts'
import type { StoryCard } from './views/card.ts'

/** In characters: a standfirst is an invitation; what an old system calls an excerpt may be half the story. */
const [longestHeadline, longestStandfirst] = [160, 220]

/**
 * Stories as lists show them, with their pictures; two queries for any number. `prefix`: of the edition whose topics
 * they lead to.
 */
export async function storyCards(
  db: Db,
  cards: readonly Card[],
  prefix = '',
): Promise<{ cards: StoryCard[]; tags: Tag[] }> {
  const media = await pageMedia(db, { ids: cards.map(({ leadMediaId }) => leadMediaId), publicIds: [] })
  return {
    cards: cards.map((card) => ({
      href: card.path,
      headline: shorten(card.headline, longestHeadline),
      shortHeadline: shorten(card.shortHeadline, longestHeadline),
      kicker: kickerOf(card, prefix),
      standfirst: shorten(card.standfirst || card.teaser, longestStandfirst),
      language: card.language,
      picture: pictureOf(media.byId(card.leadMediaId), card.leadAlt, 'wide'),
      publishedAt: card.publishedAt,
      commentCount: card.commentCount,
    })),
    tags: [...media.tags, ...cardTags(cards)],
  }
}

/** Of whatever shows stories as lists do: themselves, and what their topics are called. */
export function cardTags(cards: readonly Card[]): Tag[] {
  return [
    ...cards.map(({ id }) => articleTag(id)),
    ...new Set(cards.flatMap(({ topicId }) => (topicId === null ? [] : [topicNameTag(topicId)]))),
  ]
}

function kickerOf({ kicker, topicName, topicSlug }: Card, prefix: string): StoryCard['kicker'] {
  if (kicker === '' && topicName === null) return undefined
  return {
    label: kicker || (topicName ?? ''),
    href: topicSlug === null ? undefined : `${prefix}${topicPath(topicSlug)}`,
  }
}
