import type { Document } from '../articles/document.ts'
import { namesOf, publishedArticle, type NamedLink, type PublishedArticle } from '../articles/read.ts'
import { relatedCards, type Card } from '../articles/lists.ts'
import { readingMinutes } from '../articles/render/teaser.ts'
import { correctionsOf } from '../articles/store.ts'
import { storedDocument } from '../articles/stored-document.ts'
import { publishedTranslations, type Translation } from '../articles/translations.ts'
import { takesComments, threadOf } from '../conversation/comment.ts'
import { threadRows } from '../conversation/store.ts'
import { conversation } from '../conversation/views.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { nativeName } from '../kit/languages.ts'
import type { Markup } from '../kit/markup.ts'
import type { Correction } from '../articles/article.ts'
import type { Place } from '../kit/times.ts'
import { sharePicture } from '../media/picture-view.ts'
import { advertisementOf } from '../placements/placement.ts'
import { personPath, topicPath } from './addresses.ts'
import { storyCards } from './cards.ts'
import { colophonOf, weighed } from './colophon.ts'
import { editionAt, editionFor } from './editions.ts'
import { missingPage } from './missing-page.ts'
import { oembedLinks } from './oembed.ts'
import { pageMedia, pictureOf } from './pictures.ts'
import { absolute, publicationOf } from './publication.ts'
import { cardImage } from './share-card.ts'
import { storyBody, type StoryBody } from './story-body.ts'
import { storyData } from './story-data.ts'
import { newestOfTopic } from './topic-stories.ts'
import { articlePage, type ArticleView } from './views/article.ts'
import type { StoryCard } from './views/card.ts'
import { renderPage, type Page, type Publication } from './views/page.ts'
import { wordsOf } from './words.ts'
import { articleTag } from '../articles/tags.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { personTag } from '../people/tags.ts'
import { topicTag } from '../topics/tags.ts'

const relatedShown = 4
const onwardShown = 3

/** The reference page: a story or a page at its own address, the same for every reader. */
export async function articleAnswer(house: House, { path }: PageRequest, articleId: number): Promise<Answer> {
  const article = await publishedArticle(house.db, articleId)
  if (article === undefined) return missingPage(house, 410, editionAt(house, path))
  const edition = editionFor(house, article.language)
  const publication = await publicationOf(house, edition)
  const { place } = publication
  const names = await namesOf(house.db, article.id)
  const topics = names.filter(({ kind }) => kind === 'topic')
  const authors = names.filter(({ kind }) => kind === 'author')
  const document = storedDocument(article.documentJson)
  const body = await storyBody(house, document, { place, language: article.language, alsoMedia: [article.leadMediaId] })
  const translations =
    article.translationKey === null ? [] : await publishedTranslations(house.db, article.translationKey)
  const around =
    article.kind === 'article'
      ? await storiesAround(house, article, { topic: topics[0], place })
      : { related: [], onward: [], tags: [] }
  const corrections = await correctionsOf(house.db, article.id)
  const view = await articleView(house, { article, topics, authors, body, translations, corrections, around, place })
  const page = pageOf(house, publication, { article, document, topics, authors, body, translations, corrections })
  return {
    kind: 'html',
    status: 200,
    html: await weighed(house, renderPage(publication, page, articlePage(publication, view)), place),
    tags: [
      articleTag(article.id),
      ...names.map(({ kind, id }) => (kind === 'topic' ? topicTag(id) : personTag(id))),
      ...body.tags,
      ...around.tags,
    ],
    until: body.until,
  }
}

type Parts = {
  article: PublishedArticle
  topics: readonly NamedLink[]
  authors: readonly NamedLink[]
  body: StoryBody
  translations: readonly Translation[]
  corrections: readonly Correction[]
}
type Around = { related: readonly StoryCard[]; onward: readonly StoryCard[]; tags: readonly Tag[] }

