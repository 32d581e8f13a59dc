/** Stories whose readers' view has changed, and the search index has not followed yet. */
import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'

export type Change = { articleId: number; changes: number }

export async function addChanges(tx: Tx, articleIds: readonly number[]): Promise<void> {
  await countThem(tx, rowsJson([...new Set(articleIds)].toSorted((a, b) => a - b).map((id) => [id])))
}

const countThem = preparedWrite(
  (tx, ids: string) =>
    sql`insert into article_changes (article_id, changes)
      select id, 1 from ${jsonRows(tx, 'given', { id: 'integer' }, ids)} where true
      on conflict (article_id) do update set changes = article_changes.changes + 1`,
)

/** In the order of their ids. */
export async function notedChanges(db: Db, limit: number): Promise<Change[]> {
  return db
    .selectFrom('article_changes')
    .select(['article_id as articleId', 'changes'])
    .orderBy('article_id')
    .limit(limit)
    .execute()
}

/**
 * Takes a change off the list; false when another process has, or when the article has changed again since it was read.
 */
export async function takeChangeIn(tx: Tx, { articleId, changes }: Change): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('article_changes')
    .where('article_id', '=', articleId)
    .where('changes', '=', changes)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

export type Named = { kind: 'topic' | 'author'; id: number }
type ChangeCursor = { articleId: number; publishedAt: number }

/** The published stories of a topic or by a person, newest first; `after`: the last of those that came before. */
export async function storiesOf(
  db: Db,
  { kind, id }: Named,
  { limit, after }: { limit: number; after?: ChangeCursor | undefined },
): Promise<ChangeCursor[]> {
  const read = kind === 'topic' ? ofTopic : ofAuthor
  const rows = await read(
    db,
    id,
    after?.publishedAt ?? Number.MAX_SAFE_INTEGER,
    after?.articleId ?? Number.MAX_SAFE_INTEGER,
    limit,
  )
  return rows.flatMap(({ articleId, publishedAt }) => (publishedAt === null ? [] : [{ articleId, publishedAt }]))
}

const ofTopic = prepared((db, id: number, publishedAt: number, articleId: number, limit: number) =>
  db
    .selectFrom('article_topics')
    .select(['article_id as articleId', 'published_at as publishedAt'])
    .where('topic_id', '=', id)
    .where('published_at', 'is not', null)
    .where((is) => is(is.refTuple('published_at', 'article_id'), '<', is.tuple(publishedAt, articleId)))
    .orderBy('published_at', 'desc')
    .orderBy('article_id', 'desc')
    .limit(limit),
)

const ofAuthor = prepared((db, id: number, publishedAt: number, articleId: number, limit: number) =>
  db
    .selectFrom('article_authors')
    .select(['article_id as articleId', 'published_at as publishedAt'])
    .where('person_id', '=', id)
    .where('published_at', 'is not', null)
    .where((is) => is(is.refTuple('published_at', 'article_id'), '<', is.tuple(publishedAt, articleId)))
    .orderBy('published_at', 'desc')
    .orderBy('article_id', 'desc')
    .limit(limit),
)

/** All that is published, to be indexed anew. */
export async function noteAllPublishedIn(tx: Tx, page: { after: number; limit: number }): Promise<number | undefined> {
  const rows = await tx
    .selectFrom('articles')
    .select('id')
    .where('state', '=', 'published')
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(page.limit)
    .execute()
  if (rows.length > 0)
    await tx
      .insertInto('article_changes')
      .values(rows.map(({ id }) => ({ article_id: id, changes: 1 })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  return rows.at(-1)?.id
}
