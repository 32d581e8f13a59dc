import type { Tx } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import { insertOlderComments, rewriteComment, stateOfComment, type OlderComment } from './imported-store.ts'
import { insertDecision, insertDecisions, moveCommentCount } from './store.ts'

/**
 * Takes a comment over with the state it had elsewhere: from an import, or for the demo. The article's count is moved
 * by the caller, once for all.
 */
export async function addImportedCommentIn(tx: Tx, comment: OlderComment, at: number): Promise<number> {
  const [id] = await addImportedCommentsIn(tx, [comment], at)
  if (id === undefined) throw new Error('the database gave no id for a comment')
  return id
}

/** The same for many, none of which answers another of them: the ids of their rows, in the order given. */
export async function addImportedCommentsIn(tx: Tx, comments: readonly OlderComment[], at: number): Promise<number[]> {
  const first = comments.map((comment) => ({ ...comment, publicId: comment.oldId ?? publicId() }))
  const ids = await insertOlderComments(tx, first)
  // The comments of two older systems may share a number; the one that came first keeps it.
  const given = new Set<string>()
  const final = first.map((comment) => {
    const isOwn = ids.has(comment.publicId) && !given.has(comment.publicId)
    given.add(comment.publicId)
    return isOwn ? comment : { ...comment, publicId: publicId() }
  })
  const renumbered = await insertOlderComments(
    tx,
    final.filter((comment, index) => comment !== first[index]),
  )
  const found = final.map(({ publicId: number }) => renumbered.get(number) ?? ids.get(number))
  const rows = found.filter((id) => id !== undefined)
  if (rows.length < comments.length) throw new Error('the database gave no id for a comment')
  const decisions = comments.map(({ state, origin }, index) => ({
    commentId: rows[index] ?? 0,
    verdict: state,
    reasons: [{ code: 'taken-over', words: origin }],
    at,
  }))
  await insertDecisions(tx, decisions)
  return rows
}

/** The same comment as it stands there now, its parent too; a changed state is a decision of its own. */
export async function updateImportedIn(
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
