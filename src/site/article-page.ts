import { namesOf, publishedArticle, type NamedLink, type PublishedArticle } from '../articles/read.ts'
import { relatedCards, type Card } from '../articles/lists.ts'
import { readingMinutes } from '../articles/render/teaser.ts'
import { correctionsOf, storedDocument } from '../articles/store.ts'
import { takesComments, threadOf } from '../conversation/comment.ts'
import { threadRows } from '../conversation/store.ts'
import { conversation } from '../conversation/views.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import type { Markup } from '../kit/markup.ts'
import type { Correction } from '../articles/article.ts'
import { sharePicture } from '../media/picture-view.ts'
import { advertisementOf } from '../placements/placement.ts'
import { personPath, topicPath } from './addresses.ts'
import { storyCards } from './cards.ts'
import { colophonOf, weighed } from './colophon.ts'
import { missingPage } from './missing-page.ts'
import { pageMedia, pictureOf } from './pictures.ts'
import { absolute, placeOf, publicationOf } from './publication.ts'
import { storyBody, type StoryBody } from './story-body.ts'
import { newsArticle } from './structured-data.ts'
import { newestOfTopic } from './topic-stories.ts'
import { articlePage, type ArticleView } from './views/article.ts'
import type { StoryCard } from './views/card.ts'
import { renderPage, type Page, type Publication } from './views/page.ts'
import { wordsOf } from './words.ts'

const relatedShown = 4
const onwardShown = 3

/** The reference page: a story or a page at its own address, the same for every reader. */
export async function articleAnswer(house: House, _request: PageRequest, articleId: number): Promise<Answer> {
  const article = await publishedArticle(house.db, articleId)
  if (article === undefined) return missingPage(house, 410)
  const publication = await publicationOf(house)
  const names = await namesOf(house.db, article.id)
  const topics = names.filter(({ kind }) => kind === 'topic')
  const authors = names.filter(({ kind }) => kind === 'author')
  const body = await storyBody(house, storedDocument(article.documentJson), [article.leadMediaId])
  const around = article.kind === 'article' ? await storiesAround(house, article, topics[0]) : { related: [], onward: [], tags: [] }
  const corrections = await correctionsOf(house.db, article.id)
  const view = await articleView(house, { article, topics, authors, body, corrections, around })
  const page = pageOf(house, publication, { article, topics, authors, body, corrections })
  return {
    kind: 'html', status: 200, html: await weighed(house, renderPage(publication, page, articlePage(publication, view))),
    tags: [`article:${article.id}`, ...names.map(({ kind, id }) => (kind === 'topic' ? `topic:${id}` : `person:${id}`)), ...body.tags, ...around.tags],
  }
}

type Parts = { article: PublishedArticle; topics: readonly NamedLink[]; authors: readonly NamedLink[]; body: StoryBody; corrections: readonly Correction[] }
type Around = { related: readonly StoryCard[]; onward: readonly StoryCard[]; tags: readonly string[] }

async function articleView(house: House, { article, topics, authors, body, corrections, around }: Parts & { around: Around }): Promise<ArticleView> {
  const [main] = topics
  const lead = pictureOf(body.media.byId(article.leadMediaId), article.leadAlt)
  return {
    url: absolute(house, article.path),
    kind: article.kind,
    kicker: article.kicker === '' && main === undefined ? undefined : { label: article.kicker || (main?.name ?? ''), href: main && topicPath(main.slug) },
    headline: article.headline,
    standfirst: article.standfirst,
    authors: authors.map(({ name, slug }) => ({ name, href: personPath(slug) })),
    publishedAt: article.publishedAt,
    // A minute is what the page can show; an update within it is the publication itself.
    updatedAt: article.updatedAt - article.publishedAt >= 60_000 ? article.updatedAt : undefined,
    readingMinutes: readingMinutes(article.wordCount),
    commentCount: hasConversation(house, article) ? article.commentCount : undefined,
    lead: lead && { picture: lead, caption: article.leadCaption, credit: article.leadCredit },
    corrections,
    body: body.html,
    related: around.related,
    advertisement: article.kind === 'article' ? await advertisementView(house) : undefined,
    conversation: hasConversation(house, article) ? await conversationOf(house, article) : undefined,
    colophon: await colophonOf(house, { article, body, corrections }),
    onward: main === undefined || around.onward.length === 0 ? undefined : { topic: { label: main.name, href: topicPath(main.slug) }, cards: around.onward },
  }
}

