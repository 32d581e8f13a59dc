import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { addressHash, ensureAddress, normaliseAddress } from '../readers/addresses.ts'
import { sendLinkIn, takeMailIn, type Requested } from '../readers/confirm-address.ts'
import { sendMailIn } from '../readers/mail.ts'
import { ensureReader } from '../readers/store.ts'
import { isSuppressed } from '../readers/suppression-store.ts'
import { askedAsText, askedFromText, type Asked } from './asked.ts'
import { nextDigestFor } from './digest-times.ts'
import { activate, askedOf, putWaiting } from './state-store.ts'
import { heldSubscriber, replaceFollowed, subscriberOfAddress } from './store.ts'
import { choiceFaults, threadDays, timeZoneOf, type ChoiceFaults, type Choices } from './subscriber.ts'
import { preferencesPath } from './token.ts'

type Words = { subject: string; text: (link: string) => string }

export type Subscribing = {
  address: string
  choices: Choices
  readerId: string
  /** The reader's network address; undefined if it is not known (kit/http/proxies.ts). */
  from: string | undefined
  /** Texts of the confirmation mail, and of the one for somebody who is already subscribed. */
  words: { confirm: Words; known: Words }
}

export type Subscribed = Requested | { outcome: 'refused'; faults: ChoiceFaults }

export const alertsPurpose = 'alerts'

/**
 * Somebody enters an address. Their choices take effect when the address is confirmed; an existing subscriber gets a
 * link to their preferences. The answer is always the same, also for an address we may not write to.
 */
export async function subscribe(house: House, { address: typed, choices, ...by }: Subscribing): Promise<Subscribed> {
  const faults = choiceFaults(choices, 'email')
  if (Object.keys(faults).length > 0) return { outcome: 'refused', faults }
  const address = normaliseAddress(typed)
  if (address === undefined) return { outcome: 'not-an-address' }
  const at = house.clock.now()
  const timeZone = timeZoneOf(choices.timeZone) ?? 'UTC'
  const asked = { ...choices, timeZone, consent: 'form', askedAt: at }
  return house.write({ kind: 'reader', id: by.readerId }, async (tx): Promise<Subscribed> => {
    const refused = await takeMailIn(tx, house, { address, ...by, purpose: alertsPurpose }, at)
    if (refused !== undefined) return refused
    // Every address costs the same lookup, and one that has unsubscribed for good gets nothing.
    if (!(await isSuppressed(tx, addressHash(house, address)))) await sendIn(tx, house, { address, asked, ...by })
    return { outcome: 'sent' }
  })
}

type Sending = Pick<Subscribing, 'address' | 'readerId' | 'words'> & { asked: Asked }

async function sendIn(tx: Tx, house: House, { address, readerId, words, asked }: Sending): Promise<void> {
  const at = asked.askedAt
  await ensureReader(tx, readerId, at)
  const addressId = await ensureAddress(tx, house, address, at)
  const waiting = { ...asked, addressId, asked: askedAsText(asked), at }
  const publicId = await putWaiting(tx, waiting)
  if (publicId !== undefined) {
    const purpose = { kind: alertsPurpose, subject: publicId }
    return sendLinkIn(tx, house, { address, purpose, readerId, words: words.confirm }, at)
  }
  const known = await subscriberOfAddress(tx, addressId)
  if (known === undefined) throw new Error('a subscriber went in the middle of a transaction')
  const link = house.config.origin + preferencesPath(house, known.publicId)
  const { subject, text } = words.known
  await sendMailIn(tx, { kind: 'alerts-known', addressId, subject, text: text(link), at })
}

type Confirmed = { addressId: number; publicId: string; at: number }

/** The address is confirmed: the choices take effect. Does nothing if nothing is waiting. */
export async function confirmSubscriptionIn(tx: Tx, house: House, confirmed: Confirmed): Promise<void> {
  const { addressId, publicId, at } = confirmed
  const subscriber = await heldSubscriber(tx, publicId)
  if (subscriber?.addressId !== addressId) return
  const asked = askedFromText(await askedOf(tx, subscriber.id))
  if (asked === undefined) return
  const { consent, askedAt: consentAt, ...choices } = asked
  const { quietFrom, quietTo, wakesForBreaking } = subscriber
  const rest = { quietFrom, quietTo, wakesForBreaking, pausedUntil: null }
  const nextDigestAt = nextDigestFor(house, choices, at)
  await activate(tx, subscriber.id, { ...choices, ...rest, nextDigestAt, consent, consentAt, at })
  await replaceFollowed(tx, subscriber.id, { ...choices, until: at + threadDays * 86_400_000 })
  await recordDeed(tx, { deed: 'subscriber.confirm', subject: `subscriber:${publicId}`, detail: { consent }, at })
}
