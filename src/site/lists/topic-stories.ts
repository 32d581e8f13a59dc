import { cardsInLanguage } from '../../articles/language-list-store.ts'
import { cardsOfTopic, type Card } from '../../articles/list-store.ts'
import type { House } from '../../kit/house.ts'
import { cardTags } from '../../layout/cards.ts'
import { editionsOf, type Edition } from '../../layout/editions.ts'
import { topicTag } from '../../topics/tags.ts'

/** As many as are enough whichever of them stand elsewhere on the page. */
const enough = 20

/**
 * A topic's newest stories, of a further edition those in its language, which many pages show: read once until one of
 * them changes.
 */
export function newestOfTopic(
  house: House,
  topicId: number,
  { language, prefix }: Edition = editionsOf(house)[0],
): Promise<Card[]> {
  return house.pages.remember(`newest of topic ${topicId}${prefix}`, async () => {
    const value =
      prefix === ''
        ? await cardsOfTopic(house.db, topicId, { limit: enough, offset: 0 })
        : await cardsInLanguage(house.db, { language, topicId, limit: enough })
    return { value, tags: [topicTag(topicId), ...cardTags(value)] }
  })
}