/** Stories near to this one, then the newest of its topic that are not among them. */
async function storiesAround(house: House, article: PublishedArticle, topic: NamedLink | undefined): Promise<Around> {
  const related = await relatedCards(house.db, article.id, relatedShown)
  const inTopic = topic === undefined ? [] : await newestOfTopic(house, topic.id)
  const shown = new Set([article.id, ...related.map(({ id }) => id)])
  const onward = inTopic.filter(({ id }) => !shown.has(id)).slice(0, onwardShown)
  const all: Card[] = [...related, ...onward]
  const { cards, tags } = await storyCards(house.db, all)
  return { related: cards.slice(0, related.length), onward: cards.slice(related.length), tags }
}

function hasConversation(house: House, article: PublishedArticle): boolean {
  return article.kind === 'article' && (article.commentCount > 0 || isOpen(house, article) || article.commentsOpen === 1)
}

function isOpen(house: House, article: PublishedArticle): boolean {
  return takesComments({ ...article, commentsOpen: article.commentsOpen === 1 }, house.settings.current().comments, house.clock.now())
}

async function conversationOf(house: House, article: PublishedArticle): Promise<Markup> {
  const rows = article.commentCount === 0 ? [] : await threadRows(house.db, article.id)
  return conversation({
    articlePublicId: article.publicId, threads: threadOf(rows), count: article.commentCount, open: isOpen(house, article), callToComment: article.callToComment, place: placeOf(house),
  })
}

async function advertisementView(house: House): Promise<ArticleView['advertisement']> {
  const slot = advertisementOf(house.settings.current())
  if (slot === undefined) return undefined
  const media = await pageMedia(house.db, { ids: [], publicIds: [slot.media] })
  const picture = pictureOf(media.byPublicId(slot.media), slot.alt)
  return picture && { href: slot.href, label: slot.label, picture }
}

function pageOf(house: House, publication: Publication, { article, topics, authors, body, corrections }: Parts): Page {
  const url = absolute(house, article.path)
  const entry = body.media.byId(article.leadMediaId)
  const share = entry && sharePicture(entry.renditions)
  const image = share && { url: absolute(house, share.path), width: share.width, height: share.height, alt: article.leadAlt }
  const [main] = topics
  const description = article.seoDescription || article.standfirst
  const home = { name: publication.name, url: absolute(house, '/') }
  const steps = [home, ...(main === undefined ? [] : [{ name: main.name, url: absolute(house, topicPath(main.slug)) }]), { name: article.headline, url }]
  return {
    title: article.seoTitle || article.headline || wordsOf(publication.place.language).untitled, description, canonical: article.canonical || url, language: article.language, kind: 'article',
    currentHref: main && topicPath(main.slug),
    openGraph: { type: 'article', title: article.headline, image, publishedAt: article.publishedAt, updatedAt: article.updatedAt },
    structuredData: newsArticle({ name: publication.name, url: home.url, language: publication.place.language, sameAs: publication.social.map(({ href }) => href) }, {
      url, headline: article.headline, description, language: article.language, publishedAt: article.publishedAt, updatedAt: article.updatedAt, section: main?.name,
      keywords: topics.map(({ name }) => name), authors: authors.map(({ name, slug }) => ({ name, url: absolute(house, personPath(slug)) })),
      images: image === undefined ? [] : [{ ...image, caption: article.leadCaption, credit: article.leadCredit }], wordCount: article.wordCount, commentCount: article.commentCount,
      commentsUrl: hasConversation(house, article) ? `${url}#conversation` : undefined, breadcrumb: steps, corrections,
    }),
  }
}
