/** Subscribers as the newsroom lists them. */
import { sql } from 'kysely'
import type { Db } from '../kit/db/schema.ts'
import { subscriberColumns, subscriberOf } from './store.ts'
import type { Subscriber } from './subscriber.ts'
import { channels, subscriberStates, type Channel, type SubscriberState } from './tables.ts'

export type ListFilter = {
  state?: SubscriberState | undefined
  channel?: Channel | undefined
  /** Only those before this id, to continue the list. */
  before?: number | undefined
  limit: number
}

/** Newest first. Each pair of channel and state is read from the end of its index, and the results are merged. */
export async function subscribersBy(db: Db, { state, channel, before, limit }: ListFilter): Promise<Subscriber[]> {
  const rows = []
  for (const one of channel === undefined ? channels : [channel])
    for (const other of state === undefined ? subscriberStates : [state]) {
      let query = withAddress(db)
        .where('subscribers.channel', '=', one)
        .where('subscribers.state', '=', other)
        .orderBy('subscribers.id', 'desc')
        .limit(limit)
      if (before !== undefined) query = query.where('subscribers.id', '<', before)
      rows.push(...(await query.execute()))
    }
  return rows
    .toSorted((a, b) => b.id - a.id)
    .slice(0, limit)
    .map(subscriberOf)
}

function withAddress(db: Db) {
  return db
    .selectFrom('subscribers')
    .leftJoin('addresses', 'addresses.id', 'subscribers.address_id')
    .select([...subscriberColumns, 'addresses.address'])
}

/** Whoever has this address. */
export async function subscriberByHash(db: Db, hash: string): Promise<Subscriber | undefined> {
  const row = await withAddress(db).where('addresses.address_hash', '=', hash).executeTakeFirst()
  return row && subscriberOf(row)
}

/** Whose address begins like this, as written, in the order of addresses. */
export async function subscribersByPrefix(
  db: Db,
  { prefix, state, limit }: { prefix: string; state?: SubscriberState | undefined; limit: number },
): Promise<Subscriber[]> {
  let query = db
    .selectFrom('addresses')
    .innerJoin('subscribers', 'subscribers.address_id', 'addresses.id')
    .select([...subscriberColumns, 'addresses.address'])
    .where('addresses.address', '>=', prefix)
    .where('addresses.address', '<', `${prefix}\u{10ffff}`)
    .orderBy('addresses.address')
    .limit(limit)
  if (state !== undefined) query = query.where('subscribers.state', '=', state)
  return (await query.execute()).map(subscriberOf)
}

export type ExportRow = Subscriber & { topics: string }

/** In the order of their ids, with the slugs of their topics. */
export async function subscribersFrom(db: Db, after: number, limit: number): Promise<ExportRow[]> {
  const rows = await withAddress(db)
    .where('subscribers.id', '>', after)
    .orderBy('subscribers.id')
    .limit(limit)
    .execute()
  const ids = rows.map(({ id }) => id)
  const followed =
    ids.length === 0
      ? []
      : await db
          .selectFrom('subscriber_topics')
          .innerJoin('topics', 'topics.id', 'subscriber_topics.topic_id')
          .select(['subscriber_topics.subscriber_id as id', 'topics.slug'])
          .where('subscriber_topics.subscriber_id', 'in', ids)
          .orderBy('topics.slug')
          .execute()
  const byId = Map.groupBy(followed, ({ id }) => id)
  return rows.map((row) => ({
    ...subscriberOf(row),
    topics: (byId.get(row.id) ?? []).map(({ slug }) => slug).join(' '),
  }))
}

export type GrowthDay = { day: number; joined: number; ended: number }

/** Per UTC day since then: how many became active, and how many ended. For a long read. */
export async function growthSince(db: Db, { since }: { since: number }): Promise<GrowthDay[]> {
  const { rows } = await sql<GrowthDay>`select day, sum(joined) as joined, sum(ended) as ended from (
      select (confirmed_at / 86400000) * 86400000 as day, 1 as joined, 0 as ended
      from subscribers where confirmed_at >= ${since}
      union all
      select (ended_at / 86400000) * 86400000, 0, 1 from subscribers where ended_at >= ${since}
    ) as moved group by day order by day`.execute(db)
  return rows.map(({ day, joined, ended }) => ({ day: Number(day), joined: Number(joined), ended: Number(ended) }))
}

/** How many there are of each kind. For a long read. */
export async function subscriberCounts(db: Db): Promise<{ channel: Channel; state: SubscriberState; count: number }[]> {
  const rows = await db
    .selectFrom('subscribers')
    .select(({ fn }) => ['channel', 'state', fn.countAll<number>().as('count')])
    .groupBy(['channel', 'state'])
    .orderBy('channel')
    .orderBy('state')
    .execute()
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}
