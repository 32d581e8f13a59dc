import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { addressIdOfLeaveToken } from './leave-token.ts'
import { hashOfAddress } from './store.ts'
import { liftSuppression, suppressAddress, suppressionOf } from './suppression-store.ts'

const reason = 'left'

export type Leaving = { addressId: number; hash: string; hasLeft: boolean }

/** Whom the link of a mail belongs to, and whether they have left already. */
export async function leavingByToken(
  house: Pick<House, 'db' | 'secrets'>,
  token: string,
): Promise<Leaving | undefined> {
  const addressId = addressIdOfLeaveToken(house, token)
  if (addressId === undefined) return undefined
  const hash = await hashOfAddress(house.db, addressId)
  if (hash === undefined) return undefined
  return { addressId, hash, hasLeft: (await suppressionOf(house.db, hash)) !== undefined }
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
