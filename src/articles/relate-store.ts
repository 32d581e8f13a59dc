import { sql } from 'kysely'
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { publishedVersion } from './version-join-store.ts'

const most = 300

export type Candidate = { id: number; text: string; publishedAt: number; sameMainTopic: boolean }

/** What a published story is compared by. */
export async function comparedWords(
  db: Db,
  articleId: number,
): Promise<{ text: string; publishedAt: number } | undefined> {
  return db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .select([
      'article_versions.headline',
      'article_versions.standfirst',
      'article_versions.teaser',
      'articles.published_at as publishedAt',
    ])
    .where('articles.id', '=', articleId)
    .where('articles.state', '=', 'published')
    .executeTakeFirst()
    .then((row) =>
      row?.publishedAt == null
        ? undefined
        : { text: `${row.headline} ${row.standfirst} ${row.teaser}`, publishedAt: row.publishedAt },
    )
}

/**
 * The newest stories that share a topic with this one and were published after `since`, at most 300.
 *
 * Topic by topic, each from the end of its index: sorted together, two years of a busy paper's topic would be read for
 * these few. `step` is awaited after each.
 */
export async function relatableStories(
  db: Db,
  articleId: number,
  { since, step }: { since: number; step: () => Promise<void> },
): Promise<Candidate[]> {
  const own = await db
    .selectFrom('article_topics')
    .select(['topic_id as topicId', 'position'])
    .where('article_id', '=', articleId)
    .execute()
  const rows = []
  for (const { topicId, position } of own) {
    const others = await newestBeside(db, topicId, articleId, since)
    rows.push(...others.map((other) => ({ ...other, sameMainTopic: position === 0 && other.position === 0 })))
    await step()
  }
  rows.sort((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0))
  const byId = new Map<number, Candidate>()
  for (const { id, publishedAt: at, headline, standfirst, teaser, sameMainTopic } of rows.slice(0, most)) {
    byId.set(id, {
      id,
      publishedAt: at ?? 0,
      text: `${headline} ${standfirst} ${teaser}`,
      sameMainTopic: sameMainTopic || (byId.get(id)?.sameMainTopic ?? false),
    })
  }
  return [...byId.values()]
}

const newestBeside = prepared((db, topicId: number, articleId: number, since: number) =>
  db
    .selectFrom('article_topics as other')
    .innerJoin('articles', 'articles.id', 'other.article_id')
    .innerJoin('article_versions', publishedVersion)
    .select([
      'articles.id',
      'articles.published_at as publishedAt',
      'article_versions.headline',
      'article_versions.standfirst',
      'article_versions.teaser',
      'other.position',
    ])
    .where('other.topic_id', '=', topicId)
    .where('other.article_id', '<>', articleId)
    .where('other.published_at', '>', since)
    .orderBy('other.published_at', 'desc')
    .limit(sql.lit(most)),
)

/** Those that were found, nearest first, and those that were chosen by hand. */
export async function relatedBefore(db: Db, articleId: number): Promise<{ found: number[]; byHand: Set<number> }> {
  const rows = await db
    .selectFrom('related_articles')
    .select(['related_id as id', 'by_hand as byHand'])
    .where('article_id', '=', articleId)
    .orderBy('rank')
    .execute()
  const of = (hand: number) => rows.filter(({ byHand }) => byHand === hand).map(({ id }) => id)
  return { found: of(0), byHand: new Set(of(1)) }
}

/** Those that were found, nearest first. One that was chosen by hand stays where it is. */
export async function replaceRelated(tx: Tx, articleId: number, ids: readonly number[]): Promise<void> {
  await tx.deleteFrom('related_articles').where('article_id', '=', articleId).where('by_hand', '=', 0).execute()
  if (ids.length > 0)
    await tx
      .insertInto('related_articles')
      .values(ids.map((related_id, rank) => ({ article_id: articleId, related_id, rank })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

/** Chosen by hand, in their order. */
export const relatedByHand: (db: Db, articleId: number) => Promise<{ id: number }[]> = prepared(
  (db, articleId: number) =>
    db
      .selectFrom('related_articles')
      .select('related_id as id')
      .where('article_id', '=', articleId)
      .where('by_hand', '=', sql.lit(1))
      .orderBy('rank'),
)

/** The same with their names for files, programs and people. */
export async function chosenStories(
  db: Db,
  articleId: number,
): Promise<{ id: number; publicId: string; path: string | null; slug: string }[]> {
  return db
    .selectFrom('related_articles')
    .innerJoin('articles', 'articles.id', 'related_articles.related_id')
    .select(['articles.id', 'articles.public_id as publicId', 'articles.path', 'articles.slug'])
    .where('related_articles.article_id', '=', articleId)
    .where('by_hand', '=', 1)
    .orderBy('rank')
    .execute()
}

/** One that was found before is chosen now. A story does not stand beside itself. */
export async function replaceRelatedByHand(tx: Tx, articleId: number, ids: readonly number[]): Promise<void> {
  const others = [...new Set(ids)].filter((id) => id !== articleId)
  await tx
    .deleteFrom('related_articles')
    .where('article_id', '=', articleId)
    .where(({ or, eb }) => or([eb('by_hand', '=', 1), ...(others.length > 0 ? [eb('related_id', 'in', others)] : [])]))
    .execute()
  if (others.length > 0)
    await tx
      .insertInto('related_articles')
      .values(others.map((related_id, rank) => ({ article_id: articleId, related_id, rank, by_hand: 1 })))
      .execute()
}
