import type { Db, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { sign, verify } from '../kit/secrets.ts'

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

/** What every mail carries to leave with: it names the address's row, signed, and does not run out. */
export function leaveToken(house: Pick<House, 'secrets'>, addressId: number): string {
  return `${addressId}.${sign(house.secrets, 'leave', String(addressId))}`
}

export function addressIdOfLeaveToken(house: Pick<House, 'secrets'>, token: string): number | undefined {
  const [id = '', ...signature] = token.split('.')
  return /^[1-9]\d{0,14}$/u.test(id) && verify(house.secrets, 'leave', id, signature.join('.')) ? Number(id) : undefined
}
