/** Subscribers and what they follow. */
import { sql } from 'kysely'
import { publishedVersion } from '../articles/version-join-store.ts'
import { lockRow } from '../kit/db/database.ts'
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Subscriber } from './subscriber.ts'
import type { SubscriberState } from './tables.ts'

export const subscriberColumns = [
  'subscribers.id',
  'subscribers.public_id as publicId',
  'subscribers.channel',
  'subscribers.state',
  'subscribers.address_id as addressId',
  'subscribers.endpoint_origin as endpointOrigin',
  'subscribers.language',
  'subscribers.time_zone as timeZone',
  'subscribers.pace',
  'subscribers.breaking_at_once as breakingAtOnce',
  'subscribers.all_topics as allTopics',
  'subscribers.quiet_from as quietFrom',
  'subscribers.quiet_to as quietTo',
  'subscribers.wakes_for_breaking as wakesForBreaking',
  'subscribers.paused_until as pausedUntil',
  'subscribers.next_digest_at as nextDigestAt',
  'subscribers.consent',
  'subscribers.consent_at as consentAt',
  'subscribers.created_at as createdAt',
  'subscribers.confirmed_at as confirmedAt',
  'subscribers.ended_at as endedAt',
] as const

/** As the tables have it: flags are numbers. */
type Flag = 'breakingAtOnce' | 'allTopics' | 'wakesForBreaking'
type Row = Omit<Subscriber, Flag> & Record<Flag, number>

export function subscriberOf({ breakingAtOnce, allTopics, wakesForBreaking, ...row }: Row): Subscriber {
  return {
    ...row,
    breakingAtOnce: breakingAtOnce === 1,
    allTopics: allTopics === 1,
    wakesForBreaking: wakesForBreaking === 1,
  }
}

const byPublicId = prepared((db, publicId: string) =>
  db
    .selectFrom('subscribers')
    .leftJoin('addresses', 'addresses.id', 'subscribers.address_id')
    .select([...subscriberColumns, 'addresses.address'])
    .where('subscribers.public_id', '=', publicId),
)

export async function subscriberByPublicId(db: Db, publicId: string): Promise<Subscriber | undefined> {
  const [row] = await byPublicId(db, publicId)
  return row && subscriberOf(row)
}

export async function subscriberIds(db: Db, publicIds: readonly string[]): Promise<number[]> {
  if (publicIds.length === 0) return []
  const rows = await db
    .selectFrom('subscribers')
    .select('id')
    .where('public_id', 'in', [...publicIds])
    .execute()
  return rows.map(({ id }) => id)
}

/** Locks them until the transaction ends. */
export async function heldSubscriber(tx: Tx, publicId: string): Promise<Subscriber | undefined> {
  const held = lockRow(tx, tx.selectFrom('subscribers').select('id').where('public_id', '=', publicId))
  return (await held.executeTakeFirst()) === undefined ? undefined : subscriberByPublicId(tx, publicId)
}

export async function subscriberOfAddress(
  db: Db,
  addressId: number,
): Promise<{ publicId: string; state: SubscriberState } | undefined> {
  return db
    .selectFrom('subscribers')
    .select(['public_id as publicId', 'state'])
    .where('address_id', '=', addressId)
    .executeTakeFirst()
}

/** What one subscriber follows; topic names are in the paper's own language. */
export const followedTopics: (db: Db, subscriberId: number) => Promise<{ id: number; name: string }[]> = prepared(
  (db, subscriberId: number) =>
    db
      .selectFrom('subscriber_topics')
      .innerJoin('topics', 'topics.id', 'subscriber_topics.topic_id')
      .select(['topics.id', 'topics.name'])
      .where('subscriber_topics.subscriber_id', '=', subscriberId)
      .orderBy('topics.name'),
)

/** A public story that can be followed. */
export type Followable = { articleId: number; headline: string; language: string; path: string | null }

/** The headlines that readers see of public stories. */
function publicStories(db: Db) {
  return db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .where('articles.state', '=', sql.lit('published'))
    .where('articles.kind', '=', sql.lit('article'))
    .select(['articles.id as articleId', 'article_versions.headline', 'article_versions.language', 'articles.path'])
}

export type FollowedThread = Followable & { until: number }

export const followedThreads: (db: Db, subscriberId: number) => Promise<FollowedThread[]> = prepared(
  (db, subscriberId: number) =>
    publicStories(db)
      .innerJoin('subscriber_threads', 'subscriber_threads.article_id', 'articles.id')
      .select('subscriber_threads.until')
      .where('subscriber_threads.subscriber_id', '=', subscriberId)
      .orderBy('subscriber_threads.until'),
)

export const followableStory: (db: Db, publicId: string) => Promise<Followable[]> = prepared((db, publicId: string) =>
  publicStories(db).where('articles.public_id', '=', publicId),
)

type Chosen = { topicIds: readonly number[]; threadIds: readonly number[] }

/** Names of topics and headlines of public stories, for telling people what they chose. */
export async function namesOfChosen(
  db: Db,
  { topicIds, threadIds }: Chosen,
): Promise<{ topics: string[]; threads: string[] }> {
  const topics = db
    .selectFrom('topics')
    .select('name')
    .where('id', 'in', [...topicIds])
    .orderBy('name')
  const threads = publicStories(db).where('articles.id', 'in', [...threadIds])
  return {
    topics: topicIds.length === 0 ? [] : (await topics.execute()).map(({ name }) => name),
    threads: threadIds.length === 0 ? [] : (await threads.execute()).map(({ headline }) => headline),
  }
}

/** Replaces what they follow; anything that does not exist is left out. Threads they already follow keep their end. */
export async function replaceFollowed(
  tx: Tx,
  subscriberId: number,
  { topicIds, threadIds, until }: Chosen & { until: number },
): Promise<void> {
  const topics = [...new Set(topicIds)]
  await tx.deleteFrom('subscriber_topics').where('subscriber_id', '=', subscriberId).execute()
  if (topics.length > 0)
    await tx
      .insertInto('subscriber_topics')
      .columns(['subscriber_id', 'topic_id'])
      .expression(
        tx
          .selectFrom('topics')
          .select([sql<number>`cast(${subscriberId} as bigint)`.as('subscriber_id'), 'id as topic_id'])
          .where('id', 'in', topics),
      )
      .execute()
  await replaceThreads(tx, subscriberId, [...new Set(threadIds)], until)
}

async function replaceThreads(tx: Tx, subscriberId: number, threads: number[], until: number): Promise<void> {
  const others = tx.deleteFrom('subscriber_threads').where('subscriber_id', '=', subscriberId)
  await (threads.length === 0 ? others : others.where('article_id', 'not in', threads)).execute()
  if (threads.length === 0) return
  await tx
    .insertInto('subscriber_threads')
    .columns(['subscriber_id', 'article_id', 'until'])
    .expression(
      tx
        .selectFrom('articles')
        .select([
          sql<number>`cast(${subscriberId} as bigint)`.as('subscriber_id'),
          'id as article_id',
          sql<number>`cast(${until} as bigint)`.as('until'),
        ])
        .where('id', 'in', threads)
        .where('kind', '=', 'article')
        .where('state', '=', 'published'),
    )
    .onConflict((conflict) => conflict.columns(['subscriber_id', 'article_id']).doNothing())
    .execute()
}
