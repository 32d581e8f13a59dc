/** Reads for pages that list stories. Each is one query over an index that ends at the page's length. */
import { sql, type SelectQueryBuilder } from 'kysely'
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Schema } from '../kit/db/schema.ts'
import { publishedVersion } from './version-join-store.ts'

/** A story as lists show it. */
export type Card = {
  id: number
  publicId: string
  path: string
  headline: string
  shortHeadline: string
  kicker: string
  standfirst: string
  teaser: string
  language: string
  leadMediaId: number | null
  leadAlt: string
  publishedAt: number
  updatedAt: number
  commentCount: number
  wordCount: number
  topicId: number | null
  topicName: string | null
  topicSlug: string | null
}

/** The last card of the page before: lists are paged by key, so that page 50 costs what page 1 costs. */
export type After = { publishedAt: number; id: number }

export async function newestCards(db: Db, page: { limit: number; after?: After }): Promise<Card[]> {
  const { limit, after } = page
  return published(after === undefined ? await newest(db, limit) : await older(db, after.publishedAt, after.id, limit))
}

export async function cardsOfTopic(db: Db, topicId: number, page: { limit: number; offset: number }): Promise<Card[]> {
  return published(await ofTopic(db, topicId, page.limit, page.offset))
}

export async function cardsOfAuthor(
  db: Db,
  personId: number,
  page: { limit: number; offset: number },
): Promise<Card[]> {
  return published(await ofAuthor(db, personId, page.limit, page.offset))
}

/** `month` as `2026-11`. */
export async function cardsOfMonth(db: Db, month: string, page: { limit: number; offset: number }): Promise<Card[]> {
  return published(await ofMonth(db, month, page.limit, page.offset))
}

const newest = prepared((db, limit: number) =>
  cardRows(db)
    .where('articles.kind', '=', 'article')
    .where('articles.state', '=', 'published')
    .orderBy('articles.published_at', 'desc')
    .orderBy('articles.id', 'desc')
    .limit(limit),
)

const older = prepared((db, publishedAt: number, id: number, limit: number) =>
  cardRows(db)
    .where('articles.kind', '=', 'article')
    .where('articles.state', '=', 'published')
    .where((is) => is(is.refTuple('articles.published_at', 'articles.id'), '<', is.tuple(publishedAt, id)))
    .orderBy('articles.published_at', 'desc')
    .orderBy('articles.id', 'desc')
    .limit(limit),
)

// What is skipped is skipped in the index: without the inner query page 50 would read the stories of 49 pages.
const ofTopic = prepared((db, topicId: number, limit: number, offset: number) =>
  inOrder(
    db,
    db
      .selectFrom('article_topics')
      .select(['article_id as id', 'published_at as at'])
      .where('topic_id', '=', topicId)
      .where('published_at', 'is not', null)
      .orderBy('published_at', 'desc')
      .orderBy('article_id', 'desc')
      .limit(limit)
      .offset(offset),
  ),
)

const ofAuthor = prepared((db, personId: number, limit: number, offset: number) =>
  inOrder(
    db,
    db
      .selectFrom('article_authors')
      .select(['article_id as id', 'published_at as at'])
      .where('person_id', '=', personId)
      .where('published_at', 'is not', null)
      .orderBy('published_at', 'desc')
      .orderBy('article_id', 'desc')
      .limit(limit)
      .offset(offset),
  ),
)

const ofMonth = prepared((db, month: string, limit: number, offset: number) =>
  inOrder(
    db,
    db
      .selectFrom('articles as listed')
      .select(['listed.id', 'listed.published_at as at'])
      .where('listed.archive_month', '=', month)
      .orderBy('listed.published_at', 'desc')
      .orderBy('listed.id', 'desc')
      .limit(limit)
      .offset(offset),
  ),
)

function inOrder(db: Db, listed: SelectQueryBuilder<Schema, never, { id: number; at: number | null }>) {
  return cardRows(db)
    .innerJoin(listed.as('page'), 'page.id', 'articles.id')
    .orderBy('page.at', 'desc')
    .orderBy('page.id', 'desc')
}

const freshest = 300

/** The most discussed of the last stories, none older than `since`, most comments first. */
export async function mostDiscussedCards(db: Db, { since, limit }: { since: number; limit: number }): Promise<Card[]> {
  return published(await discussed(db, since, limit))
}

const discussed = prepared((db, since: number, limit: number) =>
  cardRows(db)
    .innerJoin(
      db
        .selectFrom('articles')
        .select(['id', 'comment_count'])
        .where('kind', '=', 'article')
        .where('state', '=', 'published')
        .where('published_at', '>=', since)
        .orderBy('published_at', 'desc')
        .limit(sql.lit(freshest))
        .as('recent'),
      'recent.id',
      'articles.id',
    )
    .where('recent.comment_count', '>', sql.lit(0))
    .orderBy('recent.comment_count', 'desc')
    .orderBy('articles.published_at', 'desc')
    .limit(limit),
)

/** The stories that live at these paths, by path; for RELATED blocks. */
export async function cardsByPaths(db: Db, paths: readonly string[]): Promise<Card[]> {
  if (paths.length === 0) return []
  return published(
    await cardRows(db)
      .where('articles.path', 'in', [...paths])
      .where('articles.state', '=', 'published')
      .execute(),
  )
}

/** Those of these stories that are public, in the order of the ids. */
export async function cardsByIds(db: Db, ids: readonly number[]): Promise<Card[]> {
  if (ids.length === 0) return []
  const found = new Map(
    published(
      await cardRows(db)
        .where('articles.id', 'in', [...ids])
        .where('articles.state', '=', 'published')
        .execute(),
    ).map((card) => [card.id, card]),
  )
  return ids.flatMap((id) => found.get(id) ?? [])
}

export async function relatedCards(db: Db, articleId: number, limit: number): Promise<Card[]> {
  return published(await related(db, articleId, limit))
}

const related = prepared((db, articleId: number, limit: number) =>
  cardRows(db)
    .innerJoin('related_articles', 'related_articles.related_id', 'articles.id')
    .where('related_articles.article_id', '=', articleId)
    .where('articles.state', '=', 'published')
    .orderBy('related_articles.by_hand', 'desc')
    .orderBy('related_articles.rank')
    .limit(limit),
)

/** What a card shows, before it is said which and in what order. */
export function cardRows(db: Db) {
  return db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .leftJoin('topics', 'topics.id', 'articles.main_topic_id')
    .select([
      'articles.id',
      'articles.public_id as publicId',
      'articles.path',
      'article_versions.headline',
      'article_versions.short_headline as shortHeadline',
      'article_versions.kicker',
      'article_versions.standfirst',
      'article_versions.teaser',
      'article_versions.language',
      'article_versions.lead_media_id as leadMediaId',
      'article_versions.lead_alt as leadAlt',
      'articles.published_at as publishedAt',
      'articles.updated_at as updatedAt',
      'articles.comment_count as commentCount',
      'article_versions.word_count as wordCount',
      'topics.id as topicId',
      'topics.name as topicName',
      'topics.slug as topicSlug',
    ])
}

type CardRow = Omit<Card, 'path' | 'publishedAt' | 'updatedAt'> & {
  path: string | null
  publishedAt: number | null
  updatedAt: number | null
}

/** A published row has its path and times: the table's CHECK says so. */
export function published(rows: readonly CardRow[]): Card[] {
  return rows.flatMap(({ path, publishedAt, updatedAt, ...card }) =>
    path === null || publishedAt === null || updatedAt === null ? [] : [{ ...card, path, publishedAt, updatedAt }],
  )
}
