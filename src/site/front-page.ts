import { cardsByPaths, mostDiscussedCards, newestCards, relatedCards, type Card } from '../articles/lists.ts'
import type { Answer } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import type { Settings } from '../kit/settings.ts'
import { nextTurn, pollTags } from '../polls/poll.ts'
import { openPoll, pollsForArticle, storyOfPoll } from '../polls/store.ts'
import { pollPanel } from '../polls/views.ts'
import { topicBySlug } from '../topics/store.ts'
import { topicPath } from './addresses.ts'
import { editionFor, frontPages } from './editions.ts'
import { arrangeFront, leadByRule, type FrontBlock, type FrontPlan } from './front-plan.ts'
import { storyCards } from './cards.ts'
import { absolute, placeOf, publicationOf, publisherOf } from './publication.ts'
import { itemList, website } from './structured-data.ts'
import { newestOfTopic } from './topic-stories.ts'
import { frontPage, type FrontView } from './views/front.ts'
import { startPage } from './views/messages.ts'
import { renderPage, type Page, type Publication } from './views/page.ts'
import { wordsOf } from './words.ts'

const frontStories = 60
const day = 86_400_000
const discussed = { days: 30, shown: 5, atLeast: 3 }
const relatedRead = 6

/** `GET /`: every slot filled by hand (settings `front`) or by rule (front-plan.ts). */
export async function front(house: House): Promise<Answer> {
  const publication = await publicationOf(house)
  const { front: slots, identity } = house.settings.current()
  const plan = await planOf(house, publication, slots)
  const poll = slots.poll ? await pollOf(house) : undefined
  const { cards, tags } = await storyCards(house.db, plan.stories)
  const page: Page = {
    title: '', description: identity.description, canonical: `${publication.origin}/`, language: publication.place.language, kind: 'front', alternates: frontPages(house),
    structuredData: [...website(publisherOf(house), identity.description, absolute(house, publication.searchHref)), ...itemList(cards.map(({ href }) => absolute(house, href)))],
  }
  const main = plan.lead === undefined ? startPage(publication.place) : frontPage(viewOf(plan, new Map(cards.map((card) => [card.href, card])), poll?.view, publication.place.language), publication.place)
  return { kind: 'html', status: 200, html: renderPage(publication, page, main), tags: ['front', ...plan.tags, ...tags, ...(poll?.tags ?? [])], until: poll?.until }
}

type Planned = FrontPlan & { stories: Card[]; tags: string[]; hasOlder: boolean }

async function planOf(house: House, publication: Publication, slots: Settings['front']): Promise<Planned> {
  // What is in a language that has a front page of its own leads there.
  const isOurs = ({ language }: Card) => editionFor(house, language).prefix === ''
  const newest = (await newestCards(house.db, { limit: frontStories })).filter(isOurs)
  const byHand = slots.lead === null ? undefined : (await cardsByPaths(house.db, [slots.lead]))[0]
  const blocks = await blocksOf(house, publication, slots.blocks)
  const since = house.clock.now() - discussed.days * day
  const mostDiscussed = slots.mostDiscussed ? await mostDiscussedCards(house.db, { since, limit: discussed.shown }) : []
  const lead = byHand ?? leadByRule(newest)
  const related = lead === undefined ? [] : await relatedCards(house.db, lead.id, relatedRead)
  const plan = arrangeFront({ newest, lead, related, blocks, mostDiscussed: mostDiscussed.length < discussed.atLeast ? [] : mostDiscussed.filter(isOurs) })
  const stories = [...new Map([...plan.placed, ...plan.mostDiscussed].map((card) => [card.id, card])).values()]
  return { ...plan, stories, tags: blocks.map(({ topicId }) => `topic:${topicId}`), hasOlder: newest.length === frontStories }
}

/** The newsroom's own blocks, or one for each topic of the menu. */
async function blocksOf(house: House, publication: Publication, byHand: Settings['front']['blocks']): Promise<FrontBlock[]> {
  const wanted = byHand ?? publication.topics.flatMap(({ href }) => (href.startsWith('/topics/') ? [{ topic: href.slice('/topics/'.length), layout: undefined }] : []))
  const blocks: FrontBlock[] = []
  for (const { topic, layout } of wanted) {
    const found = await house.pages.remember(`topic ${topic}`, async () => {
      const value = await topicBySlug(house.db, topic)
      return { value, tags: ['menu', ...(value === undefined ? [] : [`topic:${value.id}`])] }
    })
    if (found === undefined) continue
    blocks.push({ topicId: found.id, label: publication.topics.find(({ href }) => href === topicPath(topic))?.label ?? found.name, slug: topic, layout, stories: (await newestOfTopic(house, found.id)).filter(({ language }) => editionFor(house, language).prefix === '') })
  }
  return blocks
}

async function pollOf(house: House): Promise<{ view: FrontView['poll']; tags: string[]; until: number | undefined } | undefined> {
  const now = house.clock.now()
  const publicId = await openPoll(house.db, now)
  const [poll] = publicId === undefined ? [] : await pollsForArticle(house.db, [publicId])
  const story = poll && (await storyOfPoll(house.db, poll.publicId))
  if (poll === undefined || story === undefined) return undefined
  return { view: { panel: pollPanel({ poll, now, place: placeOf(house) }), story: { label: story.headline, href: story.path } }, tags: pollTags(poll), until: nextTurn(poll, now) }
}

type Shown = NonNullable<FrontView['lead']>

function viewOf(plan: Planned, byPath: ReadonlyMap<string, Shown>, poll: FrontView['poll'], language: string): FrontView {
  const shown = (cards: readonly Card[]) => cards.flatMap(({ path }) => byPath.get(path) ?? [])
  const [lead] = plan.lead === undefined ? [] : shown([plan.lead])
  return {
    lead, near: shown(plan.near), second: shown(plan.second), latest: shown(plan.latest), poll, mostDiscussed: shown(plan.mostDiscussed),
    sections: plan.sections.map(({ label, slug, layout, cards }) => ({ topic: { label, href: topicPath(slug) }, layout, cards: shown(cards) })),
    rest: shown(plan.rest), older: plan.hasOlder ? { label: wordsOf(language).older, href: '/-/archive' } : undefined,
  }
}
