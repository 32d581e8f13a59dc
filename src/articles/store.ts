import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { columnValues, foldedHeadline, savedColumns, type ArticleFields, type ColumnValues } from './article-columns.ts'
import type { ArticleKind, ArticleState } from './tables.ts'

export type ArticleRow = {
  id: number
  publicId: string
  kind: ArticleKind
  path: string | null
  slug: string
  state: ArticleState
  publishedVersion: number | null
  publishedAt: number | null
  updatedAt: number | null
  commentsOpen: number
  commentsHeld: number
  pinned: number
  mainTopicId: number | null
  archiveMonth: string | null
  language: string
  /** Grows with every save: a deed that expects another has been overtaken. */
  revision: number
  /** As the newsroom's list shows it. */
  headline: string
  embargoAt: number | null
  expiresAt: number | null
}

const rowColumns = [
  'id',
  'public_id as publicId',
  'kind',
  'path',
  'slug',
  'state',
  'published_version as publishedVersion',
  'published_at as publishedAt',
  'updated_at as updatedAt',
  'comments_open as commentsOpen',
  'comments_held as commentsHeld',
  'pinned',
  'main_topic_id as mainTopicId',
  'archive_month as archiveMonth',
  'language',
  'revision',
  'headline',
  'embargo_at as embargoAt',
  'expires_at as expiresAt',
] as const

export async function articleById(db: Db, id: number): Promise<ArticleRow | undefined> {
  return db.selectFrom('articles').select(rowColumns).where('id', '=', id).executeTakeFirst()
}

/** The same, and nobody else changes it until the write is over. */
export async function heldArticle(tx: Tx, id: number): Promise<ArticleRow | undefined> {
  return lockRow(tx, tx.selectFrom('articles').select(rowColumns).where('id', '=', id)).executeTakeFirst()
}

export async function articleBySlug(db: Db, slug: string): Promise<ArticleRow | undefined> {
  return db
    .selectFrom('articles')
    .select(rowColumns)
    .where('slug', '=', slug)
    .where('kind', '=', 'article')
    .orderBy('id')
    .executeTakeFirst()
}

export async function articleByPath(db: Db, path: string): Promise<ArticleRow | undefined> {
  return db.selectFrom('articles').select(rowColumns).where('path', '=', path).executeTakeFirst()
}

