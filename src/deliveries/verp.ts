/** The name of one delivery, as addresses and Message-IDs carry it: signed, so that nobody makes one up. */
import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../kit/hmac.ts'
import type { House } from '../kit/house.ts'

export type DeliveryName = { sendingId: number; subscriberId: number }

/** `sending.subscriber.signature` in letters and digits of one case, since mail servers turn capitals. */
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

/** 41 bits: who guesses must send us a bounce for each guess. */
function signatureOf(house: Pick<House, 'secrets'>, named: string): string {
  const { material } = house.secrets.current('bounce')
  return hmacSha256(material, `bounce\n${named}`).readUIntBE(0, 6).toString(36).padStart(10, '0').slice(-8)
}

/** The envelope's sender where bounces of this delivery go (VERP): `bounces+name@domain`. */
export function verpAddress(bounces: string, name: string): string {
  const at = bounces.lastIndexOf('@')
  return `${bounces.slice(0, at)}+${name}${bounces.slice(at)}`
}

/** The delivery of which an address of that kind, or a Message-ID, speaks. */
export function deliveryOfAddress(house: Pick<House, 'secrets'>, address: string): DeliveryName | undefined {
  const local = address.trim().replace(/^<|>$/gu, '').split('@', 1)[0] ?? ''
  return readDeliveryName(house, local.slice(local.lastIndexOf('+') + 1))
}
