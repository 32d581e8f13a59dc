import type { Tx } from '../kit/db/schema.ts'
import { enqueue } from '../kit/queue/job.ts'
import { addChanges } from './change-store.ts'
import { storiesChangedJob } from './jobs.ts'

/** Stories that become public, change or leave within this time are indexed by one job, after it. */
const togetherMs = 2_000

/**
 * Notes, in the deed's own transaction, that readers' view of an article has changed, and sees to it that the search
 * index follows: one job for all that changes in two seconds. It starts when they are over, so that none comes too late
 * for it.
 */
export async function noteChangeIn(tx: Tx, articleId: number, at: number): Promise<void> {
  await noteChangesIn(tx, [articleId], at)
}

/** The same for several. */
export async function noteChangesIn(tx: Tx, articleIds: readonly number[], at: number): Promise<void> {
  if (articleIds.length === 0) return
  await addChanges(tx, articleIds)
  const end = (Math.floor(at / togetherMs) + 1) * togetherMs
  await enqueue(tx, storiesChangedJob, {}, { at, uniqueKey: String(end), runAt: end })
}
