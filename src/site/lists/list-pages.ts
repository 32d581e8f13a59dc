import { archiveMonths, type Month } from '../../articles/archive-store.ts'
import { cardsOfMonth, cardsOfTopic, newestCards } from '../../articles/list-store.ts'
import { pathsTag, frontTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import { formatMonth } from '../../kit/times.ts'
import { monthPath, topicPath } from '../../layout/addresses.ts'
import { storyCards } from '../../layout/cards.ts'
import { listAnswer } from '../../layout/list-answer.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { cursorOf, pageOf, perPage, toFirst } from '../../layout/paging.ts'
import { absolute, localeOf } from '../../layout/publication.ts'
import { breadcrumbList, itemList } from '../../layout/structured-data.ts'
import { archivePage, listPage, topicsPage } from '../../layout/views/lists.ts'
import { wordsOf } from '../../layout/words.ts'
import { allTopics, childTopics, parentTopics, topicBySlug } from '../../topics/store.ts'
import { topicTag, menuTag } from '../../topics/tags.ts'

/** `GET /topics/:slug?page=2` */
export async function showTopic(house: House, request: PageRequest): Promise<Answer> {
  const found = await topicBySlug(house.db, request.params.slug ?? '')
  if (found === undefined) return renderMissingPage(house, 404)
  const href = topicPath(found.slug)
  if (found.slug !== request.params.slug)
    return { kind: 'redirect', status: 301, location: href, tags: [topicTag(found.id), pathsTag] }
  const asked = pageOf(request, href)
  const stories = asked === undefined ? [] : await cardsOfTopic(house.db, found.id, asked.rows)
  if (asked === undefined || (stories.length === 0 && asked.number > 1)) return renderMissingPage(house, 404)
  const { cards, tags } = await storyCards(house.db, stories.slice(0, perPage))
  const parents = await parentTopics(house.db, found)
  const children = asked.number > 1 ? [] : await childTopics(house.db, found.id)
  const link = ({ name, slug }: { name: string; slug: string }) => ({ label: name, href: topicPath(slug) })
  const view = {
    heading: found.name,
    description: asked.number === 1 ? found.description : '',
    cards,
    paging: asked.paging(stories.length),
    withoutKicker: true,
    breadcrumb: parents.map(link),
    feed: `${href}/feed.xml`,
    children: children.map(link),
  }
  const steps = [
    { name: house.settings.current().identity.name, url: absolute(house, '/') },
    ...[...parents, found].map(({ name, slug }) => ({ name, url: absolute(house, topicPath(slug)) })),
  ]
  const structuredData = [breadcrumbList(steps), ...listed(house, cards)]
  const head = {
    title: found.name,
    description: found.description,
    href,
    number: asked.number,
    structuredData,
    currentHref: topicPath(parents[0]?.slug ?? found.slug),
    feedsPath: href,
  }
  return listAnswer(house, head, (publication) => listPage(view, publication.locale), [
    topicTag(found.id),
    menuTag,
    ...parents.map(({ id }) => topicTag(id)),
    ...tags,
  ])
}

/** `GET /-/topics`: all of them, as the tree that they are. */
export async function showTopics(house: House): Promise<Answer> {
  const { language } = localeOf(house)
  const all = await allTopics(house.db, language)
  const { allTopics: title } = wordsOf(language)
  const view = {
    heading: title,
    topics: all.map(({ name, slug, description, depth }) => ({
      label: name,
      href: topicPath(slug),
      description,
      depth,
    })),
  }
  return listAnswer(
    house,
    { title, description: '', href: '/-/topics', number: 1, structuredData: [] },
    ({ locale }) => topicsPage(view, locale),
    [menuTag, ...all.map(({ id }) => topicTag(id))],
  )
}

/** `GET /-/archive`: the months with their counts, then every story, newest first, paged by key. */
export async function showArchive(house: House, request: PageRequest): Promise<Answer> {
  const before = cursorOf(request)
  if (before === 'odd') return toFirst('/-/archive')
  const after = before && { publishedAt: before.at, id: before.id }
  const stories = await newestCards(house.db, { limit: perPage + 1, ...(after && { after }) })
  const { cards, tags } = await storyCards(house.db, stories.slice(0, perPage))
  const last = stories.length > perPage ? stories[perPage - 1] : undefined
  const paging = { newer: after && '/-/archive', older: last && `/-/archive?before=${last.publishedAt}-${last.id}` }
  const { language } = localeOf(house)
  const { archive: title } = wordsOf(language)
  const view = {
    heading: title,
    years: after === undefined ? yearsOf(await archiveMonths(house.db), language) : [],
    cards,
    paging,
  }
  return listAnswer(
    house,
    {
      title,
      description: '',
      href: '/-/archive',
      number: after === undefined ? 1 : 0,
      structuredData: listed(house, cards),
    },
    (publication) => archivePage(view, publication.locale),
    [frontTag, ...tags],
  )
}

function yearsOf(months: readonly Month[], language: string) {
  const byYear = Map.groupBy(months, ({ month }) => month.slice(0, 4))
  return [...byYear].map(([year, own]) => ({
    year,
    months: own.map(({ month, stories }) => ({
      label: formatMonth(month, 'month', language),
      href: monthPath(month),
      stories,
    })),
  }))
}

/** `GET /-/archive/2026/11?page=2` */
export async function showMonth(house: House, request: PageRequest): Promise<Answer> {
  const name = `${request.params.year}-${request.params.month}`
  const asked = /^\d{4}-\d\d$/u.test(name) ? pageOf(request, monthPath(name)) : undefined
  const stories = asked === undefined ? [] : await cardsOfMonth(house.db, name, asked.rows)
  if (asked === undefined || stories.length === 0) return renderMissingPage(house, 404)
  const { cards, tags } = await storyCards(house.db, stories.slice(0, perPage))
  const months = (await archiveMonths(house.db)).map((entry) => entry.month)
  const at = months.indexOf(name)
  const { language } = localeOf(house)
  const neighbour = (other: string | undefined) =>
    other === undefined ? undefined : { label: formatMonth(other, 'monthOfYear', language), href: monthPath(other) }
  const heading = formatMonth(name, 'monthOfYear', language)
  const view = {
    heading,
    description: '',
    cards,
    paging: asked.paging(stories.length),
    withoutKicker: false,
    breadcrumb: [{ label: wordsOf(language).archive, href: '/-/archive' }],
    neighbours: { later: neighbour(months[at - 1]), earlier: neighbour(months[at + 1]) },
  }
  return listAnswer(
    house,
    { title: heading, description: '', href: monthPath(name), number: asked.number, structuredData: [] },
    (publication) => listPage(view, publication.locale),
    [frontTag, ...tags],
  )
}

function listed(house: House, cards: readonly { href: string }[]): unknown[] {
  return itemList(cards.map(({ href }) => absolute(house, href)))
}
