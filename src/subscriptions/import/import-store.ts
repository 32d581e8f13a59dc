import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../../kit/db/json-rows.ts'
import type { Db, Tx } from '../../kit/db/schema.ts'
import { columnsOf } from '../state-store.ts'
import type { Preferences } from '../subscriber.ts'
import type { SubscriberState } from '../tables.ts'

/** Of these addresses, by hash: why some may not be brought in. */
export async function standingOf(
  db: Db,
  hashes: readonly string[],
): Promise<Map<string, { suppressed?: string; state?: SubscriberState }>> {
  const known = new Map<string, { suppressed?: string; state?: SubscriberState }>()
  if (hashes.length === 0) return known
  const suppressed = await db
    .selectFrom('suppressions')
    .select(['address_hash as hash', 'reason'])
    .where('address_hash', 'in', [...hashes])
    .execute()
  const subscribers = await db
    .selectFrom('addresses')
    .innerJoin('subscribers', 'subscribers.address_id', 'addresses.id')
    .select(['addresses.address_hash as hash', 'subscribers.state'])
    .where('addresses.address_hash', 'in', [...hashes])
    .execute()
  for (const { hash, state } of subscribers) known.set(hash, { state })
  for (const { hash, reason } of suppressed) known.set(hash, { ...known.get(hash), suppressed: reason })
  return known
}

type Brought = { publicId: string; addressId: number; language: string; consentAt: number }
type Chosen = Omit<Preferences, 'topicIds' | 'threadIds'> & { nextDigestAt: number | null; consent: string; at: number }

/** Active from now on; who is already a subscriber stays as they are. The ids of those that are new. */
export async function insertBrought(tx: Tx, rows: readonly Brought[], chosen: Chosen): Promise<number[]> {
  if (rows.length === 0) return []
  const { consent, at, nextDigestAt, ...preferences } = chosen
  const columns = columnsOf(preferences)
  const given = rowsJson(rows.map((row) => [row.publicId, row.addressId, row.language, row.consentAt]))
  const shape = { public_id: 'text', address_id: 'integer', language: 'text', consent_at: 'integer' } as const
  const { rows: inserted } = await sql<{ id: number }>`insert into subscribers
      (public_id, channel, state, address_id, language, time_zone, pace, breaking_at_once, all_topics, next_digest_at,
      consent, consent_at, created_at, confirmed_at)
    select public_id, 'email', 'active', address_id, language, cast(${columns.time_zone} as text),
      cast(${columns.pace} as text), cast(${columns.breaking_at_once} as bigint), cast(${columns.all_topics} as bigint),
      cast(${nextDigestAt} as bigint), cast(${consent} as text), consent_at, cast(${at} as bigint),
      cast(${at} as bigint)
    from ${jsonRows(tx, 'given', shape, given)} where true
    on conflict (address_id) do nothing returning id`.execute(tx)
  return inserted.map(({ id }) => id)
}

export async function insertBroughtTopics(tx: Tx, ids: readonly number[], topicIds: readonly number[]): Promise<void> {
  if (ids.length === 0 || topicIds.length === 0) return
  await tx
    .insertInto('subscriber_topics')
    .columns(['subscriber_id', 'topic_id'])
    .expression(
      tx
        .selectFrom(['subscribers', 'topics'])
        .select(['subscribers.id as subscriber_id', 'topics.id as topic_id'])
        .where('subscribers.id', 'in', [...ids])
        .where('topics.id', 'in', [...topicIds]),
    )
    .execute()
}