async function articleView(
  house: House,
  {
    article,
    topics,
    authors,
    body,
    translations,
    corrections,
    around,
    place,
  }: Parts & { around: Around; place: Place },
): Promise<ArticleView> {
  const [main] = topics
  const { prefix = '' } = place
  const lead = pictureOf(body.media.byId(article.leadMediaId), article.leadAlt)
  return {
    url: absolute(house, article.path),
    kind: article.kind,
    language: article.language,
    translations: translations
      .filter(({ path }) => path !== article.path)
      .map(({ path, language }) => ({ label: nativeName(language), language, href: path })),
    kicker:
      article.kicker === '' && main === undefined
        ? undefined
        : { label: article.kicker || (main?.name ?? ''), href: main && `${prefix}${topicPath(main.slug)}` },
    headline: article.headline,
    standfirst: article.standfirst,
    authors: authors.map(({ name, slug }) => ({ name, href: `${prefix}${personPath(slug)}` })),
    publishedAt: article.publishedAt,
    // A minute is what the page can show; an update within it is the publication itself.
    updatedAt: article.updatedAt - article.publishedAt >= 60_000 ? article.updatedAt : undefined,
    readingMinutes: readingMinutes(article.wordCount),
    commentCount: hasConversation(house, article) ? article.commentCount : undefined,
    lead: lead && { picture: lead, caption: article.leadCaption, credit: article.leadCredit },
    corrections,
    body: body.html,
    related: around.related,
    advertisement: article.kind === 'article' ? await advertisementView(house, place) : undefined,
    conversation: hasConversation(house, article) ? await conversationOf(house, article, place) : undefined,
    colophon: await colophonOf(house, { article, body, corrections, place }),
    onward:
      main === undefined || around.onward.length === 0
        ? undefined
        : { topic: { label: main.name, href: `${prefix}${topicPath(main.slug)}` }, cards: around.onward },
  }
}

/** Stories near to this one, then the newest of its topic that are not among them. */
async function storiesAround(
  house: House,
  article: PublishedArticle,
  { topic, place }: { topic: NamedLink | undefined; place: Place },
): Promise<Around> {
  const related = await relatedCards(house.db, article.id, relatedShown)
  const inTopic = topic === undefined ? [] : await newestOfTopic(house, topic.id)
  const shown = new Set([article.id, ...related.map(({ id }) => id)])
  const onward = inTopic.filter(({ id }) => !shown.has(id)).slice(0, onwardShown)
  const all: Card[] = [...related, ...onward]
  const { cards, tags } = await storyCards(house.db, all, place.prefix)
  return { related: cards.slice(0, related.length), onward: cards.slice(related.length), tags }
}

function hasConversation(house: House, article: PublishedArticle): boolean {
  return (
    article.kind === 'article' && (article.commentCount > 0 || isOpen(house, article) || article.commentsOpen === 1)
  )
}

function isOpen(house: House, article: PublishedArticle): boolean {
  return takesComments(
    { ...article, commentsOpen: article.commentsOpen === 1 },
    house.settings.current().comments,
    house.clock.now(),
  )
}

async function conversationOf(house: House, article: PublishedArticle, place: Place): Promise<Markup> {
  const rows = article.commentCount === 0 ? [] : await threadRows(house.db, article.id)
  return conversation({
    articlePublicId: article.publicId,
    threads: threadOf(rows),
    count: article.commentCount,
    open: isOpen(house, article),
    callToComment: article.callToComment,
    place,
  })
}

async function advertisementView(house: House, { language }: Place): Promise<ArticleView['advertisement']> {
  const slot = advertisementOf(house.settings.current(), wordsOf(language).advertisement)
  if (slot === undefined) return undefined
  const media = await pageMedia(house.db, { ids: [], publicIds: [slot.media] })
  const picture = pictureOf(media.byPublicId(slot.media), slot.alt)
  return picture && { href: slot.href, label: slot.label, picture }
}

function pageOf(
  house: House,
  publication: Publication,
  { article, document, topics, authors, body, translations, corrections }: Parts & { document: Document },
): Page {
  const url = absolute(house, article.path)
  const entry = body.media.byId(article.leadMediaId)
  const share = entry && sharePicture(entry.renditions)
  const image = share && {
    url: absolute(house, share.path),
    width: share.width,
    height: share.height,
    alt: article.leadAlt,
  }
  const [main] = topics
  const card = cardImage(house, { article, mainTopic: main?.name, hasPicture: image !== undefined })
  const description = article.seoDescription || article.standfirst
  return {
    title: article.seoTitle || article.headline || wordsOf(publication.place.language).untitled,
    description,
    canonical: article.canonical || url,
    language: article.language,
    kind: 'article',
    alternates:
      translations.length < 2
        ? []
        : mainFirst(house, translations).map(({ path, language }) => ({ language, href: absolute(house, path) })),
    currentHref: main && `${publication.place.prefix ?? ''}${topicPath(main.slug)}`,
    openGraph: {
      type: 'article',
      title: article.headline,
      image: card ?? image,
      publishedAt: article.publishedAt,
      updatedAt: article.updatedAt,
    },
    structuredData: storyData(house, {
      article,
      document,
      topics,
      authors,
      image,
      corrections,
      commentsUrl: hasConversation(house, article) ? `${url}#conversation` : undefined,
    }),
    otherForms: article.kind === 'article' ? oembedLinks(url, article.headline) : [],
  }
}

/** Who reads none of the languages is sent to the story in the site's own. */
function mainFirst(house: House, translations: readonly Translation[]): Translation[] {
  const isMain = ({ language }: Translation) => Number(editionFor(house, language).prefix === '')
  return translations.toSorted((a, b) => isMain(b) - isMain(a))
}
