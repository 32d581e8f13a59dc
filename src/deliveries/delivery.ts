/** The room's vocabulary: the outcome of one message, and what is known about its recipient. */
import type { Channel } from '../subscriptions/tables.ts'
import type { Rate } from './rate-store.ts'
import type { DeliveryState } from './tables.ts'

/** The outcome of handing one message over. `fault`: in words, without an address. */
export type Outcome =
  | { kind: 'accepted' }
  /** Nobody is there: the mailbox is gone, the browser's subscription has ended. */
  | { kind: 'bounced'; fault: string }
  /** The same message would always be refused. */
  | { kind: 'failed'; fault: string }
  /** Not this one, not now; `holds`: nor anything else under this rate, for that long. */
  | { kind: 'later'; fault: string; afterMs?: number | undefined; holds?: Rate & { ms: number } }
  /** Nothing can be handed over right now, to anybody; it was not accepted. */
  | { kind: 'away'; fault: string; afterMs?: number | undefined }
  /** All of it was sent and nothing answered: it may arrive. */
  | { kind: 'uncertain'; fault: string }

/** A row of the audience that is due, with its destination. */
export type Marked = {
  subscriberId: number
  publicId: string
  language: string
  timeZone: string
  detail: unknown
  /** How often it has been tried. */
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

/** How many rows of a sending are in which state. */
export type Counts = Record<Channel, Record<DeliveryState, number>>

export const minute = 60_000

/** After this long without movement somebody is asked before it continues: the news may be old by now. */
export const standstillMs = 15 * minute

/** Between two tries of one message: half a minute, doubling to a quarter of an hour. */
export function retryAfterMs(attempts: number): number {
  return Math.min(15 * minute, 30_000 * 2 ** Math.max(0, attempts - 1))
}

/** With those pauses a little over two hours. */
export const maxAttempts = 14
