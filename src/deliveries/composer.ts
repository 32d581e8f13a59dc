import type { House } from '../kit/house.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { SendingKind } from './tables.ts'

/** One row of the audience, with what a message to it needs. */
export type Recipient = {
  subscriberId: number
  /** Of the subscriber: what their links are signed with. */
  publicId: string
  language: string
  timeZone: string
  /** What the sending keeps for this recipient alone. */
  detail: unknown
}

/** What a mail says; addresses, headers to leave by and signatures are the deliveries' own (`mail-message.ts`). */
export type MailWords = {
  subject: string
  /** At most 90 KB, so that Gmail does not cut it. */
  html: string
  text: string
  /** What it is about, for List-Id, Feedback-ID and threads: `alert-x1y2`. */
  topic: string
  /** The name of the list for people. */
  listName: string
}

/** What a notification says: a message of Declarative Web Push, and how the push service is to treat it. */
export type PushWords = {
  /** JSON, at most 3,993 bytes (RFC 8291, 4). */
  message: Uint8Array
  /** At most 32 characters of base64url: replaces what waits under the same (RFC 8030, 5.4). */
  topic?: string
  urgency: 'very-low' | 'low' | 'normal' | 'high'
  /** In seconds: how long it may wait for the device. */
  ttl: number
}

/**
 * Composes the messages of one edition of a sending. Made once for many recipients: what is the same for all is made
 * then, and the two functions only fill in what is one's own.
 */
export type Composed = {
  /** Undefined where nothing is left to be said to them. */
  mail?(recipient: Recipient): MailWords | undefined
  push?(recipient: Recipient): PushWords
}

export type Composing = { sendingId: number; kind: SendingKind; content: unknown; edition: number; channel: Channel }

/** The room whose message it is gives this; undefined where there is nothing to be said any more. */
export type Composer = (house: House, sending: Composing) => Promise<Composed | undefined>
export type Composers = Record<SendingKind, Composer>
