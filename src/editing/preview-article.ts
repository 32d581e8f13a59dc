import { articlePath } from '../articles/article.ts'
import { correctionsOf } from '../articles/correction-store.ts'
import type { FeedArticle } from '../articles/feed-store.ts'
import type { NamedLink, PublishedArticle } from '../articles/published-store.ts'
import { teaserOf, wordCount } from '../articles/render/teaser.ts'
import { renderText } from '../articles/render/text.ts'
import { articleById, type ArticleRow } from '../articles/store.ts'
import { storedDocument } from '../articles/stored-document.ts'
import type { House } from '../kit/house.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { personById } from '../people/store.ts'
import { topicById } from '../topics/store.ts'
import { readCopy } from '../working-copies/read-copy.ts'
import { contentInput, type ContentInput } from './content-input.ts'
import { noSuchStory } from './story-for.ts'

/** A story as readers would see it if it were published now. */
export type Previewed = { article: PublishedArticle; names: NamedLink[] }

export async function previewedArticle(house: House, articleId: number): Promise<Previewed | Failure> {
  const [row, copy] = [await articleById(house.db, articleId), await readCopy(house, articleId)]
  if (row === undefined || copy === undefined) return noSuchStory
  const input = await contentInput(house.db, row, { ...copy.content, translationKey: '' })
  if (isFailure(input)) return input
  const translationKey = copy.content.translationKey || null
  return { article: articleOf(house, row, { input, translationKey }), names: await namesOf(house, input) }
}

type Given = { input: ContentInput; translationKey: string | null }

function articleOf(house: House, row: ArticleRow, { input, translationKey }: Given): PublishedArticle {
  const { version, slug } = input
  const now = house.clock.now()
  const publishedAt = row.publishedVersion === null ? now : (row.publishedAt ?? now)
  const { identity, urls } = house.settings.current()
  return {
    id: row.id,
    publicId: row.publicId,
    kind: row.kind,
    slug,
    path: row.path ?? articlePath(urls.articles, { slug, publishedAt }, identity.timeZone),
    publishedAt,
    updatedAt: row.publishedVersion === null ? publishedAt : now,
    commentsOpen: Number(input.commentsOpen),
    commentCount: 0,
    versionNumber: (row.publishedVersion ?? 0) + 1,
    headline: version.headline,
    kicker: version.kicker,
    standfirst: version.standfirst,
    documentJson: JSON.stringify(version.document),
    callToComment: version.callToComment,
    disclosure: version.disclosure ?? '',
    language: version.language,
    leadMediaId: version.lead?.mediaId ?? null,
    leadAlt: version.lead?.alt ?? '',
    leadCaption: version.lead?.caption ?? '',
    leadCredit: version.lead?.credit ?? '',
    seoTitle: version.seoTitle,
    seoDescription: version.seoDescription,
    canonical: version.canonical,
    wordCount: wordCount(renderText(version.document)),
    translationKey,
  }
}

async function namesOf({ db }: House, { topicIds, authorIds }: ContentInput): Promise<NamedLink[]> {
  const names: NamedLink[] = []
  for (const [position, id] of topicIds.entries()) {
    const topic = await topicById(db, id)
    if (topic !== undefined) names.push({ kind: 'topic', id, slug: topic.slug, name: topic.name, position })
  }
  for (const [position, id] of authorIds.entries()) {
    const person = await personById(db, id)
    if (person !== undefined) names.push({ kind: 'author', id, slug: person.slug, name: person.name, position })
  }
  return names
}

/** The same as feeds and mails take stories. */
export async function previewedForFeeds(
  { db }: Pick<House, 'db'>,
  { article, names }: Previewed,
): Promise<FeedArticle> {
  const named = (kind: 'topic' | 'author') =>
    names.filter((name) => name.kind === kind).map(({ id, name }) => ({ id, name }))
  const [main] = names.filter(({ kind }) => kind === 'topic')
  return {
    ...article,
    shortHeadline: '',
    teaser: teaserOf(storedDocument(article.documentJson)),
    topicId: main?.id ?? null,
    topicName: main?.name ?? null,
    topicSlug: main?.slug ?? null,
    feedId: null,
    authors: named('author'),
    topics: named('topic'),
    corrections: await correctionsOf(db, article.id),
  }
}
