import type { House } from '../kit/house.ts'
import { startOfDay } from '../kit/times.ts'
import { localeOf, searchPath } from '../layout/publication.ts'
import { wordsOf } from '../layout/words.ts'
import { peopleCalled } from '../people/store.ts'
import { topicBySlug, topicChoices, topicIdsUnder, type Topic } from '../topics/store.ts'
import { menuTag } from '../topics/tags.ts'
import type { Question } from './question.ts'
import type { SearchForm } from './views.ts'

const longestText = 200
const longestName = 200
const maxTopics = 200

/** What no word has and the page would say back: control characters, and those that turn the direction of writing. */
const obeyed = /[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]/gu

export type SearchRequest = {
  values: SearchForm['values']
  byTime: boolean
  page: number
  faults: SearchForm['faults']
  /** Undefined when nothing is asked for or something is faulty. */
  question: Question | undefined
  /** The address of this search with some of it changed. */
  address(changes: Partial<Record<'q' | 'sort' | 'page', string>>): string
}

/**
 * Reads the address of a search: what can be understood becomes a question, what cannot is named and kept as it was
 * typed.
 */
export async function readSearch(house: House, query: URLSearchParams): Promise<SearchRequest> {
  const value = (name: string) => (query.get(name) ?? '').replaceAll(obeyed, ' ')
  const topic = value('topic') === '' ? undefined : await topicBySlug(house.db, value('topic'))
  const values = {
    q: value('q'),
    topic: topic?.slug ?? value('topic'),
    author: value('author'),
    from: value('from').trim(),
    to: value('to').trim(),
  }
  const byTime = value('sort') === 'newest'
  const faults: SearchForm['faults'] = {}
  const wrong = wordsOf(localeOf(house).language).search.faults
  const topicIds = values.topic === '' ? undefined : await topicIdsUnder(house.db, values.topic)
  const authorIds =
    values.author.trim() === '' || values.author.length > longestName
      ? undefined
      : (await peopleCalled(house.db, values.author.trim())).map(({ id }) => id)
  const { timeZone } = house.settings.current().identity
  const fromAt = startOfDay(values.from, timeZone)
  const toDay = startOfDay(values.to, 'UTC')
  const page = /^[1-9]\d{0,3}$/u.test(value('page') || '1') ? Number(value('page') || '1') : 0
  if (values.q.length > longestText) faults.q = wrong.tooLong(longestText)
  if (topicIds?.length === 0) faults.topic = wrong.topic
  if (values.author.length > longestName || authorIds?.length === 0) faults.author = wrong.author
  if (values.from !== '' && fromAt === undefined) faults.from = wrong.date
  if (values.to !== '' && toDay === undefined) faults.to = wrong.date
  else if (values.from !== '' && values.to !== '' && values.to < values.from) faults.to = wrong.order
  if (page === 0) faults.page = wrong.page
  const isAsked =
    values.q.trim() !== '' ||
    topicIds !== undefined ||
    authorIds !== undefined ||
    fromAt !== undefined ||
    toDay !== undefined
  const beforeAt =
    toDay === undefined ? undefined : startOfDay(new Date(toDay + 86_400_000).toISOString().slice(0, 10), timeZone)
  const question: Question = {
    text: values.q,
    topicIds,
    authorIds,
    fromAt,
    beforeAt,
    sort: byTime ? 'newest' : 'relevance',
    page,
    now: house.clock.now(),
  }
  const action = await searchPath(house)
  return {
    values,
    byTime,
    page,
    faults,
    question: isAsked && Object.keys(faults).length === 0 ? question : undefined,
    address: (changes) =>
      addressOf(action, { ...values, sort: byTime ? 'newest' : '', page: value('page'), ...changes }),
  }
}

function addressOf(action: string, parts: Record<string, string>): string {
  const query = new URLSearchParams(Object.entries(parts).filter(([, part]) => part !== ''))
  return `${action}?${query}`
}

/** The first topics of the menu, those below others after them; the chosen one among them. */
export async function topicsToChoose(house: House, chosen: string): Promise<SearchForm['topics']> {
  const topics = await house.pages.remember('topics to choose', async () => ({
    value: await topicChoices(house.db, maxTopics),
    tags: [menuTag],
  }))
  const isListed = chosen === '' || topics.some(({ slug }) => slug === chosen)
  // An unknown topic stays visible in the form, too.
  const all = isListed
    ? topics
    : [...topics, (await topicBySlug(house.db, chosen)) ?? { id: 0, slug: chosen, name: chosen, parentId: null }]
  const withThoseBelow = (
    { id, slug, name }: Pick<Topic, 'id' | 'slug' | 'name'>,
    isBelow: boolean,
  ): SearchForm['topics'][number][] => [
    { slug, name, isBelow },
    ...all.filter(({ parentId }) => parentId === id).flatMap((topic) => withThoseBelow(topic, true)),
  ]
  return all
    .filter(({ parentId }) => !all.some(({ id }) => id === parentId))
    .flatMap((topic) => withThoseBelow(topic, false))
}