/** Ids by what feeds called the articles before they came here. */
export async function articlesByFeedId(db: Db, feedIds: readonly string[]): Promise<Map<string, number>> {
  if (feedIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('articles')
    .select(['id', 'feed_id as feedId'])
    .where('feed_id', 'in', [...feedIds])
    .execute()
  return new Map(rows.map(({ id, feedId }) => [feedId ?? '', id]))
}

/** Where those of these articles that are public are. */
export async function publishedHomes(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('articles')
    .select(['id', 'path'])
    .where('id', 'in', [...ids])
    .where('state', '=', 'published')
    .execute()
  return new Map(rows.flatMap(({ id, path }) => (path === null ? [] : [[id, path] as const])))
}

export async function updateArticle(tx: Tx, id: number, fields: ArticleFields): Promise<void> {
  await updateArticleRow(tx, id, ...columnValues(fields))
}

const updateArticleRow = preparedWrite((tx, id: number, ...values: ColumnValues) =>
  tx
    .updateTable('articles')
    .set({ ...savedColumns(...values), revision: sql`revision + 1` })
    .where('id', '=', id),
)

/** What is written in the working copy shows in the newsroom's list too; it is no change that a deed must see. */
export async function noteWorkingHeadline(tx: Tx, id: number, headline: string, at: number): Promise<void> {
  await tx
    .updateTable('articles')
    .set({
      headline,
      headline_folded: foldedHeadline(headline),
      changed_at: sql`case when changed_at < ${at} then ${at} else changed_at end`,
    })
    .where('id', '=', id)
    .execute()
}

/** Something new was given to readers, and no new version. */
export async function touchArticle(tx: Tx, id: number, at: number): Promise<void> {
  const later = sql<number>`case when updated_at < ${at} then ${at} else updated_at end`
  await tx
    .updateTable('articles')
    .set({ updated_at: later, changed_at: at, revision: sql`revision + 1` })
    .where('id', '=', id)
    .execute()
}

/** Keeps the count of a month while its stories come and go. */
export async function moveMonth(tx: Tx, from: string | null, to: string | null): Promise<void> {
  if (from === to) return
  if (from !== null)
    await tx
      .updateTable('archive_months')
      .set({ stories: sql`stories - 1` })
      .where('month', '=', from)
      .execute()
  if (to !== null) await addToMonth(tx, to)
}

const addToMonth = preparedWrite((tx, month: string) =>
  tx
    .insertInto('archive_months')
    .values({ month, stories: 1 })
    .onConflict((conflict) => conflict.column('month').doUpdateSet({ stories: sql`archive_months.stories + 1` })),
)

export async function topicIdsOf(db: Db, articleId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('article_topics')
    .select('topic_id as id')
    .where('article_id', '=', articleId)
    .orderBy('position')
    .execute()
  return rows.map(({ id }) => id)
}

export async function authorIdsOf(db: Db, articleId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('article_authors')
    .select('person_id as id')
    .where('article_id', '=', articleId)
    .orderBy('position')
    .execute()
  return rows.map(({ id }) => id)
}

/** Whoever is quoted in an article. */
export async function speakerIdsOf(db: Db, articleId: number): Promise<number[]> {
  const rows = await db.selectFrom('quotes').select('person_id as id').where('article_id', '=', articleId).execute()
  return rows.map(({ id }) => id)
}

/** No other story leads to it any more, but for those that will again when it comes back: they were told to. */
export async function noLongerRelated(tx: Tx, articleId: number): Promise<void> {
  await tx.deleteFrom('related_articles').where('related_id', '=', articleId).where('by_hand', '=', 0).execute()
}

/** What hangs on an article and is written anew with it. */
export async function clearLists(tx: Tx, articleId: number): Promise<void> {
  for (const table of ['article_topics', 'article_authors', 'quotes', 'article_polls'] as const)
    await tx.deleteFrom(table).where('article_id', '=', articleId).execute()
}

/** No list shows the article any more. */
export async function unlist(tx: Tx, articleId: number): Promise<void> {
  for (const table of ['article_topics', 'article_authors', 'quotes'] as const)
    await tx.updateTable(table).set({ published_at: null }).where('article_id', '=', articleId).execute()
}

/** One line of a topic's or a person's list: `listedId` is the topic's or the person's. */
export type ListedUnder = { articleId: number; listedId: number; position: number; publishedAt: number | null }

export async function insertTopics(tx: Tx, lines: readonly ListedUnder[]): Promise<void> {
  if (lines.length > 0) await insertTopicLines(tx, linesJson(lines))
}

export async function insertAuthors(tx: Tx, lines: readonly ListedUnder[]): Promise<void> {
  if (lines.length > 0) await insertAuthorLines(tx, linesJson(lines))
}

function linesJson(lines: readonly ListedUnder[]): string {
  return rowsJson(
    lines.map(({ articleId, listedId, position, publishedAt }) => [articleId, listedId, position, publishedAt]),
  )
}

const lineColumns = {
  article_id: 'integer',
  listed_id: 'integer',
  position: 'integer',
  published_at: 'integer',
} as const

const insertTopicLines = preparedWrite(
  (tx, lines: string) =>
    sql`insert into article_topics (article_id, topic_id, position, published_at)
      select article_id, listed_id, position, published_at from ${jsonRows(tx, 'given', lineColumns, lines)}`,
)

const insertAuthorLines = preparedWrite(
  (tx, lines: string) =>
    sql`insert into article_authors (article_id, person_id, position, published_at)
      select article_id, listed_id, position, published_at from ${jsonRows(tx, 'given', lineColumns, lines)}`,
)

/** What one person wrote and said is another's from now on. A story that both signed is signed once. */
export async function moveUses(tx: Tx, from: number, into: number): Promise<{ stories: number; quotes: number }> {
  const both = tx.selectFrom('article_authors').select('article_id').where('person_id', '=', into)
  await tx.deleteFrom('article_authors').where('person_id', '=', from).where('article_id', 'in', both).execute()
  const stories = await tx
    .updateTable('article_authors')
    .set({ person_id: into })
    .where('person_id', '=', from)
    .executeTakeFirst()
  const quotes = await tx
    .updateTable('quotes')
    .set({ person_id: into })
    .where('person_id', '=', from)
    .executeTakeFirst()
  await tx.updateTable('paths').set({ person_id: into }).where('person_id', '=', from).execute()
  return { stories: Number(stories.numUpdatedRows), quotes: Number(quotes.numUpdatedRows) }
}

export type QuoteRow = {
  blockId: string
  personId: number
  words: string
  capacity: string
  translation: string
  sourceName: string
  sourceUrl: string
  saidOn: string
}

export async function insertQuotes(
  tx: Tx,
  articleId: number,
  quotes: readonly QuoteRow[],
  publishedAt: number | null,
): Promise<void> {
  if (quotes.length === 0) return
  await tx
    .insertInto('quotes')
    .values(
      quotes.map((quote) => ({
        article_id: articleId,
        block_id: quote.blockId,
        person_id: quote.personId,
        words: quote.words,
        capacity: quote.capacity,
        translation: quote.translation,
        source_name: quote.sourceName,
        source_url: quote.sourceUrl,
        said_on: quote.saidOn,
        published_at: publishedAt,
      })),
    )
    .execute()
}

export async function insertPolls(tx: Tx, articleId: number, polls: readonly string[]): Promise<void> {
  if (polls.length === 0) return
  await tx
    .insertInto('article_polls')
    .values([...new Set(polls)].map((poll) => ({ poll, article_id: articleId })))
    .execute()
}
