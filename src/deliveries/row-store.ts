/** The rows of the audience on their way from `planned` to an end. */
import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { Chunk, Marked } from './delivery.ts'
import type { DeliveryState } from './tables.ts'

export type Candidate = Marked & {
  /** Why nothing goes there any more. */
  setAside: string | undefined
}

/** Those behind `after` whose turn has come, with where they are reached now. */
export async function candidates(
  tx: Tx,
  { sendingId, channel, upTo }: Chunk,
  { after, now, limit }: { after: number; now: number; limit: number },
): Promise<Candidate[]> {
  const rows = await candidateRows(tx, sendingId, channel, after, upTo, now, limit)
  return rows.map(({ detail, subscriberState, suppression, ...row }) => ({
    ...row,
    detail: detail === null ? null : JSON.parse(detail),
    setAside: asideOf({ subscriberState, suppression, isReachable: (row.address ?? row.endpoint) !== null }),
  }))
}

type Reach = { subscriberState: string; suppression: string | null; isReachable: boolean }

function asideOf({ subscriberState, suppression, isReachable }: Reach): string | undefined {
  if (subscriberState !== 'active') return `they are no longer a subscriber: ${subscriberState}`
  if (suppression !== null) return 'nothing more is sent to this address'
  return isReachable ? undefined : 'their address or browser is no longer known'
}

const candidateRows = prepared(
  (db, sendingId: number, channel: string, after: number, upTo: number, now: number, limit: number) =>
    db
      .selectFrom('deliveries')
      .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
      .leftJoin('addresses', 'addresses.id', 'subscribers.address_id')
      .leftJoin('suppressions', 'suppressions.address_hash', 'addresses.address_hash')
      .select([
        'deliveries.subscriber_id as subscriberId',
        'deliveries.detail',
        'deliveries.attempts',
        'subscribers.public_id as publicId',
        'subscribers.language',
        'subscribers.time_zone as timeZone',
        'subscribers.state as subscriberState',
        'subscribers.endpoint',
        'subscribers.p256dh',
        'subscribers.auth',
        'subscribers.vapid_key_id as vapidKeyId',
        'addresses.address',
        'addresses.id as addressId',
        'suppressions.reason as suppression',
      ])
      .where('deliveries.sending_id', '=', sendingId)
      .where('deliveries.subscriber_id', '>', after)
      .where('deliveries.subscriber_id', '<=', upTo)
      .where('deliveries.channel', '=', sql<Channel>`${channel}`)
      .where('deliveries.state', '=', 'planned')
      .where((eb) => eb.or([eb('deliveries.not_before', 'is', null), eb('deliveries.not_before', '<=', now)]))
      .orderBy('deliveries.subscriber_id')
      .limit(limit),
)

const idColumn = { id: 'integer' } as const
const idsJson = (ids: readonly number[]) => rowsJson(ids.map((id) => [id]))

/**
 * Rows to be changed carry their sending's number too: with that as a value beside them, SQLite's planner would go
 * through all rows of the sending for each of them.
 */
const rowKey = { sending_id: 'integer', id: 'integer' } as const

/** `planned` to `handing`: whose they are from now on. Those that were still planned. */
export async function markHanding(
  tx: Tx,
  { sendingId, holder, edition, at }: { sendingId: number; holder: string; edition: number; at: number },
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const rows = await markRows(tx, holder, edition, at, rowsJson(ids.map((id) => [sendingId, id])))
  return new Set(rows.map(({ id }) => id))
}

const markRows = preparedWrite(
  (tx, holder: string, edition: number, at: number, ids: string) => sql<{ id: number }>`
    update deliveries set state = 'handing', holder = ${holder}, edition = ${edition}, handed_at = ${at}, fault = null
    from ${jsonRows(tx, 'given', rowKey, ids)}
    where deliveries.sending_id = given.sending_id and deliveries.subscriber_id = given.id
      and deliveries.state = 'planned'
    returning deliveries.subscriber_id as id`,
)

/** Rows that nothing is sent to: how many were still planned. */
export async function setAside(
  tx: Tx,
  sendingId: number,
  rows: readonly { id: number; why: string }[],
  at: number,
): Promise<number> {
  if (rows.length === 0) return 0
  return (await asideRows(tx, at, rowsJson(rows.map(({ id, why }) => [sendingId, id, why])))).length
}

const asideRows = preparedWrite(
  (tx, at: number, rows: string) => sql<{ id: number }>`
    update deliveries set state = 'suppressed', ended_at = ${at}, fault = given.why
    from ${jsonRows(tx, 'given', { ...rowKey, why: 'text' }, rows)}
    where deliveries.sending_id = given.sending_id and deliveries.subscriber_id = given.id
      and deliveries.state = 'planned'
    returning deliveries.subscriber_id as id`,
)

/** Put off, before anything was tried. */
export async function putOff(
  tx: Tx,
  sendingId: number,
  rows: readonly { id: number; notBefore: number }[],
): Promise<void> {
  if (rows.length > 0) await putOffRows(tx, rowsJson(rows.map(({ id, notBefore }) => [sendingId, id, notBefore])))
}

const putOffRows = preparedWrite(
  (tx, rows: string) => sql`
    update deliveries set not_before = given.not_before
    from ${jsonRows(tx, 'given', { ...rowKey, not_before: 'integer' }, rows)}
    where deliveries.sending_id = given.sending_id and deliveries.subscriber_id = given.id
      and deliveries.state = 'planned'`,
)

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

type Returned = { sendingId: number; subscriberId: number; state: 'bounced' | 'failed'; fault: string }

/** A mail that came back after it was taken. Undefined where the row does not know of that, or knows it already. */
export async function markReturned(
  tx: Tx,
  { sendingId, subscriberId, state, fault }: Returned,
): Promise<{ channel: Channel; was: DeliveryState } | undefined> {
  const before = await lockRow(
    tx,
    tx
      .selectFrom('deliveries')
      .select(['channel', 'state'])
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
  return { channel: before.channel, was: before.state }
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
