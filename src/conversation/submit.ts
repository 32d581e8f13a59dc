import type { Tx } from '../kit/db/schema.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { prefixHash } from '../kit/prefix-hash.ts'
import { isDue } from '../kit/reminders.ts'
import { ensureAddress, normaliseAddress } from '../readers/addresses.ts'
import { ensureReader } from '../readers/store.ts'
import { checkFields, cleanName, cleanWords, takesComments, type CommentFaults, type CommentFields } from './comment.ts'
import { applyVerdict } from './decide.ts'
import { judgeComment } from './rules.ts'
import { commentedArticle, commentOfPass, insertComment, type CommentedArticle } from './store.ts'
import { countWaitingIn } from './waiting-store.ts'
import { crowdOf, maxWaiting, type Crowd } from './waiting.ts'

export type Submission = CommentFields & {
  articlePublicId: string
  /** What was wrong with a field before it came here: it was longer than its form takes. */
  faults?: CommentFaults
  /** The comment that this one answers. */
  parentPublicId?: string
  /** Undefined where no cookie tells. */
  readerId: string | undefined
  /** Of the form pass: one pass, one comment. Undefined without one that is this reader's. */
  passHash: string | undefined
  /** The network address; undefined where it is not known (kit/http/proxies.ts). */
  address: string | undefined
}

type Submitted =
  | { outcome: 'held'; publicId: string }
  | { outcome: 'refused'; faults: CommentFaults }
  | { outcome: 'closed' }
  | { outcome: 'pass-needed' }
  /** The pass has carried another comment already: this one needs its own. */
  | { outcome: 'pass-used' }
  /** As many wait as may. */
  | { outcome: 'crowded'; by: Crowd }
  /** The database is away: the comment may be there or not, and the same pass keeps it one. */
  | { outcome: 'unavailable' }

/** `fields`: what was typed, cleaned. */
export type SubmitOutcome =
  | (Submitted & { article: CommentedArticle; fields: CommentFields })
  | { outcome: 'unknown-article' }

type Taking = Pick<House, 'db' | 'write' | 'clock' | 'settings' | 'secrets' | 'log'>

/**
 * Takes a reader's words and holds them until a decision. The same form sent twice is one comment. Whoever has no pass
 * hears of that last: what they typed is good, and the story takes it.
 */
export async function submitComment(house: Taking, submission: Submission): Promise<SubmitOutcome> {
  const at = house.clock.now()
  const article = await commentedArticle(house.db, { publicId: submission.articlePublicId })
  if (article === undefined) return { outcome: 'unknown-article' }
  const fields = cleanFields(submission)
  return { ...(await submitTo(house, article, { ...submission, ...fields }, at)), article, fields }
}

/** The rules decide, and their verdict stands with the reader's words like any other. */
const rules = { kind: 'rule', id: 'comments' } as const

async function submitTo(
  house: Taking,
  article: CommentedArticle,
  submission: Submission,
  at: number,
): Promise<Submitted> {
  if (!takesComments(article, house.settings.current().comments, at)) return { outcome: 'closed' }
  const faults = { ...fieldFaults(submission), ...submission.faults }
  if (Object.keys(faults).length > 0) return { outcome: 'refused', faults }
  const { readerId, passHash } = submission
  if (readerId === undefined || passHash === undefined) return { outcome: 'pass-needed' }
  const signed = { ...submission, readerId, passHash }
  const submitted = await house.write(rules, (tx) => submitCommentIn(tx, house, article, signed, at)).catch(unavailable)
  if (submitted.outcome === 'crowded') tellPublisher(house, article, submitted.by)
  return submitted
}

function unavailable(error: unknown): { outcome: 'unavailable' } {
  if (error instanceof Unavailable) return { outcome: 'unavailable' }
  throw error
}

/** What no reader can mend, once an hour. */
function tellPublisher({ log, clock }: Taking, { path }: CommentedArticle, by: Crowd): void {
  if (by !== 'house' && by !== 'story') return
  const [what, where] = by === 'house' ? ['comments are closed', {}] : ['comments on a story are closed', { path }]
  if (!isDue(log, `${what} ${where.path}`, clock.now())) return
  log.warn({ ...where, most: maxWaiting[by] }, `${what}: as many wait as may; "crier comments list" shows them`)
}

function cleanFields({ name, email, comment }: CommentFields): CommentFields {
  return { name: cleanName(name), email: email.trim(), comment: cleanWords(comment) }
}

/** What is wrong with fields that have been cleaned. */
function fieldFaults(fields: CommentFields): CommentFaults {
  return checkFields(fields, (email) => normaliseAddress(email) !== undefined)
}

async function submitCommentIn(
  tx: Tx,
  house: Taking,
  article: CommentedArticle,
  submission: Submission & { readerId: string; passHash: string },
  at: number,
): Promise<Submitted> {
  const { readerId, passHash, parentPublicId, address } = submission
  const networkHash = address === undefined ? undefined : prefixHash(house.secrets.current('network').material, address)
  const waiting = await countWaitingIn(tx, { readerId, networkHash, articleId: article.id })
  const crowd = crowdOf(waiting)
  // The form that took the last place may come a second time.
  if (crowd !== undefined && !(await commentOfPass(tx, passHash))) return { outcome: 'crowded', by: crowd }
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
  if (inserted.outcome === 'unknown-parent') return { outcome: 'refused', faults: { parent: 'unknown' } }
  if (inserted.outcome === 'same-pass') {
    const isSame = inserted.readerId === readerId && inserted.words === submission.comment
    return isSame ? { outcome: 'held', publicId: inserted.publicId } : { outcome: 'pass-used' }
  }
  const facts = {
    words: submission.comment,
    isReply: parentPublicId !== undefined,
    isStoryHeld: article.commentsHeld,
    waiting,
  }
  const comment = { id: inserted.id, articleId: article.id, state: 'held' } as const
  await applyVerdict(tx, comment, { ...judgeComment(facts), at })
  return { outcome: 'held', publicId: inserted.publicId }
}
