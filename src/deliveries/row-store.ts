/** The rows of the audience that have not gone. */
import { sql } from 'kysely'
import { jsonRows } from '../kit/db/json-rows.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { Chunk } from './delivery.ts'
import { idColumn, idsJson } from './row-keys.ts'

/** When the next row of a chunk is due; undefined where none is planned. */
export async function nextDue(db: Db, { sendingId, channel, from, upTo }: Chunk): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select(sql<number | null>`min(coalesce(not_before, 0))`.as('at'))
    .where('sending_id', '=', sendingId)
    .where('subscriber_id', '>', from)
    .where('subscriber_id', '<=', upTo)
    .where('channel', '=', channel)
    .where('state', '=', 'planned')
    .executeTakeFirst()
  return row?.at ?? undefined
}

/** A step of those that have not gone, behind `after`: how many by channel, and up to whom. */
export async function cancelStep(
  tx: Tx,
  { sendingId, after, limit, at }: { sendingId: number; after: number; limit: number; at: number },
): Promise<{ channel: Channel; id: number }[]> {
  const step = tx
    .selectFrom('deliveries')
    .select('subscriber_id')
    .where('sending_id', '=', sendingId)
    .where('subscriber_id', '>', after)
    .where('state', '=', 'planned')
    .orderBy('subscriber_id')
    .limit(limit)
  return tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', ended_at: at })
    .where('sending_id', '=', sendingId)
    .where('subscriber_id', 'in', step)
    .where('state', '=', 'planned')
    .returning(['channel', 'subscriber_id as id'])
    .execute()
}

/** Uncertain rows that somebody wants to have sent once more: those of them that were. */
export async function planAgain(
  tx: Tx,
  sendingId: number,
  ids: readonly number[],
): Promise<{ channel: Channel; id: number }[]> {
  return tx
    .updateTable('deliveries')
    .set({ state: 'planned', ended_at: null, not_before: null, fault: null })
    .where('sending_id', '=', sendingId)
    .where(sql<boolean>`subscriber_id in (select id from ${jsonRows(tx, 'given', idColumn, idsJson(ids))})`)
    .where('state', '=', 'uncertain')
    .returning(['channel', 'subscriber_id as id'])
    .execute()
}

/** The push services of those that come up again first. */
export async function originsPutOff(db: Db, sendingId: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select('subscribers.endpoint_origin as origin')
    .where('deliveries.sending_id', '=', sendingId)
    .where('deliveries.state', '=', 'planned')
    .where('deliveries.not_before', 'is not', null)
    .orderBy('deliveries.not_before')
    .limit(limit)
    .execute()
  return [...new Set(rows.flatMap(({ origin }) => origin ?? []))]
}

/** Whether a row of it could go by now. */
export async function hasOverdue(db: Db, sendingId: number, now: number): Promise<boolean> {
  const counts = await db
    .selectFrom('delivery_counts')
    .select(sql<number>`coalesce(sum(count), 0)`.as('planned'))
    .where('sending_id', '=', sendingId)
    .where('state', '=', 'planned')
    .executeTakeFirstOrThrow()
  const waiting = await db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('sending_id', '=', sendingId)
    .where('state', '=', 'planned')
    .where('not_before', '>', now)
    .executeTakeFirstOrThrow()
  return Number(counts.planned) > Number(waiting.count)
}
