import { cardsInLanguage } from '../../articles/language-list-store.ts'
import { cardsByPaths, mostDiscussedCards, newestCards, relatedCards, type Card } from '../../articles/list-store.ts'
import { frontTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import type { Markup } from '../../kit/markup.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import type { Settings } from '../../kit/settings.ts'
import { topicPath } from '../../layout/addresses.ts'
import { storyCards } from '../../layout/cards.ts'
import { editionFor, editionsOf, frontPages, type Edition } from '../../layout/editions.ts'
import { absolute, localeOf, publicationOf, publisherOf } from '../../layout/publication.ts'
import { itemList, website } from '../../layout/structured-data.ts'
import { listPage } from '../../layout/views/lists.ts'
import { startPage } from '../../layout/views/messages.ts'
import { renderPage } from '../../layout/views/page.ts'
import type { Page, Publication } from '../../layout/views/publication.ts'
import { wordsOf } from '../../layout/words.ts'
import { newestOpenPoll } from '../../polls/open-store.ts'
import { nextTurn } from '../../polls/poll.ts'
import { pollsForArticle, storyOfPoll } from '../../polls/store.ts'
import { pollTags } from '../../polls/tags.ts'
import { pollPanel } from '../../polls/views.ts'
import { topicBySlug } from '../../topics/store.ts'
import { topicTag, menuTag } from '../../topics/tags.ts'
import { arrangeFront, leadByRule, type FrontBlock, type FrontPlan } from './front-plan.ts'
import { newestOfTopic } from './topic-stories.ts'
import { frontPage, type FrontView } from './views/front.ts'

const frontStories = 60
const day = 86_400_000
const discussed = { days: 30, shown: 5, atLeast: 3 }
const relatedRead = 6

/** `GET /`: every slot filled by hand (settings `front`) or by rule (front-plan.ts). */
export async function showFront(house: House): Promise<Answer> {
  return frontAnswer(house, editionsOf(house)[0])
}

/** `GET /:language/`: the same of the stories in a further language. */
export async function showEditionFront(house: House, _request: PageRequest, edition: Edition): Promise<Answer> {
  return frontAnswer(house, edition)
}

async function frontAnswer(house: House, edition: Edition): Promise<Answer> {
  const publication = await publicationOf(house, edition)
  const { front: slots, identity } = house.settings.current()
  const plan = await planOf(house, publication, { edition, slots })
  const poll = slots.poll ? await pollOf(house, edition) : undefined
  const { cards, tags } = await storyCards(house.db, plan.stories, edition.prefix)
  const isMain = edition.prefix === ''
  const description = isMain ? identity.description : ''
  const page: Page = {
    title: '',
    description,
    canonical: absolute(house, `${edition.prefix}/`),
    language: publication.locale.language,
    kind: 'front',
    alternates: frontPages(house),
    structuredData: [
      ...(isMain ? website(publisherOf(house), description, absolute(house, publication.searchHref)) : []),
      ...itemList(cards.map(({ href }) => absolute(house, href))),
    ],
  }
  const view = viewOf(plan, { byPath: new Map(cards.map((card) => [card.href, card])), poll: poll?.view, edition })
  const main =
    plan.lead !== undefined
      ? frontPage(view, publication.locale)
      : isMain
        ? startPage(publication.locale)
        : nothingYet(publication)
  return {
    kind: 'html',
    status: 200,
    html: renderPage(publication, page, main),
    tags: [frontTag, ...plan.tags, ...tags, ...(poll?.tags ?? [])],
    until: poll?.until,
  }
}

/** An edition whose first story is still to come. */
function nothingYet({ name, locale }: Publication): Markup {
  return listPage(
    { heading: name, description: '', cards: [], paging: { newer: undefined, older: undefined }, withoutKicker: false },
    locale,
  )
}

type Planned = FrontPlan & { stories: Card[]; tags: Tag[]; hasOlder: boolean }

type Asked = { edition: Edition; slots: Settings['front'] }

async function planOf(house: House, publication: Publication, { edition, slots }: Asked): Promise<Planned> {
  const isOurs = isOf(house, edition)
  const newest = await newestOf(house, edition)
  const byHand =
    slots.lead === null
      ? undefined
      : (await cardsByPaths(house.db, [slots.lead])).find((card) => edition.prefix === '' || isOurs(card))
  const blocks = await blocksOf(house, publication, { edition, byHand: slots.blocks })
  const since = house.clock.now() - discussed.days * day
  const mostDiscussed = slots.mostDiscussed
    ? (await mostDiscussedCards(house.db, { since, limit: discussed.shown })).filter(isOurs)
    : []
  const lead = byHand ?? leadByRule(newest)
  const related = lead === undefined ? [] : (await relatedCards(house.db, lead.id, relatedRead)).filter(isOurs)
  const plan = arrangeFront({
    newest,
    lead,
    related,
    blocks,
    mostDiscussed: mostDiscussed.length < discussed.atLeast ? [] : mostDiscussed,
  })
  const stories = [...new Map([...plan.placed, ...plan.mostDiscussed].map((card) => [card.id, card])).values()]
  return {
    ...plan,
    stories,
    tags: blocks.map(({ topicId }) => topicTag(topicId)),
    hasOlder: newest.length === frontStories,
  }
}

/**
 * What is in a language that has a front page of its own leads there, and what is in none of the site's languages on
 * the main one.
 */
function isOf(house: House, { prefix }: Edition): (card: { language: string }) => boolean {
  return ({ language }) => editionFor(house, language).prefix === prefix
}

async function newestOf(house: House, edition: Edition): Promise<Card[]> {
  if (edition.prefix !== '') return cardsInLanguage(house.db, { language: edition.language, limit: frontStories })
  return (await newestCards(house.db, { limit: frontStories })).filter(isOf(house, edition))
}

/** The newsroom's own blocks, or one for each topic of the menu. */
async function blocksOf(
  house: House,
  publication: Publication,
  { edition, byHand }: { edition: Edition; byHand: Settings['front']['blocks'] },
): Promise<FrontBlock[]> {
  const inMenu = publication.topics.flatMap(({ href, label }) => {
    const slug = /^\/topics\/([^/]+)$/u.exec(
      edition.prefix !== '' && href.startsWith(`${edition.prefix}/`) ? href.slice(edition.prefix.length) : href,
    )?.[1]
    return slug === undefined ? [] : [{ topic: slug, label, layout: undefined }]
  })
  const blocks: FrontBlock[] = []
  for (const { topic, layout } of byHand ?? inMenu) {
    const found = await house.pages.remember(`topic ${topic}`, async () => {
      const value = await topicBySlug(house.db, topic)
      return { value, tags: [menuTag, ...(value === undefined ? [] : [topicTag(value.id)])] }
    })
    if (found === undefined) continue
    const stories = (await newestOfTopic(house, found.id, edition)).filter(isOf(house, edition))
    blocks.push({
      topicId: found.id,
      label: inMenu.find((entry) => entry.topic === topic)?.label ?? found.name,
      slug: topic,
      layout,
      stories,
    })
  }
  return blocks
}

async function pollOf(
  house: House,
  edition: Edition,
): Promise<{ view: FrontView['poll']; tags: Tag[]; until: number | undefined } | undefined> {
  const now = house.clock.now()
  const publicId = await newestOpenPoll(house.db, now)
  const [poll] = publicId === undefined ? [] : await pollsForArticle(house.db, [publicId])
  const story = poll && (await storyOfPoll(house.db, poll.publicId))
  if (poll === undefined || story === undefined || !isOf(house, edition)(story)) return undefined
  return {
    view: {
      panel: pollPanel({ poll, now, locale: localeOf(house, edition) }),
      story: { label: story.headline, href: story.path },
    },
    tags: pollTags(poll),
    until: nextTurn(poll, now),
  }
}

type Shown = NonNullable<FrontView['lead']>

function viewOf(
  plan: Planned,
  { byPath, poll, edition }: { byPath: ReadonlyMap<string, Shown>; poll: FrontView['poll']; edition: Edition },
): FrontView {
  const { language, prefix } = edition
  const shown = (cards: readonly Card[]) => cards.flatMap(({ path }) => byPath.get(path) ?? [])
  const [lead] = plan.lead === undefined ? [] : shown([plan.lead])
  return {
    lead,
    near: shown(plan.near),
    second: shown(plan.second),
    latest: shown(plan.latest),
    poll,
    mostDiscussed: shown(plan.mostDiscussed),
    sections: plan.sections.map(({ label, slug, layout, cards }) => ({
      topic: { label, href: `${prefix}${topicPath(slug)}` },
      layout,
      cards: shown(cards),
    })),
    rest: shown(plan.rest),
    older: plan.hasOlder ? { label: wordsOf(language).older, href: `${prefix}/-/archive` } : undefined,
  }
}
