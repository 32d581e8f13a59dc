import { sql } from 'kysely'
import type { Tx } from '../kit/db/schema.ts'
import { forgetFew, inChunks } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'
import { eraseUnconfirmed } from '../readers/personal.ts'
import { isGivenWithComments } from './personal.ts'

/**
 * Words, name, network and address of comments that were rejected before then. That there was one, why it was rejected
 * and by whom stays.
 */
export async function forgetRejected(
  house: Pick<House, 'write'>,
  { before, at }: { before: number; at: number },
): Promise<number> {
  // Those that were long on the page before they were rejected are met on every walk, and passed over.
  let after = { submittedAt: 0, id: 0 }
  let forgotten = 0
  await inChunks(house, forgetFew, async (tx) => {
    const rows = await rejectedAfter(tx, after, before)
    const last = rows.at(-1)
    if (last !== undefined) after = last
    const due = rows.filter(({ rejectedAt }) => (rejectedAt ?? 0) <= before)
    if (due.length > 0) await forget(tx, due, at)
    forgotten += due.length
    return rows.length
  })
  return forgotten
}

async function rejectedAfter(tx: Tx, after: { submittedAt: number; id: number }, before: number) {
  return tx
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
    .limit(forgetFew)
    .execute()
}

async function forget(tx: Tx, due: readonly { id: number; addressId: number | null }[], at: number): Promise<void> {
  const nobodys = { reader_id: null, address_id: null, pass_hash: null, network_hash: null }
  const ids = due.map(({ id }) => id)
  await tx
    .updateTable('comments')
    .set({ author_name: '', words: '', ...nobodys })
    .where('id', 'in', ids)
    .execute()
  for (const id of new Set(due.flatMap(({ addressId }) => addressId ?? [])))
    if (!(await isGivenWithComments(tx, id))) await eraseUnconfirmed(tx, { id, at })
}
