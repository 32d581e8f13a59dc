import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { CommentState } from './tables.ts'

export type OlderComment = {
  articleId: number
  /** Its number where it comes from, so that links to `#comment-12` still find it. */
  oldId?: string
  /** A row of the same article; null for one that answers the story itself. */
  parentId: number | null
  addressId: number | null
  authorName: string
  words: string
  state: CommentState
  submittedAt: number
  /** Where its state comes from, in words: the decision was another system's. */
  origin: string
}

export type NumberedComment = OlderComment & { publicId: string }

/** The ids of their rows by public id, of those whose public id was free. */
export async function insertOlderComments(tx: Tx, comments: readonly NumberedComment[]): Promise<Map<string, number>> {
  if (comments.length === 0) return new Map()
  const rows = comments.map((comment) => [
    comment.publicId,
    comment.articleId,
    comment.parentId,
    comment.addressId,
    comment.authorName,
    comment.words,
    comment.state,
    comment.submittedAt,
  ])
  return new Map((await insertRows(tx, rowsJson(rows))).map(({ publicId, id }) => [publicId, id]))
}

const commentColumns = {
  public_id: 'text',
  article_id: 'integer',
  parent_id: 'integer',
  address_id: 'integer',
  author_name: 'text',
  words: 'text',
  state: 'text',
  submitted_at: 'integer',
} as const

const insertRows = preparedWrite(
  (tx, rows: string) =>
    sql<{ id: number; publicId: string }>`insert into comments
        (public_id, article_id, parent_id, address_id, author_name, words, state, submitted_at)
      select public_id, article_id, parent_id, address_id, author_name, words, state, submitted_at
      from ${jsonRows(tx, 'given', commentColumns, rows)} where true
      on conflict (public_id) do nothing returning id, public_id as "publicId"`,
)

export async function stateOfComment(
  db: Db,
  id: number,
): Promise<{ state: CommentState; articleId: number } | undefined> {
  return db.selectFrom('comments').select(['state', 'article_id as articleId']).where('id', '=', id).executeTakeFirst()
}

export async function rewriteComment(
  tx: Tx,
  id: number,
  { authorName, words, state, parentId }: Pick<OlderComment, 'authorName' | 'words' | 'state' | 'parentId'>,
): Promise<void> {
  const parent = parentId !== null && parentId !== id ? { parent_id: parentId } : {}
  await tx
    .updateTable('comments')
    .set({ author_name: authorName, words, state, ...parent })
    .where('id', '=', id)
    .execute()
}
