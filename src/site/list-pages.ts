import { cardsOfAuthor, cardsOfTopic, countOfAuthor, countOfTopic, newestCards } from '../articles/lists.ts'
import { quotesOfPerson } from '../articles/read.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import type { Markup } from '../kit/markup.ts'
import { personBySlug } from '../people/store.ts'
import { topicBySlug } from '../topics/store.ts'
import { personPath, topicPath } from './addresses.ts'
import { storyCards } from './cards.ts'
import { editionFor, frontPages } from './editions.ts'
import { missingPage } from './missing-page.ts'
import { absolute, feedsAt, placeOf, publicationOf, publisherOf } from './publication.ts'
import { breadcrumbList, itemList, person as personData, website } from './structured-data.ts'
import { frontPage, type FrontView } from './views/front.ts'
import { listPage, personPage, type Paging } from './views/lists.ts'
import { startPage } from './views/messages.ts'
import { renderPage, type Page, type Publication } from './views/page.ts'
import { wordsOf } from './words.ts'

const perPage = 20
const frontStories = 60

/** `GET /`: the newest story leads until the newsroom says otherwise; then ranks, then topics. */
export async function front(house: House): Promise<Answer> {
  const publication = await publicationOf(house)
  // What is in a language that has a front page of its own leads there.
  const newest = (await newestCards(house.db, { limit: frontStories })).filter(({ language }) => editionFor(house, language).prefix === '')
  const { cards, tags } = await storyCards(house.db, newest)
  const { description } = house.settings.current().identity
  const page: Page = {
    title: '', description, canonical: `${publication.origin}/`, language: publication.place.language, kind: 'front', alternates: frontPages(house),
    structuredData: [...website(publisherOf(house), description, absolute(house, publication.searchHref)), ...listed(house, cards)],
  }
  const main = cards.length === 0 ? startPage(publication.place) : frontPage(arrange(house.settings.current().front.lead, cards, publication), publication.place)
  return { kind: 'html', status: 200, html: renderPage(publication, page, main), tags: ['front', ...tags] }
}

type Cards = Awaited<ReturnType<typeof storyCards>>['cards']

/** Lead, second rank with pictures, the latest as words; what remains goes to its topic's section. */
function arrange(leadPath: string | null, cards: Cards, publication: Publication): FrontView {
  const lead = cards.find(({ href }) => href === leadPath) ?? cards.find(({ picture }) => picture !== undefined) ?? cards[0]
  const others = cards.filter((card) => card !== lead)
  const second = others.filter(({ picture }) => picture !== undefined).slice(0, 3)
  const briefs = others.filter((card) => !second.includes(card)).slice(0, 7)
  const rest = others.filter((card) => !second.includes(card) && !briefs.includes(card))
  const byTopic = Map.groupBy(rest, ({ kicker }) => kicker?.href ?? '')
  const sections = publication.topics.flatMap((topic) => {
    const own = byTopic.get(topic.href) ?? []
    // A section opens with a picture where it has one.
    const first = own.find(({ picture }) => picture !== undefined) ?? own[0]
    return first === undefined ? [] : [{ topic, cards: [first, ...own.filter((card) => card !== first)].slice(0, 5) }]
  })
  return { lead, second, briefs, sections, advertisement: undefined, older: cards.length < frontStories ? undefined : { label: wordsOf(publication.place.language).older, href: '/-/archive' } }
}

/** `GET /topics/:slug?page=2` */
export async function topic(house: House, request: PageRequest): Promise<Answer> {
  const found = await topicBySlug(house.db, request.params.slug ?? '')
  if (found === undefined) return missingPage(house, 404)
  const count = await countOfTopic(house.db, found.id)
  const paging = pagingOf(request, topicPath(found.slug), count)
  if (paging === undefined) return missingPage(house, 404)
  const { cards, tags } = await storyCards(house.db, await cardsOfTopic(house.db, found.id, { limit: perPage, offset: (paging.number - 1) * perPage }))
  const view = { heading: found.name, description: paging.number === 1 ? found.description : '', cards, paging, withoutKicker: true }
  const href = topicPath(found.slug)
  const structuredData = [breadcrumbList([publisherOf(house), { name: found.name, url: absolute(house, href) }]), ...listed(house, cards)]
  return listAnswer(house, { title: found.name, description: found.description, href, paging, structuredData, feedsPath: href }, (publication) => listPage(view, publication.place), [`topic:${found.id}`, ...tags])
}

