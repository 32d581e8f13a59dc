import { articleTag } from '../articles/tags.ts'
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { assertCan } from '../staff/acts.ts'
import { heldForDecision, insertDecision, moveCommentCount, setCommentState, type Reason } from './store.ts'
import type { CommentState } from './tables.ts'

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
    await applyVerdict(tx, comment, { verdict, reasons, at })
    await recordDeed(tx, {
      deed: verdict === 'published' ? 'comment.approve' : 'comment.reject',
      subject: `comment:${comment.id}`,
      detail: { reasons },
      at,
    })
    return { outcome: verdict }
  })
}

type Comment = { id: number; articleId: number; state: CommentState }

/** The step of every decision, whoever makes it: its row, what readers see, and the count of the story. */
export async function applyVerdict(
  tx: Tx,
  comment: Comment,
  { verdict, reasons, at }: { verdict: CommentState; reasons: readonly Reason[]; at: number },
): Promise<void> {
  await insertDecision(tx, { commentId: comment.id, verdict, reasons, at })
  if (comment.state === verdict) return
  await setCommentState(tx, comment.id, verdict)
  const [wasShown, isShown] = [comment.state === 'published', verdict === 'published']
  if (!wasShown && !isShown) return
  await moveCommentCount(tx, comment.articleId, isShown ? 1 : -1)
  // What was taken down must not be read a moment longer; what is new may wait for the next rendering.
  await invalidate(tx, [articleTag(comment.articleId)], { hard: !isShown })
}
