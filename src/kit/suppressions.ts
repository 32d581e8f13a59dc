import type { Db, Tx } from './db/schema.ts'

/** No mail goes to a suppressed address, whoever asks. */
export async function suppressAddress(tx: Tx, hash: string, reason: string, at: number): Promise<void> {
  await tx.insertInto('suppressions').values({ address_hash: hash, reason, at }).onConflict((conflict) => conflict.column('address_hash').doNothing()).execute()
}

export async function isSuppressed(db: Db, addressHash: string): Promise<boolean> {
  return (await db.selectFrom('suppressions').select('reason').where('address_hash', '=', addressHash).executeTakeFirst()) !== undefined
}
