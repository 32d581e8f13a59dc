import type { Db, Tx } from '../kit/db/schema.ts'

/** No mail goes to a suppressed address, whatever the request. */
export async function suppressAddress(tx: Tx, hash: string, reason: string, at: number): Promise<void> {
  await tx
    .insertInto('suppressions')
    .values({ address_hash: hash, reason, at })
    .onConflict((conflict) => conflict.column('address_hash').doNothing())
    .execute()
}

/** Only what its owner decided is undone by its owner: a mailbox that is gone stays gone. */
export async function liftSuppression(tx: Tx, hash: string, reason: string): Promise<void> {
  await tx.deleteFrom('suppressions').where('address_hash', '=', hash).where('reason', '=', reason).execute()
}

export async function isSuppressed(db: Db, addressHash: string): Promise<boolean> {
  return (await suppressionOf(db, addressHash)) !== undefined
}

export async function suppressionOf(db: Db, addressHash: string): Promise<{ reason: string } | undefined> {
  return db.selectFrom('suppressions').select('reason').where('address_hash', '=', addressHash).executeTakeFirst()
}
