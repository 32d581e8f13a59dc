/** Subscribers for tests. */
import { saveArticleIn } from '../src/articles/save.ts'
import type { OpenHouse } from '../src/house.ts'
import { system } from '../src/kit/db/schema.ts'
import { slugify } from '../src/kit/ids.ts'
import { confirmAddress } from '../src/readers/confirm-address.ts'
import { newReaderId } from '../src/readers/readers.ts'
import { confirmSubscriptionIn, subscribe } from '../src/subscriptions/subscribe.ts'
import type { Choices } from '../src/subscriptions/subscriber.ts'
import { ensureTopic } from '../src/topics/store.ts'
import type { TestHouse } from './house.ts'

export const everything: Choices = {
  language: 'en',
  timeZone: 'Europe/Berlin',
  pace: 'all',
  breakingAtOnce: true,
  allTopics: true,
  topicIds: [],
  threadIds: [],
}

export async function aTopic(house: TestHouse, name: string): Promise<number> {
  return house.write(system, (tx) => ensureTopic(tx, { name }, house.clock.now()))
}

export const alertWords = {
  confirm: { subject: 'Confirm', text: (link: string) => `Confirm: ${link}` },
  known: { subject: 'You subscribe', text: (link: string) => `Change: ${link}` },
}

/** Gives an address as a reader's form does. */
export async function askForAlerts(house: TestHouse, address: string, choices: Partial<Choices> = {}) {
  const by = { readerId: newReaderId(), from: undefined, words: alertWords }
  return subscribe(house, { address, choices: { ...everything, ...choices }, ...by })
}

export type Written = { kind: string; text: string; link: string }

/** Mails to an address, the oldest first. */
export async function mailsTo(house: TestHouse, address: string): Promise<Written[]> {
  const rows = await house.db
    .selectFrom('mails')
    .innerJoin('addresses', 'addresses.id', 'mails.address_id')
    .select(['mails.kind', 'mails.body_text as text'])
    .where('addresses.address', '=', address)
    .orderBy('mails.id')
    .execute()
  return rows.map(({ kind, text }) => ({ kind, text, link: /https?:\/\/\S+/u.exec(text)?.[0] ?? '' }))
}

/** Presses the button that the last mail's link opens, in a browser of its own. */
export async function confirmLast(house: TestHouse, address: string) {
  const { link } = (await mailsTo(house, address)).at(-1) ?? { link: '' }
  return confirmAddress(house, {
    token: new URL(link).pathname.split('/').at(-1) ?? '',
    readerId: newReaderId(),
    andThen: (tx, { addressId, purpose, at }) =>
      confirmSubscriptionIn(tx, house, { addressId, publicId: purpose.subject, at }),
  })
}

/** Somebody whose address is confirmed. */
export async function aSubscriber(house: TestHouse, address: string, choices: Partial<Choices> = {}) {
  await askForAlerts(house, address, choices)
  await confirmLast(house, address)
  const row = await house.db
    .selectFrom('subscribers')
    .innerJoin('addresses', 'addresses.id', 'subscribers.address_id')
    .select(['subscribers.id', 'subscribers.public_id as publicId', 'subscribers.state'])
    .where('addresses.address', '=', address)
    .executeTakeFirstOrThrow()
  if (row.state !== 'active') throw new Error(`the subscription of ${address} is ${row.state}`)
  return row
}

/** A story that readers see. */
export async function aPublishedStory(house: TestHouse, headline: string) {
  return savedStory(house, headline, { state: 'published', publishedAt: house.clock.now() })
}

/** A story that readers get then. */
export async function aPlannedStory(house: Pick<OpenHouse, 'write' | 'db' | 'clock'>, headline: string, at: number) {
  return savedStory(house, headline, { state: 'scheduled', publishedAt: at })
}

async function savedStory(
  house: Pick<OpenHouse, 'write' | 'db' | 'clock'>,
  headline: string,
  { state, publishedAt }: { state: 'published' | 'scheduled'; publishedAt: number },
) {
  const { id } = await house.write(system, (tx) =>
    saveArticleIn(
      tx,
      undefined,
      {
        kind: 'article',
        slug: slugify(headline),
        state,
        topicIds: [],
        authorIds: [],
        publishedAt,
        updatedAt: null,
        commentsOpen: false,
        pinned: false,
        version: {
          headline,
          kicker: '',
          standfirst: '',
          document: { version: 1, blocks: [] },
          callToComment: '',
          language: 'en',
          lead: null,
          seoTitle: '',
          seoDescription: '',
          canonical: '',
        },
      },
      { at: house.clock.now(), timeZone: 'UTC', pattern: '/{slug}' },
    ),
  )
  const row = await house.db
    .selectFrom('articles')
    .select(['public_id as publicId', 'path'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, publicId: row.publicId, path: row.path ?? '' }
}
