import { createHash } from 'node:crypto'
import type { Db } from '../kit/db/schema.ts'
import { afterCommit } from '../kit/db/database.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { mailToken, sendMailIn } from '../kit/mail.ts'
import { ensureAddress, normaliseAddress } from './addresses.ts'
import { ensureReader } from './readers.ts'

const ttlMs = 48 * 60 * 60 * 1000

export type ConfirmationRequest = { address: string; purpose: string; readerId: string; /** What the mail says, before and after the link. */ words: { subject: string; text: (link: string) => string } }

/** Sends a link to the address. Nothing is confirmed by following it (mail scanners do that), only by the button on its page. */
export async function requestConfirmation(house: House, { address, purpose, readerId, words }: ConfirmationRequest): Promise<{ outcome: 'sent' } | { outcome: 'not-an-address' }> {
  if (normaliseAddress(address) === undefined) return { outcome: 'not-an-address' }
  const at = house.clock.now()
  const token = mailToken()
  await house.write({ kind: 'reader', id: readerId }, async (tx) => {
    await ensureReader(tx, readerId, at)
    const addressId = await ensureAddress(tx, house, address, at)
    await tx
      .insertInto('confirmations')
      .values({ token_hash: tokenHash(token), address_id: addressId, purpose, reader_id: readerId, created_at: at, expires_at: at + ttlMs, used_at: null })
      .execute()
    await sendMailIn(tx, { kind: 'confirm-address', addressId, subject: words.subject, text: words.text(`${house.config.origin}/-/confirm/${token}`), at })
    afterCommit(tx, () => house.queue.wake())
  })
  return { outcome: 'sent' }
}

export type Confirmation = { addressId: number; purpose: string; readerId: string | null; expiresAt: number; usedAt: number | null }

export async function confirmationByToken(db: Db, token: string): Promise<Confirmation | undefined> {
  return db
    .selectFrom('confirmations')
    .select(['address_id as addressId', 'purpose', 'reader_id as readerId', 'expires_at as expiresAt', 'used_at as usedAt'])
    .where('token_hash', '=', tokenHash(token))
    .executeTakeFirst()
}

export type ConfirmOutcome = { outcome: 'confirmed'; addressId: number; purpose: string } | { outcome: 'expired' | 'unknown' }

/** The button: confirms once; pressed again it says the same. */
export async function confirmAddress(house: House, token: string): Promise<ConfirmOutcome> {
  const at = house.clock.now()
  const found = await confirmationByToken(house.db, token)
  if (found === undefined) return { outcome: 'unknown' }
  if (found.usedAt === null && found.expiresAt <= at) return { outcome: 'expired' }
  const { addressId, purpose, readerId } = found
  await house.write({ kind: 'reader', id: readerId ?? 'unknown' }, async (tx) => {
    const used = await tx.updateTable('confirmations').set({ used_at: at }).where('token_hash', '=', tokenHash(token)).where('used_at', 'is', null).executeTakeFirst()
    if (used.numUpdatedRows === 0n) return
    await tx.updateTable('addresses').set({ confirmed_at: at, ...(readerId !== null && { reader_id: readerId }) }).where('id', '=', addressId).execute()
    await recordDeed(tx, { deed: 'address.confirm', subject: `address:${addressId}`, detail: { purpose }, at })
  })
  return { outcome: 'confirmed', addressId, purpose }
}

/** Only the hash is kept: who reads the database cannot confirm in another's name. */
function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
