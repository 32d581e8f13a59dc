import { createHash } from 'node:crypto'
import { subjectHash, takeIn, type Taking } from '../kit/allowances.ts'
import { afterCommit } from '../kit/db/database.ts'
import { type Db, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { networkPrefix } from '../kit/prefix-hash.ts'
import { ensureAddress, mailboxOf, normaliseAddress } from './addresses.ts'
import { mailToken, sendMailIn } from './mail.ts'
import {
  confirmation,
  ensureReader,
  insertConfirmation,
  markConfirmed,
  type Confirmation,
  type Purpose,
  useConfirmation,
} from './store.ts'

const ttlMs = 48 * 60 * 60 * 1000

export type ConfirmationRequest = {
  address: string
  purpose: Purpose
  readerId: string
  /** The reader's network address; undefined if it is not known (kit/http/proxies.ts). */
  from: string | undefined
  /** What the mail says, before and after the link. */
  words: { subject: string; text: (link: string) => string }
}

/** `too-often`: by this reader, or by many at once; `againAt` is when it is worth another try. */
export type Requested =
  | { outcome: 'sent' | 'not-an-address' }
  | { outcome: 'too-often'; by: 'reader' | 'many'; againAt: number }

/**
 * Sends a link to the address. Nothing is confirmed by following it (mail scanners do that), only by the button on its
 * page. An address that has reached its limit gets no more mail, but the answer stays the same: it must not reveal
 * what others have requested.
 */
export async function requestConfirmation(house: House, request: ConfirmationRequest): Promise<Requested> {
  const address = normaliseAddress(request.address)
  if (address === undefined) return { outcome: 'not-an-address' }
  const at = house.clock.now()
  return house.write({ kind: 'reader', id: request.readerId }, async (tx) => {
    const refused = await takeMailIn(tx, house, { address, ...asking(request) }, at)
    if (refused !== undefined) return refused
    await sendLinkIn(tx, house, { ...request, address }, at)
    return { outcome: 'sent' }
  })
}

function asking({ readerId, from, purpose }: ConfirmationRequest): Omit<Asking, 'address'> {
  return { readerId, from, purpose: `${purpose.kind}:${purpose.subject}` }
}

/** Who asks for a mail to an address that `normaliseAddress` has accepted, and for what. */
export type Asking = { address: string; readerId: string; from: string | undefined; purpose: string }

/** Takes from what may be asked for. Undefined: a mail may go; else the answer, which says nothing of the address. */
export async function takeMailIn(tx: Tx, house: House, asked: Asking, at: number): Promise<Requested | undefined> {
  const refused = await takeIn(tx, takingsOf(house, asked), at)
  if (refused === undefined) return undefined
  if (refused.name === toRecipient) return { outcome: 'sent' }
  return { outcome: 'too-often', by: refused.name === byReader ? 'reader' : 'many', againAt: refused.againAt }
}

const [byReader, byNetwork, forPurpose, toRecipient] = [
  'mail-reader',
  'mail-network',
  'mail-purpose',
  'mail-recipient',
] as const

/**
 * What may be asked for over all purposes. A recipient's figures are the smallest, since nobody else is asked; a
 * reader's are the same, so that they are told of their own asking. A network may be a town behind one mobile operator.
 */
const allowances = {
  [byReader]: { hour: 3, day: 6 },
  [byNetwork]: { hour: 300, day: 1_500 },
  [forPurpose]: { hour: 3_000, day: 15_000 },
  [toRecipient]: { hour: 3, day: 6 },
} as const

function takingsOf(house: House, { address, readerId, from, purpose }: Asking): Taking[] {
  const network = from === undefined ? undefined : (networkPrefix(from) ?? 'unknown')
  const whos = [
    [byReader, readerId],
    [byNetwork, network],
    [forPurpose, purpose],
    [toRecipient, mailboxOf(address)],
  ] as const
  return whos.flatMap(([name, who]) =>
    who === undefined ? [] : [{ name, subject: subjectHash(house, who), allowance: allowances[name] }],
  )
}

/** Takes from what one mailbox is sent; whether a mail may go. For mail that the newsroom asks for. */
export async function mayMailIn(tx: Tx, house: House, address: string, at: number): Promise<boolean> {
  const subject = subjectHash(house, mailboxOf(address))
  const taking = { name: toRecipient, subject, allowance: allowances[toRecipient] }
  return (await takeIn(tx, [taking], at)) === undefined
}

/** Sends the link, for which `takeMailIn` has been asked before. */
export async function sendLinkIn(
  tx: Tx,
  house: House,
  { address, purpose, readerId, words }: Omit<ConfirmationRequest, 'from'>,
  at: number,
): Promise<void> {
  const token = mailToken()
  await ensureReader(tx, readerId, at)
  const addressId = await ensureAddress(tx, house, address, at)
  await insertConfirmation(tx, { tokenHash: tokenHash(token), addressId, purpose, readerId, at, expiresAt: at + ttlMs })
  await sendMailIn(tx, {
    kind: 'confirm-address',
    addressId,
    subject: words.subject,
    text: words.text(`${house.config.origin}/-/confirm/${token}`),
    at,
  })
  afterCommit(tx, () => house.queue.wake())
}

export async function confirmationByToken(db: Db, token: string): Promise<Confirmation | undefined> {
  return confirmation(db, tokenHash(token))
}

/** `used`: in another browser than the one that presses now. */
export type ConfirmOutcome = 'confirmed' | 'expired' | 'used' | 'unknown'

/** What the room does in the same transaction whose purpose it is. */
export type WhatFollows = (tx: Tx, confirmed: { addressId: number; purpose: Purpose; at: number }) => Promise<void>

/**
 * The button: confirms once, for the browser in which it is pressed; pressed there again it says the same. A reader
 * who requested a link to somebody else's address gains nothing when the owner presses it (decision 077).
 */
export async function confirmAddress(
  house: House,
  { token, readerId, andThen }: { token: string; readerId: string; andThen?: WhatFollows },
): Promise<ConfirmOutcome> {
  const at = house.clock.now()
  // Not by the reader's id: what the ledger says of them outlives an erasure.
  return house.write({ kind: 'reader', id: 'by-mail' }, async (tx) => {
    const found = await confirmationByToken(tx, token)
    if (found === undefined) return 'unknown'
    if (found.usedAt === null && found.expiresAt <= at) return 'expired'
    await ensureReader(tx, readerId, at)
    // False unless this press was the first.
    if (!(await useConfirmation(tx, { tokenHash: tokenHash(token), readerId, at }))) {
      const used = await confirmationByToken(tx, token)
      return used?.readerId === readerId ? 'confirmed' : 'used'
    }
    const { addressId, purpose } = found
    await markConfirmed(tx, { addressId, readerId, at })
    await andThen?.(tx, { addressId, purpose, at })
    await recordDeed(tx, { deed: 'address.confirm', subject: `address:${addressId}`, detail: { purpose }, at })
    return 'confirmed'
  })
}

/** Only the hash is stored: reading the database is not enough to confirm in another's name. */
function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
