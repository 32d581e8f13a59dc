import { sql } from 'kysely'
import type { Db, Tx } from '../kit/db/schema.ts'

type Walk = { after: { submittedAt: number; id: number }; before: number; limit: number }

/** Rejected comments that still have their words, in the order in which they were submitted. */
export async function rejectedComments(db: Db, { after, before, limit }: Walk) {
  return db
    .selectFrom('comments')
    .select(['id', 'submitted_at as submittedAt', 'address_id as addressId'])
    .select(({ selectFrom }) => {
      const decided = selectFrom('comment_decisions').select('at').whereRef('comment_id', '=', 'comments.id')
      return decided.orderBy('comment_decisions.id', 'desc').limit(1).as('rejectedAt')
    })
    .where(sql<boolean>`state = 'rejected' and words <> ''`)
    .where('submitted_at', '<=', before)
    .where(sql<boolean>`(submitted_at, id) > (${after.submittedAt}, ${after.id})`)
    .orderBy('submitted_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** What was said, by whom and from where goes; that something was said stays. */
export async function emptyComments(tx: Tx, ids: readonly number[]): Promise<void> {
  const nobodys = { reader_id: null, address_id: null, pass_hash: null, network_hash: null }
  await tx
    .updateTable('comments')
    .set({ author_name: '', words: '', ...nobodys })
    .where('id', 'in', [...ids])
    .execute()
}
