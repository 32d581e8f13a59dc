import type { Tx } from '../kit/db/schema.ts'
import { forgetFew, inChunks } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'
import { eraseUnconfirmed } from '../readers/personal.ts'
import { isGivenWithComments } from './personal.ts'
import { emptyComments, rejectedComments } from './rejected-store.ts'

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
    const rows = await rejectedComments(tx, { after, before, limit: forgetFew })
    const last = rows.at(-1)
    if (last !== undefined) after = last
    const due = rows.filter(({ rejectedAt }) => (rejectedAt ?? 0) <= before)
    if (due.length > 0) await forget(tx, due, at)
    forgotten += due.length
    return rows.length
  })
  return forgotten
}

async function forget(tx: Tx, due: readonly { id: number; addressId: number | null }[], at: number): Promise<void> {
  await emptyComments(
    tx,
    due.map(({ id }) => id),
  )
  for (const id of new Set(due.flatMap(({ addressId }) => addressId ?? [])))
    if (!(await isGivenWithComments(tx, id))) await eraseUnconfirmed(tx, { id, at })
}
