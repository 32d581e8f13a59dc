import { cardsOfTopic, type Card } from '../articles/lists.ts'
import type { House } from '../kit/house.ts'
import { cardTags } from './cards.ts'

/** As many as are enough whichever of them stand elsewhere on the page. */
const enough = 20

/** A topic's newest stories, which many pages show: read once until one of them changes. */
export function newestOfTopic(house: House, topicId: number): Promise<Card[]> {
  return house.pages.remember(`newest of topic ${topicId}`, async () => {
    const value = await cardsOfTopic(house.db, topicId, { limit: enough, offset: 0 })
    return { value, tags: [`topic:${topicId}`, ...cardTags(value)] }
  })
}
