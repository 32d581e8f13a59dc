import { cardsOfAuthor } from '../../articles/list-store.ts'
import { quotesOfPerson, type QuoteOfPerson } from '../../articles/published-store.ts'
import { pathsTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import { personPath } from '../../layout/addresses.ts'
import { storyCards } from '../../layout/cards.ts'
import { listAnswer } from '../../layout/list-answer.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { pageOf, perPage } from '../../layout/paging.ts'
import { absolute, localeOf, publisherOf } from '../../layout/publication.ts'
import { itemList, person as personData } from '../../layout/structured-data.ts'
import { wordsOf } from '../../layout/words.ts'
import { personBySlug, type Person } from '../../people/store.ts'
import { personTag } from '../../people/tags.ts'
import { personPage, quotesPage, type SaidQuote } from './views/people.ts'

/** Under a person's name; all of them have pages of their own. */
const quotesShown = 5

/** `GET /people/:slug?page=2`: what they said, newest first, and what they wrote. */
export async function showPerson(house: House, request: PageRequest): Promise<Answer> {
  const found = await personBySlug(house.db, request.params.slug ?? '')
  if (found === undefined) return renderMissingPage(house, 404)
  if (found.slug !== request.params.slug) return moved(personPath(found.slug), found)
  const href = personPath(found.slug)
  const asked = pageOf(request, href)
  const stories = asked === undefined ? [] : await cardsOfAuthor(house.db, found.id, asked.rows)
  if (asked === undefined || (stories.length === 0 && asked.number > 1)) return renderMissingPage(house, 404)
  const { cards, tags } = await storyCards(house.db, stories.slice(0, perPage))
  const quotes = asked.number > 1 ? [] : await quotesOfPerson(house.db, found.id, { limit: quotesShown + 1, offset: 0 })
  const view = {
    name: found.name,
    role: found.role,
    description: asked.number > 1 ? '' : found.biography,
    cards,
    paging: asked.paging(stories.length),
    quotes: quotes.slice(0, quotesShown).map((quote) => said(house, quote)),
    allQuotes: quotes.length > quotesShown ? saidPath(found.slug) : undefined,
    feed: stories.length > 0 ? `${href}/feed.xml` : undefined,
  }
  const head = {
    title: found.name,
    description: found.biography || found.role,
    href,
    number: asked.number,
    structuredData: [
      ...dataOf(house, found, quotes.slice(0, quotesShown)),
      ...itemList(cards.map((card) => absolute(house, card.href))),
    ],
    type: 'profile' as const,
    feedsPath: href,
  }
  return listAnswer(house, head, (publication) => personPage(view, publication.locale), [personTag(found.id), ...tags])
}

/** `GET /people/:slug/said?page=2`: every quote with the capacity of that day, its story and its date. */
export async function showQuotes(house: House, request: PageRequest): Promise<Answer> {
  const found = await personBySlug(house.db, request.params.slug ?? '')
  if (found === undefined) return renderMissingPage(house, 404)
  if (found.slug !== request.params.slug) return moved(saidPath(found.slug), found)
  const asked = pageOf(request, saidPath(found.slug))
  const rows = asked === undefined ? [] : await quotesOfPerson(house.db, found.id, asked.rows)
  if (asked === undefined || rows.length === 0) return renderMissingPage(house, 404)
  const view = {
    name: found.name,
    href: personPath(found.slug),
    quotes: rows.slice(0, perPage).map((quote) => said(house, quote)),
    paging: asked.paging(rows.length),
  }
  const head = {
    title: wordsOf(localeOf(house).language).quotesOf(found.name),
    description: '',
    href: saidPath(found.slug),
    number: asked.number,
    structuredData: dataOf(house, found, rows.slice(0, perPage)),
  }
  return listAnswer(house, head, (publication) => quotesPage(view, publication.locale), [personTag(found.id)])
}

function moved(location: string, { id }: Person): Answer {
  return { kind: 'redirect', status: 301, location, tags: [personTag(id), pathsTag] }
}

function saidPath(slug: string): string {
  return `${personPath(slug)}/said`
}

function said(house: House, quote: QuoteOfPerson): SaidQuote {
  const { words: text, capacity, translation, saidOn, sourceName, sourceUrl, language } = quote
  return {
    words: text,
    capacity,
    translation,
    saidOn: saidOn || undefined,
    language,
    source:
      sourceName === '' && sourceUrl === ''
        ? undefined
        : { name: sourceName || new URL(sourceUrl, house.config.origin).hostname, href: sourceUrl || undefined },
    story: { headline: quote.headline, href: `${quote.path}#${quote.blockId}`, publishedAt: quote.publishedAt },
  }
}

function dataOf(house: House, found: Person, said: readonly QuoteOfPerson[]): unknown[] {
  const url = absolute(house, personPath(found.slug))
  const quotes = said.map((quote) => ({
    ...quote,
    speaker: { name: found.name, url, capacity: quote.capacity },
    url: absolute(house, `${quote.path}#${quote.blockId}`),
    story: { headline: quote.headline, url: absolute(house, quote.path) },
  }))
  return personData(publisherOf(house), {
    name: found.name,
    url,
    role: found.role,
    description: found.biography,
    quotes,
  })
}
