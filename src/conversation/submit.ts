import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { ensureAddress, normaliseAddress } from '../readers/addresses.ts'
import { ensureReader } from '../readers/readers.ts'
import { checkFields, cleanName, cleanWords, takesComments, type CommentFaults, type CommentFields } from './comment.ts'
import { commentedArticle, insertComment, insertDecision, type CommentedArticle } from './store.ts'

export type Submission = CommentFields & {
  articlePublicId: string
  /** The comment that this one answers. */
  parentPublicId?: string
  readerId: string
  /** Of the form pass: one pass, one comment. */
  passHash: string
  address: string
  userAgent: string
}

export type SubmitOutcome =
  | { outcome: 'held'; article: CommentedArticle; publicId: string }
  | { outcome: 'refused'; article: CommentedArticle; faults: CommentFaults }
  /** The pass has carried another comment already: this one needs its own. */
  | { outcome: 'pass-used'; article: CommentedArticle }
  | { outcome: 'closed'; article: CommentedArticle }
  | { outcome: 'unknown-article' }

type Taking = Pick<House, 'db' | 'write' | 'clock' | 'settings' | 'secrets'>

/** Takes a reader's words and holds them until a decision. The same form sent twice is one comment. */
export async function submitComment(house: Taking, submission: Submission): Promise<SubmitOutcome> {
  const at = house.clock.now()
  const article = await commentedArticle(house.db, { publicId: submission.articlePublicId })
  if (article === undefined) return { outcome: 'unknown-article' }
  if (!takesComments(article, house.settings.current().comments, at)) return { outcome: 'closed', article }
  const fields = cleanFields(submission)
  const faults = fieldFaults(fields)
  if (Object.keys(faults).length > 0) return { outcome: 'refused', article, faults }
  // The rule "everything is held first" decides here; its verdict stands with the reader's words like any other.
  return house.write({ kind: 'rule', id: 'hold-first' }, (tx) => submitCommentIn(tx, house, article, { ...submission, ...fields }, at))
}

export function cleanFields({ name, email, comment }: CommentFields): CommentFields {
  return { name: cleanName(name), email: email.trim(), comment: cleanWords(comment) }
}

/** What is wrong with fields that have been cleaned. */
export function fieldFaults(fields: CommentFields): CommentFaults {
  return checkFields(fields, (email) => normaliseAddress(email) !== undefined)
}

async function submitCommentIn(tx: Tx, house: Taking, article: CommentedArticle, submission: Submission, at: number): Promise<SubmitOutcome> {
  const { readerId, passHash, parentPublicId } = submission
  await ensureReader(tx, readerId, at)
  const addressId = await ensureAddress(tx, house, submission.email, at)
  const inserted = await insertComment(tx, {
    publicId: publicId(), articleId: article.id, parentPublicId, readerId, addressId, authorName: submission.name, words: submission.comment, submittedAt: at, passHash,
  })
  if (inserted.outcome === 'unknown-parent') return { outcome: 'refused', article, faults: { parent: 'unknown' } }
  if (inserted.outcome === 'same-pass') {
    const isSame = inserted.readerId === readerId && inserted.words === submission.comment
    return isSame ? { outcome: 'held', article, publicId: inserted.publicId } : { outcome: 'pass-used', article }
  }
  await insertDecision(tx, { commentId: inserted.id, verdict: 'held', reasons: [{ code: 'hold-first', words: 'Every comment is read before it appears.' }], at })
  return { outcome: 'held', article, publicId: inserted.publicId }
}
