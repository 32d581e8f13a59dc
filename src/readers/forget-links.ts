import type { Tx } from '../kit/db/schema.ts'
import { forgetFew, inChunks } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'
import { eraseUnconfirmed } from './personal.ts'
import { deleteConfirmations, expiredConfirmations } from './store.ts'

/**
 * Links that ran out before then, used or not. An address that nobody confirmed by one goes too, unless `isKept` knows
 * it from elsewhere: perhaps it was never theirs who gave it.
 */
export async function forgetLinks(
  house: Pick<House, 'write'>,
  { before, at, isKept }: { before: number; at: number; isKept: (tx: Tx, addressId: number) => Promise<boolean> },
): Promise<number> {
  return inChunks(house, forgetFew, async (tx) => {
    const due = await expiredConfirmations(tx, { before, limit: forgetFew })
    if (due.length === 0) return 0
    await deleteConfirmations(
      tx,
      due.map(({ tokenHash }) => tokenHash),
    )
    for (const id of new Set(due.map(({ addressId }) => addressId)))
      if (!(await isKept(tx, id))) await eraseUnconfirmed(tx, { id, at })
    return due.length
  })
}
