import type { Tx } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import { insertDecision, moveCommentCount } from './store.ts'
import { insertOlderComment, rewriteComment, stateOfComment, type OlderComment } from './take-over-store.ts'

/**
 * Takes a comment over with the state it had elsewhere: from an import, or for the demo. The article's count is moved
 * by the caller, once for all.
 */
export async function takeOverCommentIn(tx: Tx, comment: OlderComment, at: number): Promise<number> {
  // The comments of two older systems may share a number; the one that came first keeps it.
  const id =
    (await insertOlderComment(tx, comment.oldId ?? publicId(), comment)) ??
    (await insertOlderComment(tx, publicId(), comment))
  if (id === undefined) throw new Error('the database gave no id for a comment')
  await insertDecision(tx, {
    commentId: id,
    verdict: comment.state,
    reasons: [{ code: 'taken-over', words: comment.origin }],
    at,
  })
  return id
}

/** The same comment as it stands there now, its parent too; a changed state is a decision of its own. */
export async function updateTakenOverIn(
  tx: Tx,
  id: number,
  comment: Pick<OlderComment, 'authorName' | 'words' | 'state' | 'parentId'>,
  at: number,
): Promise<void> {
  const before = await stateOfComment(tx, id)
  if (before === undefined) return
  await rewriteComment(tx, id, comment)
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