/** `GET /people/:slug`: what they wrote and what they said. */
export async function person(house: House, request: PageRequest): Promise<Answer> {
  const found = await personBySlug(house.db, request.params.slug ?? '')
  if (found === undefined) return missingPage(house, 404)
  const href = personPath(found.slug)
  const paging = pagingOf(request, href, await countOfAuthor(house.db, found.id))
  if (paging === undefined) return missingPage(house, 404)
  const { cards, tags } = await storyCards(house.db, await cardsOfAuthor(house.db, found.id, { limit: perPage, offset: (paging.number - 1) * perPage }))
  const quotes = paging.number > 1 ? [] : await quotesOfPerson(house.db, found.id, 50)
  const view = {
    name: found.name, role: found.role, description: found.biography, cards, paging,
    quotes: quotes.map((quote) => ({
      words: quote.words, capacity: quote.capacity, translation: quote.translation, saidOn: quote.saidOn || undefined,
      source: quote.sourceName === '' && quote.sourceUrl === '' ? undefined : { name: quote.sourceName || new URL(quote.sourceUrl, house.config.origin).hostname, href: quote.sourceUrl || undefined },
      story: { headline: quote.headline, href: `${quote.path}#${quote.blockId}`, publishedAt: quote.publishedAt },
    })),
  }
  const url = absolute(house, href)
  const said = quotes.map((quote) => ({
    ...quote, speaker: { name: found.name, url, capacity: quote.capacity }, url: absolute(house, `${quote.path}#${quote.blockId}`), story: { headline: quote.headline, url: absolute(house, quote.path) },
  }))
  const structuredData = [...personData(publisherOf(house), { name: found.name, url, role: found.role, description: found.biography, quotes: said }), ...listed(house, cards)]
  return listAnswer(house, { title: found.name, description: found.biography, href, paging, structuredData, feedsPath: href }, (publication) => personPage(view, publication.place), [`person:${found.id}`, ...tags])
}

/** `GET /-/archive`: every story, newest first. */
export async function archive(house: House, request: PageRequest): Promise<Answer> {
  const before = /^(\d{1,15})-(\d{1,15})$/u.exec(request.query.get('before') ?? '')
  const after = before === null ? undefined : { publishedAt: Number(before[1]), id: Number(before[2]) }
  const stories = await newestCards(house.db, { limit: perPage + 1, ...(after && { after }) })
  const { cards, tags } = await storyCards(house.db, stories.slice(0, perPage))
  const last = stories.length > perPage ? stories[perPage - 1] : undefined
  const older = last && `/-/archive?before=${last.publishedAt}-${last.id}`
  const paging = { newer: after && '/-/archive', older }
  const { archive: title } = wordsOf(placeOf(house).language)
  const view = { heading: title, description: '', cards, paging, withoutKicker: false }
  return listAnswer(house, { title, description: '', href: '/-/archive', paging: undefined, structuredData: listed(house, cards) }, (publication) => listPage(view, publication.place), ['front', ...tags])
}

type ListHead = { title: string; description: string; href: string; paging: Paging | undefined; structuredData: readonly unknown[]; /** Where its own feeds are. */ feedsPath?: string }

async function listAnswer(house: House, head: ListHead, main: (publication: Publication) => Markup, tags: readonly string[]): Promise<Answer> {
  const publication = await publicationOf(house)
  const { number, of } = head.paging ?? {}
  const isFirst = number === undefined || of === undefined || number === 1
  const page: Page = {
    title: isFirst ? head.title : `${head.title}, ${wordsOf(publication.place.language).page({ number, of })}`, description: isFirst ? head.description : '',
    canonical: absolute(house, isFirst ? head.href : `${head.href}?page=${number}`), language: publication.place.language, kind: 'list', currentHref: head.href,
    structuredData: head.structuredData,
    otherForms: head.feedsPath === undefined ? [] : feedsAt(head.feedsPath, publication.place.language).map(({ label, ...feed }) => ({ ...feed, title: `${head.title}, ${label}` })),
  }
  return { kind: 'html', status: 200, html: renderPage(publication, page, main(publication)), tags }
}

function listed(house: House, cards: readonly { href: string }[]): unknown[] {
  return itemList(cards.map(({ href }) => absolute(house, href)))
}

/** Undefined when the page asked for does not exist. */
function pagingOf({ query }: PageRequest, href: string, count: number): (Paging & { number: number }) | undefined {
  const of = Math.max(1, Math.ceil(count / perPage))
  const asked = query.get('page') ?? '1'
  const number = Number(asked)
  if (!/^\d{1,6}$/u.test(asked) || number < 1 || number > of) return undefined
  const address = (page: number) => (page === 1 ? href : `${href}?page=${page}`)
  return { number, of, newer: number > 1 ? address(number - 1) : undefined, older: number < of ? address(number + 1) : undefined }
}
