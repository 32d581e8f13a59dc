import { lockRow } from '../kit/db/database.ts'
import type { Tx } from '../kit/db/schema.ts'

type Tries = { failures: number; lastAt: number; nextAt: number }

/** None before is a row of zeros, held until the transaction ends: two tries at once are counted one by one. */
export async function heldTries(tx: Tx, subject: string): Promise<Tries> {
  await tx
    .insertInto('sign_in_tries')
    .values({ subject, failures: 0, last_at: 0, next_at: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const columns = ['failures', 'last_at as lastAt', 'next_at as nextAt'] as const
  const row = tx.selectFrom('sign_in_tries').select(columns).where('subject', '=', subject)
  return lockRow(tx, row).executeTakeFirstOrThrow()
}

export async function putTries(tx: Tx, subject: string, { failures, lastAt, nextAt }: Tries): Promise<void> {
  const row = { failures, last_at: lastAt, next_at: nextAt }
  await tx.updateTable('sign_in_tries').set(row).where('subject', '=', subject).execute()
}

export async function deleteTries(tx: Tx, subjects: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('sign_in_tries')
    .where('subject', 'in', [...subjects])
    .execute()
}
