import { articleTag } from '../articles/tags.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { assertCan } from '../staff/acts.ts'
import { heldForDecision, insertDecision, moveCommentCount, setCommentState, type Reason } from './store.ts'

export type Decided = { outcome: 'published' | 'rejected' | 'unchanged' } | Failure

/** From now on everybody reads the comment. */
export async function approveComment(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { publicId }: { publicId: string },
): Promise<Decided> {
  return decide(house, actor, publicId, 'published', [{ code: 'read', words: 'Read and found fit to publish.' }])
}

/** Keeps a comment from the page, or takes it from there. The author is told the reason. */
export async function rejectComment(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { publicId, reason }: { publicId: string; reason: string },
): Promise<Decided> {
  return decide(house, actor, publicId, 'rejected', [{ code: 'staff', words: reason }])
}

async function decide(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  publicId: string,
  verdict: 'published' | 'rejected',
  reasons: readonly Reason[],
): Promise<Decided> {
  assertCan(actor, 'comment.decide')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const comment = await heldForDecision(tx, publicId)
    if (comment === undefined) return failed('unknown', `There is no comment "${publicId}".`)
    if (comment.state === verdict) return { outcome: 'unchanged' }
    await setCommentState(tx, comment.id, verdict)
    await insertDecision(tx, { commentId: comment.id, verdict, reasons, at })
    if (verdict === 'published') await moveCommentCount(tx, comment.articleId, 1)
    if (comment.state === 'published') await moveCommentCount(tx, comment.articleId, -1)
    // What was taken down must not be read a moment longer; what is new may wait for the next rendering.
    if (verdict === 'published' || comment.state === 'published')
      await invalidate(tx, [articleTag(comment.articleId)], { hard: verdict === 'rejected' })
    await recordDeed(tx, {
      deed: verdict === 'published' ? 'comment.approve' : 'comment.reject',
      subject: `comment:${comment.id}`,
      detail: { reasons },
      at,
    })
    return { outcome: verdict }
  })
}
