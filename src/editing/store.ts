/** What was said of stories on their way to the public, and what is to be published later. */
import { sql } from 'kysely'
import type { ArticleState } from '../articles/tables.ts'
import { actorOf } from '../kit/db/database.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { ReviewVerdict } from './tables.ts'

export type Review = { verdict: ReviewVerdict; actor: string; words: string; contentHash: string; at: number }

/** Newest first. */
export async function reviewsOf(db: Db, articleId: number, limit: number): Promise<Review[]> {
  return db
    .selectFrom('story_reviews')
    .select(['verdict', 'actor', 'words', 'content_hash as contentHash', 'at'])
    .where('article_id', '=', articleId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function insertReview(
  tx: Tx,
  articleId: number,
  { verdict, words, contentHash, at }: Omit<Review, 'actor'>,
): Promise<void> {
  const { kind, id } = actorOf(tx)
  await tx
    .insertInto('story_reviews')
    .values({ article_id: articleId, verdict, actor: `${kind}:${id}`, words, content_hash: contentHash, at })
    .execute()
}

/** Between states that no reader sees anything of. */
export async function setHiddenState(tx: Tx, articleId: number, state: ArticleState, at: number): Promise<void> {
  await tx
    .updateTable('articles')
    .set({ state, changed_at: at, revision: sql`revision + 1` })
    .where('id', '=', articleId)
    .execute()
}

/** Something of it was changed that is in no version. */
export async function noteChange(tx: Tx, articleId: number, at: number): Promise<void> {
  await tx
    .updateTable('articles')
    .set({ changed_at: at, revision: sql`revision + 1` })
    .where('id', '=', articleId)
    .execute()
}

export type StoryTimes = { embargoAt: number | null; expiresAt: number | null; ownerId: number | null }

export async function setTimes(tx: Tx, articleId: number, times: StoryTimes, at: number): Promise<void> {
  await tx
    .updateTable('articles')
    .set({
      embargo_at: times.embargoAt,
      expires_at: times.expiresAt,
      owner_id: times.ownerId,
      changed_at: at,
      revision: sql`revision + 1`,
    })
    .where('id', '=', articleId)
    .execute()
}

export async function ownerIdOf(db: Db, articleId: number): Promise<number | null> {
  const row = await db.selectFrom('articles').select('owner_id').where('id', '=', articleId).executeTakeFirst()
  return row?.owner_id ?? null
}

export async function setOwner(tx: Tx, articleId: number, ownerId: number): Promise<void> {
  await tx.updateTable('articles').set({ owner_id: ownerId }).where('id', '=', articleId).execute()
}

// What is published later ---------------------------------------------------------

export type StagedUpdate = { publishAt: number; content: string; baseVersion: number; actor: string }

export async function stagedUpdate(db: Db, articleId: number): Promise<StagedUpdate | undefined> {
  return db
    .selectFrom('staged_updates')
    .select(['publish_at as publishAt', 'content', 'base_version as baseVersion', 'actor'])
    .where('article_id', '=', articleId)
    .executeTakeFirst()
}

/** For which moment a story, or an update of a live one, is planned; those without a plan are left out. */
export async function plansOf(db: Db, articleIds: readonly number[]): Promise<Map<number, number>> {
  if (articleIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('articles')
    .leftJoin('staged_updates', 'staged_updates.article_id', 'articles.id')
    .select(['articles.id', 'articles.state', 'articles.published_at as publishedAt'])
    .select('staged_updates.publish_at as stagedAt')
    .where('articles.id', 'in', [...new Set(articleIds)])
    .execute()
  return new Map(
    rows.flatMap(({ id, state, publishedAt, stagedAt }) => {
      const at = state === 'scheduled' ? publishedAt : stagedAt
      return at === null ? [] : [[id, at] as const]
    }),
  )
}

/** In the place of what was staged before. */
export async function putStaged(
  tx: Tx,
  articleId: number,
  { publishAt, content, baseVersion, at }: Omit<StagedUpdate, 'actor'> & { at: number },
): Promise<void> {
  const { kind, id } = actorOf(tx)
  await dropStaged(tx, articleId)
  await tx
    .insertInto('staged_updates')
    .values({
      article_id: articleId,
      publish_at: publishAt,
      content,
      base_version: baseVersion,
      actor: `${kind}:${id}`,
      at,
    })
    .execute()
}

export async function dropStaged(tx: Tx, articleId: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('staged_updates')
    .where('article_id', '=', articleId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

// What content refers to -----------------------------------------------------------

/** Of those that are there, in the order given; who was merged into another is the other. */
export async function knownPeople(db: Db, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('people')
    .select(({ fn }) => ['id', fn.coalesce('merged_into', 'id').as('now')])
    .where('id', 'in', [...ids])
    .execute()
  const now = new Map(rows.map((row) => [row.id, row.now]))
  return [...new Set(ids.flatMap((id) => now.get(id) ?? []))]
}

export async function knownTopics(db: Db, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('topics')
    .select('id')
    .where('id', 'in', [...ids])
    .execute()
  const known = new Set(rows.map(({ id }) => id))
  return [...new Set(ids)].filter((id) => known.has(id))
}

/** Stories by what programs call them, in the order given. */
export async function idsOfStories(db: Db, publicIds: readonly string[]): Promise<number[]> {
  if (publicIds.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .select(['id', 'public_id as publicId'])
    .where('public_id', 'in', [...publicIds])
    .execute()
  const ids = new Map(rows.map(({ id, publicId }) => [publicId, id]))
  return publicIds.flatMap((publicId) => ids.get(publicId) ?? [])
}

export type VersionRow = {
  number: number
  headline: string
  actor: string
  createdAt: number
  shownAt: number | null
  wordCount: number
}

/** Newest first. */
export async function versionsOf(
  db: Db,
  articleId: number,
  { limit, before }: { limit: number; before: number },
): Promise<VersionRow[]> {
  return db
    .selectFrom('article_versions')
    .select([
      'number',
      'headline',
      'actor',
      'created_at as createdAt',
      'shown_at as shownAt',
      'word_count as wordCount',
    ])
    .where('article_id', '=', articleId)
    .where('number', '<', before)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
}
