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

/** The id of its row; undefined when the public id is another comment's. */
export async function insertOlderComment(tx: Tx, publicId: string, comment: OlderComment): Promise<number | undefined> {
  const [row] = await insertOlder(
    tx,
    publicId,
    comment.articleId,
    comment.parentId,
    comment.addressId,
    comment.authorName,
    comment.words,
    comment.state,
    comment.submittedAt,
  )
  return row?.id
}

const insertOlder = preparedWrite(
  (
    tx,
    public_id: string,
    article_id: number,
    parent_id: number | null,
    address_id: number | null,
    author_name: string,
    words: string,
    state: CommentState,
    submitted_at: number,
  ) =>
    tx
      .insertInto('comments')
      .values({
        public_id,
        article_id,
        parent_id,
        reader_id: null,
        address_id,
        author_name,
        words,
        state,
        submitted_at,
        pass_hash: null,
      })
      .onConflict((conflict) => conflict.column('public_id').doNothing())
      .returning('id'),
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
