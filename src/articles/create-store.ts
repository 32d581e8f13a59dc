/** New articles. */
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Tx } from '../kit/db/schema.ts'
import { columnValues, savedColumns, type ArticleFields, type ColumnValues } from './article-columns.ts'
import type { ArticleInput } from './article.ts'
import type { ArticleKind } from './tables.ts'

type NewArticle = Pick<ArticleInput, 'kind' | 'slug' | 'topicIds' | 'commentsOpen' | 'pinned' | 'feedId'>

export async function insertArticle(tx: Tx, publicId: string, input: NewArticle, at: number): Promise<number> {
  const insert = (feedId: string | null) =>
    insertArticleRow(
      tx,
      publicId,
      feedId,
      input.kind,
      input.slug,
      input.topicIds[0] ?? null,
      Number(input.commentsOpen),
      Number(input.pinned),
      at,
    )
  // Two exports may hold one id; the story that came first keeps it.
  const row = (await insert(input.feedId ?? null))[0] ?? (await insert(null))[0]
  if (row === undefined) throw new Error('the database gave no id for an article')
  return row.id
}

const insertArticleRow = preparedWrite(
  (
    tx,
    public_id: string,
    feed_id: string | null,
    kind: ArticleKind,
    slug: string,
    main_topic_id: number | null,
    comments_open: number,
    pinned: number,
    created_at: number,
  ) =>
    tx
      .insertInto('articles')
      .values({
        public_id,
        feed_id,
        kind,
        slug,
        path: null,
        state: 'draft',
        published_version: null,
        main_topic_id,
        published_at: null,
        updated_at: null,
        archive_month: null,
        comments_open,
        pinned,
        created_at,
      })
      .onConflict((conflict) => conflict.column('feed_id').doNothing())
      .returning('id'),
)

/**
 * A new article with all its fields at once. Undefined when its address or its feed id belongs to another: then it is
 * made as a draft, and gets what is free.
 */
export async function insertWholeArticle(
  tx: Tx,
  publicId: string,
  { feedId, kind }: Pick<ArticleInput, 'feedId' | 'kind'>,
  fields: ArticleFields,
  at: number,
): Promise<number | undefined> {
  const [row] = await insertWhole(tx, publicId, feedId ?? null, kind, at, ...columnValues(fields))
  return row?.id
}

const insertWhole = preparedWrite(
  (tx, public_id: string, feed_id: string | null, kind: ArticleKind, created_at: number, ...values: ColumnValues) =>
    tx
      .insertInto('articles')
      .values({ ...savedColumns(...values), public_id, feed_id, kind, revision: 1, created_at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id'),
)
