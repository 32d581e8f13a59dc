/** The words of the room: what becomes of one message, and what is known of its recipient. */
import type { Channel } from '../subscriptions/tables.ts'
import type { Rate } from './rate-store.ts'
import type { DeliveryState } from './tables.ts'

/** What came of handing one message over. `fault`: in words, without an address. */
export type Outcome =
  | { kind: 'accepted' }
  /** There is nobody: the mailbox is gone, the browser's subscription has ended. */
  | { kind: 'bounced'; fault: string }
  /** The same message would be refused for ever. */
  | { kind: 'failed'; fault: string }
  /** Not this one, not now; `holds`: nor anything else under this rate, for so long. */
  | { kind: 'later'; fault: string; afterMs?: number | undefined; holds?: Rate & { ms: number } }
  /** Nothing can be handed over just now, to whomever; it had not been taken. */
  | { kind: 'away'; fault: string; afterMs?: number | undefined }
  /** All of it was sent and nothing answered: it may arrive. */
  | { kind: 'uncertain'; fault: string }

/** A row of the audience whose turn has come, with where it goes. */
export type Marked = {
  subscriberId: number
  publicId: string
  language: string
  timeZone: string
  detail: unknown
  /** How often it was tried before. */
  attempts: number
  address: string | null
  addressId: number | null
  endpoint: string | null
  p256dh: Uint8Array | null
  auth: Uint8Array | null
  vapidKeyId: string | null
}

/** A part of the audience that is handed over together. */
export type Chunk = { sendingId: number; channel: Channel; from: number; upTo: number }

/** Of a sending: how many rows are in which state. */
export type Counts = Record<Channel, Record<DeliveryState, number>>

export const minute = 60_000

/** What has not moved for so long is asked about before it goes on: news that is old may be no news any more. */
export const standstillMs = 15 * minute

/** Between two tries of one message: half a minute, doubling to a quarter of an hour. */
export function retryAfterMs(attempts: number): number {
  return Math.min(15 * minute, 30_000 * 2 ** Math.max(0, attempts - 1))
}

/** With those pauses a little over two hours. */
export const maxAttempts = 14
