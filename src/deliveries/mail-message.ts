/** One mail to one recipient: the room's text, with the addresses and headers that every mail to many has. */
import type { House } from '../kit/house.ts'
import { oneLine, senderOf } from '../readers/mail.ts'
import { subscriberToken } from '../subscriptions/token.ts'
import type { MailWords } from './composer.ts'
import type { Sending } from './sending-store.ts'
import type { SendingKind } from './tables.ts'
import { deliveryName, verpAddress } from './verp.ts'

export type Letter = {
  from: string | { name: string; address: string }
  /** Envelope sender; undefined: the address of `from`. */
  bounces: string | undefined
  to: string
  addressId: number
  subject: string
  html: string
  text: string
  /** Without its brackets; the same each time this delivery is made. */
  messageId: string
  /** Epoch milliseconds. */
  date: number
  /** The same for every recipient of this text. */
  headers: Record<string, string>
  /** The recipient's own. */
  ownHeaders: Record<string, string>
  /** The part of `html` and `text` that differs by recipient. */
  token: string
  /** Names the delivery, for providers that return it with the mail's outcome. */
  name: string
}

export type Recipient = { subscriberId: number; publicId: string; address: string; addressId: number }

type About = { sending: Pick<Sending, 'id' | 'kind'>; words: MailWords; recipient: Recipient }

/** RFC 8058: the two headers for one-click unsubscribing. RFC 2919, 2369, 3834: headers that identify a list. */
export function letterFor(house: House, { sending, words, recipient }: About): Letter {
  const { origin } = house.config
  const { hostname } = new URL(origin)
  const { bounces } = house.settings.current().mail
  const token = subscriberToken(house, recipient.publicId)
  const name = deliveryName(house, { sendingId: sending.id, subscriberId: recipient.subscriberId })
  const topic = words.topic.replaceAll(/[^\w-]+/gu, '-')
  return {
    from: senderOf(house),
    bounces: bounces === '' ? undefined : verpAddress(bounces, name),
    to: recipient.address,
    addressId: recipient.addressId,
    subject: oneLine(words.subject),
    html: words.html,
    text: words.text,
    messageId: `${name}@${hostname}`,
    date: house.clock.now(),
    headers: {
      'List-Id': `${phrase(words.listName)} <${listOf[sending.kind]}.${hostname}>`,
      'List-Help': `<${origin}/-/alerts>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      References: `<${topic}@${hostname}>`,
      'Auto-Submitted': 'auto-generated',
      Precedence: 'bulk',
      'Feedback-ID': `${topic}:${sending.kind}:crier:${senderIdOf(hostname)}`,
    },
    ownHeaders: { 'List-Unsubscribe': `<${origin}/-/alerts/${token}/leave>` },
    token,
    name,
  }
}

const listOf: Record<SendingKind, string> = {
  alert: 'alerts',
  correction: 'alerts',
  withdrawal: 'alerts',
  digest: 'digests',
}

/** The list's name as a quoted string (RFC 2919, 2): letters beyond ASCII are left out, since it allows none. */
function phrase(name: string): string {
  const plain = oneLine(name)
    .normalize('NFD')
    .replaceAll(/[^ !#-[\]-~]/gu, '')
    .trim()
  return `"${plain}"`
}

/** The right-most field of Feedback-ID: stable, 5 to 15 characters. */
function senderIdOf(hostname: string): string {
  return hostname
    .replaceAll(/[^a-z0-9]/giu, '')
    .slice(0, 15)
    .padEnd(5, '0')
}
