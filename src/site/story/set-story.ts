import { correctionsOf } from '../../articles/correction-store.ts'
import { shownVersionCount } from '../../articles/history-store.ts'
import { relatedCards } from '../../articles/list-store.ts'
import { namesOf, publishedArticle, type NamedLink, type PublishedArticle } from '../../articles/published-store.ts'
import { readingMinutes } from '../../articles/render/teaser.ts'
import { storedDocument } from '../../articles/stored-document.ts'
import { articleTag } from '../../articles/tags.ts'
import { publishedTranslations } from '../../articles/translation-store.ts'
import { closesAt, conversationPath, threadOf } from '../../conversation/comment.ts'
import { hasConversation, isOpen } from '../../conversation/state.ts'
import { threadPage, type ThreadPage } from '../../conversation/thread-store.ts'
import { conversation } from '../../conversation/views.ts'
import { type House } from '../../kit/house.ts'
import { nativeName } from '../../kit/languages.ts'
import { type Markup } from '../../kit/markup.ts'
import { type Made } from '../../kit/page-cache/standing.ts'
import { type Tag } from '../../kit/page-cache/tag.ts'
import { nextShortTime, type Locale } from '../../kit/times.ts'
import { personPath, topicPath } from '../../layout/addresses.ts'
import { storyCards } from '../../layout/cards.ts'
import { editionFor } from '../../layout/editions.ts'
import { pictureOf } from '../../layout/pictures.ts'
import { absolute, publicationOf } from '../../layout/publication.ts'
import { type StoryCard } from '../../layout/views/card.ts'
import { renderPage } from '../../layout/views/page.ts'
import type { Page, Publication } from '../../layout/views/publication.ts'
import { personNameTag, personTag } from '../../people/tags.ts'
import { topicNameTag, topicTag } from '../../topics/tags.ts'
import { advertisementView } from './advertisement.ts'
import { storyBody } from './body.ts'
import { figuresOf, showsColophon, type ColophonFacts } from './colophon.ts'
import { filled, gap, withoutGaps, type PlacedGap } from './gaps.ts'
import { storyHead } from './head.ts'
import type { OnwardFacts } from './onward.ts'
import type { Parts } from './parts.ts'
import { articlePage, type Advertisement, type ArticleView } from './views/article.ts'

const relatedShown = 4

/** What must be known of a story's page beside its bytes, to send it. */
export type StoryFacts = {
  language: string
  /** Of the page without what is put into its gaps. */
  hash: string
  tags: Tag[]
  gaps: PlacedGap[]
  onward: OnwardFacts | undefined
  colophon: ColophonFacts | undefined
}

/** Puts words into the gaps of a page: handed in, since it is not this file's to know what moves. */
type Fill = (house: House, facts: StoryFacts) => Promise<{ words: string[] }>

type Further = {
  related: { cards: StoryCard[]; tags: Tag[]; ids: number[]; times: number[] }
  thread: ThreadPage
  advertisement: { view: Advertisement | undefined; tags: Tag[] }
  /** How often it was changed before readers' eyes, for its colophon. */
  versions: number
}

/** A story's page with all that changes with the story; undefined when there is none that readers may see. */
export async function setStory(house: House, articleId: number, fill: Fill): Promise<Made<StoryFacts> | undefined> {
  const [article, names] = await Promise.all([publishedArticle(house.db, articleId), namesOf(house.db, articleId)])
  return article && setWords(house, { article, names }, fill)
}

/** A story as it is, or would be. `notice`: above its page, which is for nobody else then. */
export type GivenStory = { article: PublishedArticle; names: readonly NamedLink[]; notice?: string | undefined }

/** The page of a story that is given, with all around it that is not. */
export async function setWords(
  house: House,
  { article, names, notice }: GivenStory,
  fill: Fill,
): Promise<Made<StoryFacts>> {
  const { parts, further, publication } = await partsOfStory(house, { article, names, notice })
  const { locale } = publication
  const view = articleView(house, { ...parts, ...further, locale })
  const { body, gaps, hash } = withoutGaps(
    renderPage(publication, headOf(house, publication, { parts, notice }), articlePage(publication, view)),
  )
  const facts: StoryFacts = {
    language: article.language,
    hash,
    tags: [
      articleTag(article.id),
      ...names.map(({ kind, id }) => (kind === 'topic' ? topicTag(id) : personTag(id))),
      ...parts.body.tags,
      ...further.related.tags,
    ],
    gaps,
    onward: onwardOf(parts, further, locale),
    colophon: undefined,
  }
  if (gaps.some(({ kind }) => kind === 'colophon'))
    facts.colophon = await colophonFacts(house, { ...parts, ...further }, { facts, body, fill })
  return {
    facts,
    body,
    tags: [...facts.tags, ...names.map(nameTag), ...further.advertisement.tags],
    until: untilOf(house, parts, further),
    isWhole: parts.body.isWhole,
  }
}

/** What a story's page is made of. */
export async function partsOfStory(
  house: House,
  { article, names, notice }: GivenStory,
): Promise<{ parts: Parts; further: Further; publication: Publication }> {
  const usual = await publicationOf(house, editionFor(house, article.language))
  const publication = notice === undefined ? usual : { ...usual, notice: { words: notice } }
  return { ...(await readParts(house, article, names, publication.locale)), publication }
}

