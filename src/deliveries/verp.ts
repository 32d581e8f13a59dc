/** The name of one delivery, as carried by addresses and Message-IDs: signed, so that nobody can make one up. */
import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../kit/hmac.ts'
import type { House } from '../kit/house.ts'

export type DeliveryName = { sendingId: number; subscriberId: number }

/** `sending.subscriber.signature` in lower-case letters and digits, since mail servers change capitals. */
export function deliveryName(house: Pick<House, 'secrets'>, { sendingId, subscriberId }: DeliveryName): string {
  const named = `${sendingId.toString(36)}.${subscriberId.toString(36)}`
  return `${named}.${signatureOf(house, named)}`
}

/** Undefined unless it was made here. */
export function readDeliveryName(house: Pick<House, 'secrets'>, name: string): DeliveryName | undefined {
  const [, sending, subscriber, given] =
    /^([1-9a-z][0-9a-z]{0,9})\.([1-9a-z][0-9a-z]{0,9})\.([0-9a-z]{8})$/u.exec(name.toLowerCase()) ?? []
  if (sending === undefined || subscriber === undefined || given === undefined) return undefined
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(signatureOf(house, `${sending}.${subscriber}`))))
    return undefined
  const read = { sendingId: Number.parseInt(sending, 36), subscriberId: Number.parseInt(subscriber, 36) }
  return Number.isSafeInteger(read.sendingId) && Number.isSafeInteger(read.subscriberId) ? read : undefined
}

/** 41 bits: an attacker must send us a bounce for each guess. */
function signatureOf(house: Pick<House, 'secrets'>, named: string): string {
  const { material } = house.secrets.current('bounce')
  return hmacSha256(material, `bounce\n${named}`).readUIntBE(0, 6).toString(36).padStart(10, '0').slice(-8)
}

/** Envelope sender to which bounces of this delivery return (VERP): `bounces+name@domain`. */
export function verpAddress(bounces: string, name: string): string {
  const at = bounces.lastIndexOf('@')
  return `${bounces.slice(0, at)}+${name}${bounces.slice(at)}`
}

/** The delivery named by such an address or Message-ID. */
export function deliveryOfAddress(house: Pick<House, 'secrets'>, address: string): DeliveryName | undefined {
  const local = address.trim().replace(/^<|>$/gu, '').split('@', 1)[0] ?? ''
  return readDeliveryName(house, local.slice(local.lastIndexOf('+') + 1))
}
