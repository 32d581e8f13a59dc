import { prepared } from '../kit/db/prepared.ts'
import type { Db } from '../kit/db/schema.ts'
import type { ArticleKind } from './tables.ts'
import { publishedVersion } from './version-join-store.ts'

/** What the page of one published article needs of the articles room, in two queries. */
export type PublishedArticle = {
  id: number
  publicId: string
  kind: ArticleKind
  slug: string
  path: string
  publishedAt: number
  updatedAt: number
  commentsOpen: number
  commentCount: number
  versionNumber: number
  headline: string
  kicker: string
  standfirst: string
  documentJson: string
  callToComment: string
  /** In place of the publisher's words about paid links; empty: those. */
  disclosure: string
  language: string
  leadMediaId: number | null
  leadAlt: string
  leadCaption: string
  leadCredit: string
  seoTitle: string
  seoDescription: string
  canonical: string
  wordCount: number
  translationKey: string | null
}

export async function publishedArticle(db: Db, id: number): Promise<PublishedArticle | undefined> {
  const [row] = await publishedRow(db, id)
  if (row === undefined || row.path === null || row.publishedAt === null || row.updatedAt === null) return undefined
  return { ...row, path: row.path, publishedAt: row.publishedAt, updatedAt: row.updatedAt }
}

/** Of a story or page that readers may see, by the id that outsiders know. */
export async function publishedArticleId(db: Db, publicId: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('articles')
    .select('id')
    .where('public_id', '=', publicId)
    .where('state', '=', 'published')
    .executeTakeFirst()
  return row?.id
}

const publishedRow = prepared((db, id: number) =>
  db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .leftJoin('article_translations', 'article_translations.article_id', 'articles.id')
    .select([
      'article_translations.translation_key as translationKey',
      'articles.id',
      'articles.public_id as publicId',
      'articles.kind',
      'articles.slug',
      'articles.path',
      'articles.published_at as publishedAt',
      'articles.updated_at as updatedAt',
      'articles.comments_open as commentsOpen',
      'articles.comment_count as commentCount',
      'article_versions.number as versionNumber',
      'article_versions.headline',
      'article_versions.kicker',
      'article_versions.standfirst',
      'article_versions.document as documentJson',
      'article_versions.call_to_comment as callToComment',
      'article_versions.disclosure',
      'article_versions.language',
      'article_versions.lead_media_id as leadMediaId',
      'article_versions.lead_alt as leadAlt',
      'article_versions.lead_caption as leadCaption',
      'article_versions.lead_credit as leadCredit',
      'article_versions.seo_title as seoTitle',
      'article_versions.seo_description as seoDescription',
      'article_versions.canonical',
      'article_versions.word_count as wordCount',
    ])
    .where('articles.id', '=', id)
    .where('articles.state', '=', 'published'),
)

export type NamedLink = { kind: 'topic' | 'author'; id: number; slug: string; name: string; position: number }

/** Its topics and its authors, each in their order: one query. */
export const namesOf: (db: Db, articleId: number) => Promise<NamedLink[]> = prepared((db, articleId: number) =>
  db
    .selectFrom('article_topics')
    .innerJoin('topics', 'topics.id', 'article_topics.topic_id')
    .select(({ val }) => [
      val<'topic' | 'author'>('topic').as('kind'),
      'topics.id',
      'topics.slug',
      'topics.name',
      'article_topics.position',
    ])
    .where('article_topics.article_id', '=', articleId)
    .unionAll(
      db
        .selectFrom('article_authors')
        .innerJoin('people', 'people.id', 'article_authors.person_id')
        .select(({ val }) => [
          val<'topic' | 'author'>('author').as('kind'),
          'people.id',
          'people.slug',
          'people.name',
          'article_authors.position',
        ])
        .where('article_authors.article_id', '=', articleId),
    )
    .orderBy('position'),
)

export type QuoteOfPerson = {
  words: string
  capacity: string
  translation: string
  sourceName: string
  sourceUrl: string
  saidOn: string
  publishedAt: number
  headline: string
  path: string
  blockId: string
  language: string
}

/** What a person said, newest first, with the story it stands in. */
export async function quotesOfPerson(
  db: Db,
  personId: number,
  page: { limit: number; offset: number },
): Promise<QuoteOfPerson[]> {
  const rows = await quoteRows(db, personId, page.limit, page.offset)
  return rows.flatMap(({ publishedAt, path, ...row }) =>
    publishedAt === null || path === null ? [] : [{ ...row, publishedAt, path }],
  )
}

const quoteRows = prepared((db, personId: number, limit: number, offset: number) =>
  db
    .selectFrom('quotes')
    .innerJoin('articles', 'articles.id', 'quotes.article_id')
    .innerJoin('article_versions', publishedVersion)
    .select([
      'quotes.words',
      'quotes.capacity',
      'quotes.translation',
      'quotes.source_name as sourceName',
      'quotes.source_url as sourceUrl',
      'quotes.said_on as saidOn',
      'quotes.block_id as blockId',
      'quotes.published_at as publishedAt',
      'article_versions.headline',
      'article_versions.language',
      'articles.path',
    ])
    .where('quotes.person_id', '=', personId)
    .where('quotes.published_at', 'is not', null)
    .where('articles.state', '=', 'published')
    .orderBy('quotes.published_at', 'desc')
    .orderBy('quotes.article_id', 'desc')
    .orderBy('quotes.block_id')
    .limit(limit)
    .offset(offset),
)