function headOf(
  house: House,
  publication: Publication,
  { parts, notice }: { parts: Parts; notice: string | undefined },
): Page {
  const head = storyHead(house, publication, parts)
  return notice === undefined ? head : { ...head, noindex: true }
}

function nameTag({ kind, id }: NamedLink): Tag {
  return kind === 'topic' ? topicNameTag(id) : personNameTag(id)
}

/** All together: on PostgreSQL they then wait for one round trip. */
async function readParts(
  house: House,
  article: PublishedArticle,
  names: readonly NamedLink[],
  locale: Locale,
): Promise<{ parts: Parts; further: Further }> {
  const { db } = house
  const isStory = article.kind === 'article'
  const document = storedDocument(article.documentJson)
  const { language, disclosure, leadMediaId } = article
  const around = { locale, language, disclosure, alsoMedia: [leadMediaId] }
  const [body, translations, corrections, related, thread, advertisement, versions] = await Promise.all([
    storyBody(house, document, around),
    article.translationKey === null ? [] : publishedTranslations(db, article.translationKey),
    correctionsOf(db, article.id),
    relatedStories(house, isStory ? article.id : undefined, locale),
    isStory && article.commentCount > 0 ? threadPage(db, article.id) : { rows: [], next: undefined },
    isStory ? advertisementView(house, locale) : { view: undefined, tags: [] },
    hasColophon(house, article) ? shownVersionCount(db, article.id) : 0,
  ])
  const topics = names.filter(({ kind }) => kind === 'topic')
  const authors = names.filter(({ kind }) => kind === 'author')
  return {
    parts: { article, document, topics, authors, body, translations, corrections },
    further: { related, thread, advertisement, versions },
  }
}

function hasColophon(house: House, { kind }: PublishedArticle): boolean {
  return kind === 'article' && showsColophon(house)
}

async function relatedStories(
  house: House,
  articleId: number | undefined,
  locale: Locale,
): Promise<Further['related']> {
  const related = articleId === undefined ? [] : await relatedCards(house.db, articleId, relatedShown)
  return {
    ...(await storyCards(house.db, related, locale.prefix)),
    ids: related.map(({ id }) => id),
    times: related.map(({ publishedAt }) => publishedAt),
  }
}

function articleView(
  house: House,
  {
    article,
    topics,
    authors,
    body,
    translations,
    corrections,
    related,
    thread,
    advertisement,
    locale,
  }: Parts & Further & { locale: Locale },
): ArticleView {
  const [main] = topics
  const { prefix = '' } = locale
  const lead = pictureOf(body.media.byId(article.leadMediaId), article.leadAlt)
  const takesPart = hasConversation(house, article)
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
    commentCount: takesPart ? article.commentCount : undefined,
    lead: lead && { picture: lead, caption: article.leadCaption, credit: article.leadCredit },
    corrections,
    body: body.html,
    related: related.cards,
    advertisement: advertisement.view,
    conversation: takesPart ? conversationOf(house, article, { thread, locale }) : undefined,
    onward: article.kind === 'article' && main !== undefined ? gap({ kind: 'onward' }) : undefined,
    colophon: hasColophon(house, article) ? gap({ kind: 'colophon' }) : undefined,
  }
}

function conversationOf(
  house: House,
  article: PublishedArticle,
  { thread: { rows, next }, locale }: { thread: ThreadPage; locale: Locale },
): Markup {
  return conversation({
    articlePublicId: article.publicId,
    threads: threadOf(rows),
    further: next && conversationPath(article.publicId, next),
    count: article.commentCount,
    open: isOpen(house, article),
    callToComment: article.callToComment,
    locale,
  })
}

function onwardOf(
  { article, topics: [main] }: Parts,
  { related }: Further,
  { prefix = '' }: Locale,
): OnwardFacts | undefined {
  return article.kind !== 'article' || main === undefined
    ? undefined
    : {
        topicId: main.id,
        topic: { label: main.name, href: `${prefix}${topicPath(main.slug)}` },
        shown: [article.id, ...related.ids],
      }
}

async function colophonFacts(
  house: House,
  { article, body: { paidLinks }, corrections, versions }: Parts & Pick<Further, 'versions'>,
  { facts, body, fill }: { facts: StoryFacts; body: Buffer; fill: Fill },
): Promise<ColophonFacts> {
  const said = { href: `/-/made/${article.publicId}`, paidLinks, corrections: corrections.length, versions }
  const figures = await figuresOf(house, async (figures) => {
    const moving = await fill(house, { ...facts, colophon: { ...said, figures } })
    return filled(body, facts.gaps, moving.words)
  })
  return { ...said, figures }
}

/** When it reads otherwise by itself: short times grow older, and a conversation closes. */
function untilOf(house: House, { article }: Parts, { related, thread }: Further): number | undefined {
  const now = house.clock.now()
  const shortTimes = [...related.times, ...thread.rows.map(({ submittedAt }) => submittedAt)]
  const closing = closesAt(article, house.settings.current().comments)
  const moments = [nextShortTime(shortTimes, now), closing !== undefined && closing > now ? closing : undefined]
  const next = Math.min(...moments.filter((moment) => moment !== undefined))
  return next === Infinity ? undefined : next
}
