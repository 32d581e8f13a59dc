/** The lists of a further language of the site, below its prefix: its topics, its people, its archive. */
import { cardsInLanguage } from '../../articles/language-list-store.ts'
import type { Card } from '../../articles/list-store.ts'
import { pathsTag, frontTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import type { PageHandler } from '../../kit/http/guards/page.ts'
import { settingsTag } from '../../kit/page-cache/tag.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import { personPath, topicPath } from '../../layout/addresses.ts'
import { storyCards } from '../../layout/cards.ts'
import { furtherEdition, type Edition } from '../../layout/editions.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { cursorOf, toFirst } from '../../layout/paging.ts'
import { listFeedsAt, publicationOf } from '../../layout/publication.ts'
import { listPage } from '../../layout/views/lists.ts'
import { renderPage } from '../../layout/views/page.ts'
import type { Page, Publication } from '../../layout/views/publication.ts'
import { wordsOf } from '../../layout/words.ts'
import { personBySlug } from '../../people/store.ts'
import { personTag } from '../../people/tags.ts'
import { topicBySlug } from '../../topics/store.ts'
import { topicTag } from '../../topics/tags.ts'

const perPage = 20

export type EditionHandler = (house: House, request: PageRequest, edition: Edition) => Promise<Answer>

/** A page of the edition that the address names. Below any other first segment it may be an address of long ago. */
export function inEdition(handler: EditionHandler, otherwise: PageHandler): PageHandler {
  return (house, request) => {
    const edition = furtherEdition(house, request.params.language)
    return edition === undefined ? otherwise(house, request) : handler(house, request, edition)
  }
}

/** `GET /:language` lacks its slash. */
export async function redirectToEdition(_house: House, _request: PageRequest, { prefix }: Edition): Promise<Answer> {
  return { kind: 'redirect', status: 301, location: `${prefix}/`, tags: [settingsTag] }
}

/** `GET /:language/-/archive`: every story in the language, newest first. */
export async function showEditionArchive(house: House, request: PageRequest, edition: Edition): Promise<Answer> {
  return listAnswer(house, request, edition, {
    path: '/-/archive',
    heading: wordsOf(edition.language).archive,
    description: '',
    tags: [frontTag],
  })
}

/** `GET /:language/topics/:slug`: the topic has one name, which stays as it is. */
export async function showEditionTopic(house: House, request: PageRequest, edition: Edition): Promise<Answer> {
  const found = await topicBySlug(house.db, request.params.slug ?? '')
  if (found === undefined) return renderMissingPage(house, 404, edition)
  if (found.slug !== request.params.slug)
    return {
      kind: 'redirect',
      status: 301,
      location: `${edition.prefix}${topicPath(found.slug)}`,
      tags: [topicTag(found.id), pathsTag],
    }
  return listAnswer(house, request, edition, {
    path: topicPath(found.slug),
    heading: found.name,
    description: '',
    topicId: found.id,
    tags: [topicTag(found.id)],
  })
}

/** `GET /:language/people/:slug`: what they wrote in the language. */
export async function showEditionPerson(house: House, request: PageRequest, edition: Edition): Promise<Answer> {
  const found = await personBySlug(house.db, request.params.slug ?? '')
  if (found === undefined) return renderMissingPage(house, 404, edition)
  if (found.slug !== request.params.slug)
    return {
      kind: 'redirect',
      status: 301,
      location: `${edition.prefix}${personPath(found.slug)}`,
      tags: [personTag(found.id), pathsTag],
    }
  return listAnswer(house, request, edition, {
    path: personPath(found.slug),
    heading: found.name,
    description: '',
    personId: found.id,
    tags: [personTag(found.id)],
  })
}

type List = {
  path: string
  heading: string
  description: string
  topicId?: number
  personId?: number
  tags: readonly Tag[]
}

async function listAnswer(
  house: House,
  request: PageRequest,
  { language, prefix }: Edition,
  { path, heading, description, tags, ...which }: List,
): Promise<Answer> {
  const href = `${prefix}${path}`
  const before = cursorOf(request)
  if (before === 'odd') return toFirst(href)
  const after = before && { publishedAt: before.at, id: before.id }
  const stories = await cardsInLanguage(house.db, { language, ...which, limit: perPage + 1, after })
  const { cards, tags: media } = await storyCards(house.db, stories.slice(0, perPage), prefix)
  const publication = await publicationOf(house, { language, prefix })
  const hasFeeds = which.topicId !== undefined || which.personId !== undefined
  const view = {
    heading,
    description,
    cards,
    paging: { newer: after && href, older: olderHref(href, stories) },
    withoutKicker: which.topicId !== undefined,
    feed: hasFeeds ? `${href}/feed.xml` : undefined,
  }
  return {
    kind: 'html',
    status: 200,
    html: renderPage(
      publication,
      pageOf(publication, { heading, href, isFirst: after === undefined, hasFeeds }),
      listPage(view, publication.locale),
    ),
    tags: [...tags, ...media],
  }
}

function olderHref(href: string, stories: readonly Card[]): string | undefined {
  const last = stories.length > perPage ? stories[perPage - 1] : undefined
  return last && `${href}?before=${last.publishedAt}-${last.id}`
}

function pageOf(
  { origin, locale }: Publication,
  { heading, href, isFirst, hasFeeds }: { heading: string; href: string; isFirst: boolean; hasFeeds: boolean },
): Page {
  return {
    title: heading,
    description: '',
    canonical: `${origin}${href}`,
    language: locale.language,
    kind: 'list',
    currentHref: href,
    noindex: !isFirst,
    otherForms: hasFeeds ? listFeedsAt(href, { heading, language: locale.language }) : [],
  }
}
