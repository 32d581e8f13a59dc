import { logEntries } from '../alerts/log.ts'
import { alertPhrases } from '../alerts/phrases.ts'
import { alertsTag } from '../alerts/tags.ts'
import { newestCorrections } from '../articles/archive-store.ts'
import { cardsInLanguage } from '../articles/language-list-store.ts'
import { cardsOfAuthor, cardsOfTopic, newestCards, type Card } from '../articles/list-store.ts'
import { articleTag, correctionsTag, frontTag } from '../articles/tags.ts'
import { isBehind } from '../conversation/comment.ts'
import { newestComments } from '../conversation/published-store.ts'
import { renderWords } from '../conversation/render-words.ts'
import { commentedArticle } from '../conversation/store.ts'
import { endOfFirstPage } from '../conversation/thread-store.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import { html } from '../kit/markup.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { personPath, topicPath } from '../layout/addresses.ts'
import { editionAt, type Edition } from '../layout/editions.ts'
import { renderMissingPage } from '../layout/missing-page.ts'
import { absolute } from '../layout/publication.ts'
import { wordsOf } from '../layout/words.ts'
import { personBySlug } from '../people/store.ts'
import { personTag } from '../people/tags.ts'
import { topicBySlug } from '../topics/store.ts'
import { topicTag } from '../topics/tags.ts'
import type { Feed, FeedEntry } from './formats.ts'
import { correctionEntry, storyEntries } from './stories.ts'

const entriesShown = 20
const commentsShown = 50
const newest = { limit: entriesShown, offset: 0 }

type Channel = {
  path: string
  homePath: string
  title: string
  description: string
  language?: string | undefined
  tags: readonly Tag[]
}

/**
 * `GET /feed.:format`: the newest stories of the publication, as `xml` (RSS), `atom` or `json`; below a further
 * language's prefix with the stories in it.
 */
export async function serveSiteFeed(house: House, request: PageRequest, edition?: Edition): Promise<Answer> {
  const { identity } = house.settings.current()
  const { language, prefix = '' } = edition ?? {}
  const channel = {
    path: prefix,
    homePath: `${prefix}/`,
    title: identity.name,
    description: identity.description || identity.tagline,
    language,
    tags: [frontTag],
  }
  return storyFeed(
    house,
    request,
    channel,
    language === undefined
      ? await newestCards(house.db, { limit: entriesShown })
      : await cardsInLanguage(house.db, { language, limit: entriesShown }),
  )
}

/** `GET /topics/:slug/feed.:format`; below a further language's prefix with the stories in it. */
export async function serveTopicFeed(house: House, request: PageRequest, edition?: Edition): Promise<Answer> {
  const topic = await topicBySlug(house.db, request.params.slug ?? '')
  if (topic === undefined) return renderMissingPage(house, 404, edition)
  const list = {
    path: topicPath(topic.slug),
    title: titled(house, topic.name),
    description: edition === undefined ? topic.description : '',
    tags: [topicTag(topic.id)],
  }
  return listFeed(
    house,
    request,
    list,
    edition === undefined
      ? await cardsOfTopic(house.db, topic.id, newest)
      : await cardsInLanguage(house.db, { ...edition, ...newest, topicId: topic.id }),
    edition,
  )
}

/** `GET /people/:slug/feed.:format`: what they wrote; below a further language's prefix in it. */
export async function servePersonFeed(house: House, request: PageRequest, edition?: Edition): Promise<Answer> {
  const person = await personBySlug(house.db, request.params.slug ?? '')
  if (person === undefined) return renderMissingPage(house, 404, edition)
  const list = {
    path: personPath(person.slug),
    title: titled(house, person.name),
    description: edition === undefined ? person.biography : '',
    tags: [personTag(person.id)],
  }
  return listFeed(
    house,
    request,
    list,
    edition === undefined
      ? await cardsOfAuthor(house.db, person.id, newest)
      : await cardsInLanguage(house.db, { ...edition, ...newest, personId: person.id }),
    edition,
  )
}

/** Of a topic or a person, at home where their page in that language is. */
function listFeed(
  house: House,
  request: PageRequest,
  list: Omit<Channel, 'homePath' | 'language'>,
  cards: readonly Card[],
  edition?: Edition,
): Promise<Answer> {
  const path = `${edition?.prefix ?? ''}${list.path}`
  return storyFeed(house, request, { ...list, path, homePath: path, language: edition?.language }, cards)
}

