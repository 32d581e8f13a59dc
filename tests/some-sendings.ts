/** Subscribers as rows, and words for them: what the rooms above and below the deliveries give in the whole house. */
import type { Composers } from '../src/deliveries/composer.ts'
import { createSendingIn, frozenIn } from '../src/deliveries/deeds.ts'
import type { DeliveryHooks } from '../src/deliveries/settle.ts'
import type { SendingKind } from '../src/deliveries/tables.ts'
import type { OpenHouse } from '../src/house.ts'
import { system, type Tx } from '../src/kit/db/schema.ts'
import { publicId } from '../src/kit/ids.ts'
import { ensureAddress } from '../src/readers/addresses.ts'
import { newReaderId } from '../src/readers/readers.ts'
import { ensureReader } from '../src/readers/store.ts'
import { putDevice } from '../src/subscriptions/state-store.ts'
import type { Channel } from '../src/subscriptions/tables.ts'
import { subscriberToken } from '../src/subscriptions/token.ts'
import type { SubscribedBrowser } from './push-service.ts'

/** So many confirmed ones by e-mail: `reader1@example.org` and so on. Their numbers. */
export async function someSubscribers(
  house: OpenHouse,
  count: number,
  addressOf = (number: number) => `reader${number}@example.org`,
): Promise<number[]> {
  const ids: number[] = []
  // One write for ten thousand would take longer than a write may.
  for (let first = 1; first <= count; first += 250) {
    const numbers = Array.from({ length: Math.min(250, count - first + 1) }, (_, index) => first + index)
    ids.push(...(await house.write(system, (tx) => insertSubscribers(tx, house, numbers.map(addressOf)))))
  }
  return ids
}

async function insertSubscribers(tx: Tx, house: OpenHouse, addresses: readonly string[]): Promise<number[]> {
  const at = house.clock.now()
  const ids: number[] = []
  for (const address of addresses) {
    const { id } = await tx
      .insertInto('subscribers')
      .values({
        public_id: publicId(),
        channel: 'email',
        state: 'active',
        address_id: await ensureAddress(tx, house, address, at),
        language: 'en',
        time_zone: 'Europe/Lisbon',
        pace: 'all',
        consent: 'test',
        consent_at: at,
        created_at: at,
        confirmed_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.push(id)
  }
  return ids
}

/** Browsers that push services know, each subscribed with the house's key; their numbers. */
export async function someDevices(house: OpenHouse, browsers: readonly SubscribedBrowser[]): Promise<number[]> {
  const at = house.clock.now()
  const { keyId } = house.secrets.current('vapid')
  return house.write(system, async (tx) => {
    const readerId = newReaderId()
    await ensureReader(tx, readerId, at)
    const choices = { ...everyday, language: 'en', timeZone: 'Europe/Lisbon' }
    const ids: number[] = []
    for (const { endpoint, p256dh, auth } of browsers) {
      const device = await putDevice(tx, { endpoint, p256dh, auth, vapidKeyId: keyId, readerId }, { choices, at })
      ids.push(device.id)
    }
    return ids
  })
}

const everyday = { pace: 'all', breakingAtOnce: true, allTopics: true } as const

export type Words = { subject: string; body?: string }

/** Simple words with a link of the recipient's own. */
export function simpleComposers(onCompose: () => void = () => {}): Composers {
  const compose: Composers['alert'] = async (house, { content, sendingId }) => {
    onCompose()
    const { subject, body = 'Ships first.' } = content as Words
    const link = `${house.config.origin}/-/alerts`
    return {
      mail: ({ publicId: id }) => ({
        subject,
        html: `<!doctype html><p>${body}</p><p><a href="${link}/${subscriberToken(house, id)}">Change or leave</a></p>`,
        text: `${body}\n\nChange or leave: ${link}/${subscriberToken(house, id)}\n`,
        topic: `alert-${sendingId}`,
        listName: 'Alerts of The Lantern',
      }),
      push: ({ publicId: id }) => ({
        message: Buffer.from(JSON.stringify({ subject, link: `${link}/${subscriberToken(house, id)}` })),
        topic: 'story-7',
        urgency: 'high',
        ttl: 3_600,
      }),
    }
  }
  return { alert: compose, correction: compose, withdrawal: compose, digest: compose }
}

type Sent = {
  words?: Words
  kind?: SendingKind
  ids: readonly number[]
  /** Rows of one chunk. */
  step?: number
  notBefore?: number | null
  hooks?: DeliveryHooks
  channel?: Channel
}

/** A sending to these, whose audience is frozen in steps. Its number. */
export async function sendTo(
  house: OpenHouse,
  {
    words = { subject: 'Ferry delayed' },
    kind = 'alert',
    ids,
    step = 100,
    notBefore = null,
    hooks,
    channel = 'email',
  }: Sent,
): Promise<number> {
  const at = house.clock.now()
  const last = Math.max(...ids)
  const { id } = await house.write(system, (tx) =>
    createSendingIn(tx, { kind, content: words, lastSubscriber: last, at }),
  )
  let from = 0
  for (let index = 0; index < ids.length; index += step) {
    const some = ids.slice(index, index + step)
    const upTo = some.at(-1) ?? last
    await house.write(system, async (tx) => {
      await tx
        .insertInto('deliveries')
        .values(
          some.map((subscriber_id) => ({
            sending_id: id,
            subscriber_id,
            channel,
            state: 'planned' as const,
            not_before: notBefore,
          })),
        )
        .execute()
      await frozenIn(
        tx,
        {
          sendingId: id,
          from,
          upTo,
          planned: { email: 0, push: 0, [channel]: some.length },
          isLast: upTo === last,
          at,
        },
        hooks,
      )
    })
    from = upTo
  }
  return id
}
