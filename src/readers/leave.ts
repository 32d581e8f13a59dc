import type { Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { addressIdOfLeaveToken, liftSuppression, suppressAddress, suppressionOf } from './suppressions.ts'

const reason = 'left'

export type Leaving = { addressId: number; hash: string; hasLeft: boolean }

/** Whom the link of a mail belongs to, and whether they have left already. */
export async function leavingByToken(
  house: Pick<House, 'db' | 'secrets'>,
  token: string,
): Promise<Leaving | undefined> {
  const addressId = addressIdOfLeaveToken(house, token)
  const row = addressId === undefined ? undefined : await hashOfAddress(house.db, addressId)
  return row === undefined || addressId === undefined
    ? undefined
    : { addressId, hash: row.hash, hasLeft: (await suppressionOf(house.db, row.hash)) !== undefined }
}

/** No mail from now on, of whatever kind; one click of a mail program does it (RFC 8058). Again changes nothing. */
export async function leave(house: House, { addressId, hash }: Leaving): Promise<void> {
  const at = house.clock.now()
  await house.write({ kind: 'reader', id: 'by-mail' }, async (tx) => {
    await suppressAddress(tx, hash, reason, at)
    await recordDeed(tx, { deed: 'address.leave', subject: `address:${addressId}`, at })
  })
}

/** They have thought again. */
export async function comeBack(house: House, { addressId, hash }: Leaving): Promise<void> {
  const at = house.clock.now()
  await house.write({ kind: 'reader', id: 'by-mail' }, async (tx) => {
    await liftSuppression(tx, hash, reason)
    await recordDeed(tx, { deed: 'address.come-back', subject: `address:${addressId}`, at })
  })
}

async function hashOfAddress(db: Db, id: number): Promise<{ hash: string } | undefined> {
  return db.selectFrom('addresses').select('address_hash as hash').where('id', '=', id).executeTakeFirst()
}
