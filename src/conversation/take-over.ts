import { preparedWrite } from '../kit/db/prepared.ts'
import type { Tx } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import { insertDecision, moveCommentCount } from './store.ts'
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

/**
 * Takes a comment over with the state it had elsewhere: from an import, or for the demo. The article's count is moved
 * by the caller, once for all.
 */
export async function takeOverCommentIn(tx: Tx, comment: OlderComment, at: number): Promise<number> {
  const insert = (id: string) =>
    insertOlder(
      tx,
      id,
      comment.articleId,
      comment.parentId,
      comment.addressId,
      comment.authorName,
      comment.words,
      comment.state,
      comment.submittedAt,
    )
  // The comments of two older systems may share a number; the one that came first keeps it.
  const row = (await insert(comment.oldId ?? publicId()))[0] ?? (await insert(publicId()))[0]
  if (row === undefined) throw new Error('the database gave no id for a comment')
  const { id } = row
  await insertDecision(tx, {
    commentId: id,
    verdict: comment.state,
    reasons: [{ code: 'taken-over', words: comment.origin }],
    at,
  })
  return id
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

/** The same comment as it stands there now, its parent too; a changed state is a decision of its own. */
export async function updateTakenOverIn(
  tx: Tx,
  id: number,
  comment: Pick<OlderComment, 'authorName' | 'words' | 'state' | 'parentId'>,
  at: number,
): Promise<void> {
  const before = await tx
    .selectFrom('comments')
    .select(['state', 'article_id as articleId'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (before === undefined) return
  await tx
    .updateTable('comments')
    .set({
      author_name: comment.authorName,
      words: comment.words,
      state: comment.state,
      ...(comment.parentId !== null && comment.parentId !== id && { parent_id: comment.parentId }),
    })
    .where('id', '=', id)
    .execute()
  if (before.state === comment.state) return
  await insertDecision(tx, {
    commentId: id,
    verdict: comment.state,
    reasons: [{ code: 'taken-over', words: 'Decided anew in the system it came from.' }],
    at,
  })
  if (comment.state === 'published') await moveCommentCount(tx, before.articleId, 1)
  if (before.state === 'published') await moveCommentCount(tx, before.articleId, -1)
}
