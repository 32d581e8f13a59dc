import { cardsByIds, newestCards } from '../articles/list-store.ts'
import { frontTag, articleTag } from '../articles/tags.ts'
import type { Answered } from '../kit/db/long-reads.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import { escape } from '../kit/markup.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { wellFormedXml } from '../kit/xml.ts'
import { storyCards } from '../layout/cards.ts'
import { absolute, localeOf, publicationOf, searchPath } from '../layout/publication.ts'
import type { StoryCard } from '../layout/views/card.ts'
import { renderPage } from '../layout/views/page.ts'
import type { Page } from '../layout/views/publication.ts'
import { wordsOf } from '../layout/words.ts'
import { menuTag } from '../topics/tags.ts'
import { perPage, storiesFor, type Found, type FoundStory } from './find.ts'
import { readSearch, topicsToChoose, type SearchRequest } from './read-search.ts'
import { searchTag } from './tags.ts'
import { searchPage, type SearchView } from './views.ts'

const latestShown = 5

/** `GET /search?q=&topic=&author=&from=&to=&sort=newest&page=` */
export async function showSearch(house: House, request: PageRequest): Promise<Answer> {
  const words = wordsOf(localeOf(house).language)
  const asked = await readSearch(house, request.query)
  const answer = asked.question === undefined ? undefined : await house.longReads.ask(storiesFor, asked.question)
  if (answer === undefined || answer.outcome !== 'answered')
    return searchAnswer(house, asked, hinderedView(asked, answer, words))
  const { value: found } = answer
  if (asked.page > 1 && found.stories.length === 0)
    return searchAnswer(
      house,
      { ...asked, faults: { page: words.search.faults.page } },
      { status: 404, message: words.search.faults.page, isEmpty: false },
    )
  const { cards, tags } = await foundCards(house, found.stories)
  const isEmpty = found.stories.length === 0 && !found.isWordless
  return searchAnswer(house, asked, {
    status: 200,
    isEmpty,
    tags,
    message: found.isWordless ? words.search.wordless : undefined,
    meant:
      found.meant === undefined ? undefined : { text: found.meant, href: asked.address({ q: found.meant, page: '' }) },
    results: found.stories.length === 0 ? undefined : resultsOf(asked, found, cards, words),
  })
}

type Words = ReturnType<typeof wordsOf>
type View = Omit<SearchView, 'form' | 'latest'> & { status: number; tags?: readonly Tag[] }

/** Nothing to search for yet, something that cannot be understood, or a house that cannot answer now. */
function hinderedView(
  { faults }: SearchRequest,
  answer: Exclude<Answered<Found>, { outcome: 'answered' }> | undefined,
  words: Words,
): View {
  if (answer === undefined)
    return { status: Object.keys(faults).length > 0 ? 422 : 200, isEmpty: false, message: faults.page }
  const { tooLong, busy } = words.search.unavailable
  return { status: 503, isEmpty: false, message: answer.outcome === 'too-long' ? tooLong : busy }
}

function resultsOf(
  { page, byTime, address }: SearchRequest,
  found: Found,
  cards: readonly StoryCard[],
  words: Words,
): SearchView['results'] {
  const { pages, total, isMore, how } = found
  const isLast = page === pages
  return {
    cards,
    count: isMore ? words.search.foundMore(total) : words.search.found(total),
    note: how === 'all' ? undefined : words.search[how],
    orders: [
      { label: words.search.byRelevance, href: address({ sort: '', page: '' }), isCurrent: !byTime },
      { label: words.search.byTime, href: address({ sort: 'newest', page: '' }), isCurrent: byTime },
    ],
    paging: {
      number: page,
      newer: page > 1 ? address({ page: page === 2 ? '' : String(page - 1) }) : undefined,
      older: isLast ? undefined : address({ page: String(page + 1) }),
    },
    further: isLast && (isMore || total > page * perPage) ? words.search.further : undefined,
  }
}

async function foundCards(house: House, stories: readonly FoundStory[]): Promise<{ cards: StoryCard[]; tags: Tag[] }> {
  const rows = await cardsByIds(
    house.db,
    stories.map(({ id }) => id),
  )
  const { cards, tags } = await storyCards(house.db, rows)
  const byId = new Map(stories.map((story) => [story.id, story]))
  const marked = cards.map((card, index): StoryCard => {
    const story = byId.get(rows[index]?.id ?? 0)
    if (story === undefined) return card
    const { headline, standfirst, excerpt } = story
    return excerpt === undefined
      ? { ...card, marks: { headline, standfirst } }
      : { ...card, standfirst: excerpt.text, marks: { headline, standfirst: excerpt.ranges } }
  })
  return { cards: marked, tags: [...tags, ...rows.map(({ id }) => articleTag(id))] }
}

async function searchAnswer(house: House, asked: SearchRequest, { status, tags = [], ...view }: View): Promise<Answer> {
  const publication = await publicationOf(house)
  const latest =
    view.results === undefined
      ? await storyCards(house.db, await newestCards(house.db, { limit: latestShown }))
      : { cards: [], tags: [] }
  const { q } = asked.values
  const words = wordsOf(publication.locale.language)
  const page: Page = {
    title: q.trim() === '' ? words.search.title : words.search.titleOf(q.trim().slice(0, 100)),
    description: '',
    language: publication.locale.language,
    noindex: true,
    kind: 'list',
    currentHref: publication.searchHref,
  }
  const form = {
    action: publication.searchHref,
    values: asked.values,
    byTime: asked.byTime,
    faults: asked.faults,
    topics: await topicsToChoose(house, asked.values.topic),
  }
  return {
    kind: 'html',
    status,
    noindex: true,
    isEphemeral: true,
    html: renderPage(publication, page, searchPage({ ...view, form, latest: latest.cards }, publication.locale)),
    ...(status < 500 && { tags: [searchTag, menuTag, frontTag, ...tags, ...latest.tags] }),
  }
}

/** `GET /-/opensearch.xml`: how a browser's address bar searches the paper (OpenSearch 1.1). */
export async function serveOpenSearch(house: House): Promise<Answer> {
  const { name } = house.settings.current().identity
  const template = `${absolute(house, await searchPath(house))}?q={searchTerms}`
  const body = wellFormedXml(`<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>${escape([...name].slice(0, 16).join(''))}</ShortName>
<Description>${escape(wordsOf(localeOf(house).language).search.openSearch(name))}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" method="get" template="${escape(template)}"/>
</OpenSearchDescription>
`)
  return {
    kind: 'bytes',
    status: 200,
    type: 'application/opensearchdescription+xml; charset=utf-8',
    body,
    tags: [frontTag],
  }
}
