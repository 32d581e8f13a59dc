import type { House } from '../kit/house.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { SendingKind } from './tables.ts'

/** One row of the audience, with what a message to it needs. */
export type Recipient = {
  subscriberId: number
  /** The subscriber's, with which their links are signed. */
  publicId: string
  language: string
  timeZone: string
  /** What the sending stores for this recipient only. */
  detail: unknown
}

/** The text of a mail; addresses, unsubscribe headers and signatures are added by deliveries (`mail-message.ts`). */
export type MailWords = {
  subject: string
  /** At most 90 KB, so that Gmail does not cut it. */
  html: string
  text: string
  /** Identifies it, for List-Id, Feedback-ID and threads: `alert-x1y2`. */
  topic: string
  /** The list's name, for people. */
  listName: string
}

/** The text of a notification: a Declarative Web Push message, and how the push service should treat it. */
export type PushWords = {
  /** JSON, at most 3,993 bytes (RFC 8291, 4). */
  message: Uint8Array
  /** At most 32 characters of base64url: replaces a waiting message with the same topic (RFC 8030, 5.4). */
  topic?: string
  urgency: 'very-low' | 'low' | 'normal' | 'high'
  /** How long it may wait for the device, in seconds. */
  ttl: number
}

/**
 * Composes the messages of one edition of a sending. Called once for many recipients: what they share is made here, and
 * the two functions only fill in what differs.
 */
export type Composed = {
  /** Undefined if there is nothing left to say to them. */
  mail?(recipient: Recipient): MailWords | undefined
  push?(recipient: Recipient): PushWords
}

export type Composing = { sendingId: number; kind: SendingKind; content: unknown; edition: number; channel: Channel }

/** Supplied by the room whose message it is; undefined if there is nothing left to say. */
export type Composer = (house: House, sending: Composing) => Promise<Composed | undefined>
export type Composers = Record<SendingKind, Composer>
