import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { prefixHash } from '../kit/prefix-hash.ts'
import { isDue } from '../kit/reminders.ts'
import { ensureAddress, normaliseAddress } from '../readers/addresses.ts'
import { ensureReader } from '../readers/readers.ts'
import { checkFields, cleanName, cleanWords, takesComments, type CommentFaults, type CommentFields } from './comment.ts'
import { commentedArticle, commentOfPass, insertComment, insertDecision, type CommentedArticle } from './store.ts'
import { countWaitingIn } from './waiting-store.ts'
import { crowdOf, maxWaiting, type Crowd } from './waiting.ts'

export type Submission = CommentFields & {
  articlePublicId: string
  /** The comment that this one answers. */
  parentPublicId?: string
  readerId: string
  /** Of the form pass: one pass, one comment. */
  passHash: string
  /** The network address; undefined where it is not known (kit/http/proxies.ts). */
  address: string | undefined
  userAgent: string
}

export type SubmitOutcome =
  | { outcome: 'held'; article: CommentedArticle; publicId: string }
  | { outcome: 'refused'; article: CommentedArticle; faults: CommentFaults }
  /** The pass has carried another comment already: this one needs its own. */
  | { outcome: 'pass-used'; article: CommentedArticle }
  | { outcome: 'closed'; article: CommentedArticle }
  /** As many wait as may. */
  | { outcome: 'crowded'; article: CommentedArticle; by: Crowd }
  | { outcome: 'unknown-article' }

type Taking = Pick<House, 'db' | 'write' | 'clock' | 'settings' | 'secrets' | 'log'>

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
  const cleaned = { ...submission, ...fields }
  const actor = { kind: 'rule', id: 'hold-first' } as const
  const submitted = await house.write(actor, (tx) => submitCommentIn(tx, house, article, cleaned, at))
  if (submitted.outcome === 'crowded') tellPublisher(house, article, submitted.by)
  return submitted
}

/** What no reader can mend, once an hour. */
function tellPublisher({ log, clock }: Taking, { path }: CommentedArticle, by: Crowd): void {
  if (by !== 'house' && by !== 'story') return
  const [what, where] = by === 'house' ? ['comments are closed', {}] : ['comments on a story are closed', { path }]
  if (!isDue(log, `${what} ${where.path}`, clock.now())) return
  log.warn({ ...where, most: maxWaiting[by] }, `${what}: as many wait as may; "crier comments list" shows them`)
}

export function cleanFields({ name, email, comment }: CommentFields): CommentFields {
  return { name: cleanName(name), email: email.trim(), comment: cleanWords(comment) }
}

/** What is wrong with fields that have been cleaned. */
export function fieldFaults(fields: CommentFields): CommentFaults {
  return checkFields(fields, (email) => normaliseAddress(email) !== undefined)
}

async function submitCommentIn(
  tx: Tx,
  house: Taking,
  article: CommentedArticle,
  submission: Submission,
  at: number,
): Promise<SubmitOutcome> {
  const { readerId, passHash, parentPublicId, address } = submission
  const networkHash = address === undefined ? undefined : prefixHash(house.secrets.current('network').material, address)
  const crowd = crowdOf(await countWaitingIn(tx, { readerId, networkHash, articleId: article.id }))
  // The form that took the last place may come a second time.
  if (crowd !== undefined && !(await commentOfPass(tx, passHash))) return { outcome: 'crowded', article, by: crowd }
  await ensureReader(tx, readerId, at)
  const addressId = await ensureAddress(tx, house, submission.email, at)
  const inserted = await insertComment(tx, {
    publicId: publicId(),
    articleId: article.id,
    parentPublicId,
    readerId,
    addressId,
    authorName: submission.name,
    words: submission.comment,
    submittedAt: at,
    passHash,
    networkHash,
  })
  if (inserted.outcome === 'unknown-parent') return { outcome: 'refused', article, faults: { parent: 'unknown' } }
  if (inserted.outcome === 'same-pass') {
    const isSame = inserted.readerId === readerId && inserted.words === submission.comment
    return isSame ? { outcome: 'held', article, publicId: inserted.publicId } : { outcome: 'pass-used', article }
  }
  await insertDecision(tx, {
    commentId: inserted.id,
    verdict: 'held',
    reasons: [{ code: 'hold-first', words: 'Every comment is read before it appears.' }],
    at,
  })
  return { outcome: 'held', article, publicId: inserted.publicId }
}