/** `GET /articles/:id/comments/feed.:format`: the newest published comments of one story. */
export async function serveCommentsFeed(house: House, request: PageRequest): Promise<Answer> {
  const story = await commentedArticle(house.db, { publicId: request.params.id ?? '' })
  if (story === undefined) return renderMissingPage(house, 404)
  const comments = await newestComments(house.db, story.id, commentsShown)
  const url = absolute(house, story.path)
  const channel = {
    path: commentsPath(story.publicId),
    homePath: story.path,
    title: titled(house, wordsOf(house.settings.current().identity.language).feed.comments(story.headline)),
    description: '',
    tags: [articleTag(story.id)],
  }
  const end = await endOfFirstPage(house.db, story.id)
  const entries = comments.map(({ id, publicId, authorName, words: said, submittedAt }) => ({
    id: `urn:crier:${publicId}`,
    url:
      end && isBehind({ submittedAt, id }, end)
        ? absolute(house, `/comments/${publicId}`)
        : `${url}#comment-${publicId}`,
    title: authorName,
    summary: said,
    html: renderWords(said).text,
    language: story.language,
    publishedAt: submittedAt,
    updatedAt: submittedAt,
    authors: [authorName],
    topics: [],
  }))
  return feedAnswer(house, request, channel, entries, [])
}

/**
 * `GET /-/corrections/feed.:format`: what was wrong and was put right, newest first; below a further language's prefix
 * in its stories. Whatever is corrected, clarified, updated or taken back is an entry of its own.
 */
export async function serveCorrectionsFeed(house: House, request: PageRequest, edition?: Edition): Promise<Answer> {
  const path = `${edition?.prefix ?? ''}/-/corrections`
  const language = edition?.language ?? house.settings.current().identity.language
  const found = await newestCorrections(house.db, { limit: commentsShown, language: edition?.language })
  const { title, text } = wordsOf(language).corrections
  const channel = {
    path,
    homePath: path,
    title: titled(house, title),
    description: text,
    language,
    tags: [correctionsTag],
  }
  const entries = found.map((correction) => correctionEntry(house, correction))
  return feedAnswer(
    house,
    request,
    channel,
    entries,
    found.map(({ articleId }) => articleTag(articleId)),
  )
}

/** `GET /alerts/feed.:format`: the newest alerts, with what was said of them afterwards. */
export async function serveAlertsFeed(house: House, request: PageRequest): Promise<Answer> {
  const { language } = house.settings.current().identity
  const { log, change: kinds } = alertPhrases(language)
  const alerts = await logEntries(house, { limit: entriesShown })
  const entries = alerts.map((alert): FeedEntry => {
    const notices = alert.changes.map(({ kind, words }) => `${kinds[kind]}: ${words}`)
    const lines = [alert.text, ...notices].filter((line) => line !== '')
    return {
      id: `urn:crier:${alert.publicId}`,
      url: absolute(house, alert.path ?? `/alerts#${alert.publicId}`),
      title: alert.changes.at(-1)?.title ?? alert.title,
      summary: lines.join(' '),
      html: html`${lines.map((line) => html`<p>${line}</p>`)}`.text,
      language: alert.language,
      publishedAt: alert.sentAt,
      updatedAt: alert.changes.at(-1)?.madeAt ?? alert.sentAt,
      authors: [],
      topics: [log.level[alert.level]],
    }
  })
  const channel = { path: '/alerts', homePath: '/alerts', title: titled(house, log.title), description: log.text }
  return feedAnswer(
    house,
    request,
    { ...channel, tags: [alertsTag] },
    entries,
    alerts.map(({ articleId }) => articleTag(articleId)),
  )
}

async function storyFeed(
  house: House,
  request: PageRequest,
  channel: Channel,
  cards: readonly Card[],
): Promise<Answer> {
  const { entries, tags } = await storyEntries(house, cards, (publicId) =>
    absolute(house, `${commentsPath(publicId)}/feed.${request.params.format}`),
  )
  return feedAnswer(house, request, channel, entries, tags)
}

async function feedAnswer(
  house: House,
  { path: asked, params }: PageRequest,
  { path, homePath, title, description, language, tags }: Channel,
  entries: Feed['entries'],
  more: readonly Tag[],
): Promise<Answer> {
  // Loaded with the first feed: the writers are 180 modules.
  const { formats } = await import('./formats.ts')
  const format = new Map(Object.entries(formats)).get(params.format ?? '')
  if (format === undefined) return renderMissingPage(house, 404, editionAt(house, asked))
  const { identity } = house.settings.current()
  const feed = {
    title,
    description,
    homeUrl: absolute(house, homePath),
    feedUrl: absolute(house, `${path}/feed.${params.format}`),
    language: language ?? identity.language,
    publication: identity.name,
    entries,
  }
  return {
    kind: 'bytes',
    status: 200,
    type: `${format.type}; charset=utf-8`,
    body: format.write(feed),
    tags: [...new Set([...tags, ...more])],
  }
}

function titled(house: House, name: string): string {
  return `${name} · ${house.settings.current().identity.name}`
}

function commentsPath(publicId: string): string {
  return `/articles/${publicId}/comments`
}
