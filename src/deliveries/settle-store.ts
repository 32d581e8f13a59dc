/** What became of the rows of the audience that were on their way. */
import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Tx } from '../kit/db/schema.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { Chunk } from './delivery.ts'
import { idColumn, idsJson, rowKey } from './row-keys.ts'
import type { DeliveryState } from './tables.ts'

export type Settlement = {
  id: number
  state: 'planned' | 'accepted' | 'failed' | 'bounced' | 'uncertain'
  notBefore: number | null
  fault: string | null
  /** 1 where it was tried; 0 where it did not get so far. */
  tries: 0 | 1
}

export type Settled = { id: number; state: DeliveryState; edition: number | null }

/** Those of them that are this holder's: a late answer of somebody else finds nothing. */
export async function settleRows(
  tx: Tx,
  { sendingId, holder, at }: { sendingId: number; holder: string; at: number },
  rows: readonly Settlement[],
): Promise<Settled[]> {
  if (rows.length === 0) return []
  const given = rows.map(({ id, state, notBefore, fault, tries }) => [sendingId, id, state, notBefore, fault, tries])
  return settleGiven(tx, holder, at, rowsJson(given))
}

const settlementColumns = {
  ...rowKey,
  state: 'text',
  not_before: 'integer',
  fault: 'text',
  tries: 'integer',
} as const

const settleGiven = preparedWrite(
  (tx, holder: string, at: number, rows: string) => sql<Settled>`
    update deliveries set state = given.state, holder = null, not_before = given.not_before, fault = given.fault,
      attempts = deliveries.attempts + given.tries, ended_at = case when given.state = 'planned' then null
      else cast(${at} as bigint) end
    from ${jsonRows(tx, 'given', settlementColumns, rows)}
    where deliveries.sending_id = given.sending_id and deliveries.subscriber_id = given.id
      and deliveries.state = 'handing' and deliveries.holder = ${holder}
    returning deliveries.subscriber_id as id, deliveries.state as state, deliveries.edition as edition`,
)

/** What a run that is gone had between the two: nobody knows whether it went. */
export async function markUncertain(
  tx: Tx,
  { sendingId, channel, from, upTo }: Chunk,
  { holder, fault, at }: { holder: string; fault: string; at: number },
): Promise<Settled[]> {
  return tx
    .updateTable('deliveries')
    .set({ state: 'uncertain', holder: null, ended_at: at, fault })
    .where('sending_id', '=', sendingId)
    .where('subscriber_id', '>', from)
    .where('subscriber_id', '<=', upTo)
    .where('channel', '=', channel)
    .where('state', '=', 'handing')
    .where('holder', '<>', holder)
    .returning(['subscriber_id as id', 'state', 'edition'])
    .execute()
}

/** Marked by a write that was not heard to have succeeded, and never begun: back to where they were. */
export async function takeBack(
  tx: Tx,
  { sendingId, channel, from, upTo }: Chunk,
  { holder, but }: { holder: string; but: readonly number[] },
): Promise<number> {
  const rows = await tx
    .updateTable('deliveries')
    .set({ state: 'planned', holder: null })
    .where('sending_id', '=', sendingId)
    .where('subscriber_id', '>', from)
    .where('subscriber_id', '<=', upTo)
    .where('channel', '=', channel)
    .where('state', '=', 'handing')
    .where('holder', '=', holder)
    .where(sql<boolean>`subscriber_id not in (select id from ${jsonRows(tx, 'given', idColumn, idsJson(but))})`)
    .returning('subscriber_id')
    .execute()
  return rows.length
}

type Returned = { sendingId: number; subscriberId: number; state: 'bounced' | 'failed'; fault: string }

/** A mail that came back after it was taken. Undefined where the row does not know of that, or knows it already. */
export async function markReturned(
  tx: Tx,
  { sendingId, subscriberId, state, fault }: Returned,
): Promise<{ channel: Channel; was: DeliveryState; handedAt: number } | undefined> {
  const before = await lockRow(
    tx,
    tx
      .selectFrom('deliveries')
      .select(['channel', 'state', 'handed_at as handedAt'])
      .where('sending_id', '=', sendingId)
      .where('subscriber_id', '=', subscriberId),
  ).executeTakeFirst()
  if (before === undefined || (before.state !== 'accepted' && before.state !== 'uncertain')) return undefined
  await tx
    .updateTable('deliveries')
    .set({ state, fault })
    .where('sending_id', '=', sendingId)
    .where('subscriber_id', '=', subscriberId)
    .execute()
  return { channel: before.channel, was: before.state, handedAt: before.handedAt ?? 0 }
}
