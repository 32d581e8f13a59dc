import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { channels, type Channel } from '../subscriptions/tables.ts'
import type { Counts } from './delivery.ts'
import type { Pause } from './pause.ts'
import { deliveryStates, type DeliveryState, type PauseCode, type SendingKind, type SendingState } from './tables.ts'

export type NewSending = { publicId: string; kind: SendingKind; content: unknown; lastSubscriber: number; at: number }

/** With its counters, which are only ever moved. */
export async function insertSending(tx: Tx, { publicId, kind, content, lastSubscriber, at }: NewSending) {
  const { id } = await tx
    .insertInto('sendings')
    .values({
      public_id: publicId,
      kind,
      state: 'freezing',
      content: JSON.stringify(content),
      frozen_last: lastSubscriber,
      created_at: at,
      moved_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const counters = channels.flatMap((channel) =>
    deliveryStates.map((state) => ({ sending_id: id, channel, state, count: 0 })),
  )
  await tx.insertInto('delivery_counts').values(counters).execute()
  return id
}

export type Sending = {
  id: number
  publicId: string
  kind: SendingKind
  state: SendingState
  pauseReason: string | null
  pauseCode: PauseCode | null
  /** A JSON object. */
  pauseParams: string | null
  edition: number
  frozenUpTo: number
  frozenLast: number
  createdAt: number
  firstHandedAt: number | null
  movedAt: number
  complaints: number
  isTrusted: number
  doneAt: number | null
}

const columns = [
  'id',
  'public_id as publicId',
  'kind',
  'state',
  'pause_reason as pauseReason',
  'pause_code as pauseCode',
  'pause_params as pauseParams',
  'edition',
  'frozen_up_to as frozenUpTo',
  'frozen_last as frozenLast',
  'created_at as createdAt',
  'first_handed_at as firstHandedAt',
  'moved_at as movedAt',
  'complaints',
  'is_trusted as isTrusted',
  'done_at as doneAt',
] as const

const byId = prepared((db, id: number) => db.selectFrom('sendings').select(columns).where('id', '=', id))

export async function sendingById(db: Db, id: number): Promise<Sending | undefined> {
  const [row] = await byId(db, id)
  return row
}

/** Locks it: nobody else changes it, or settles its rows, until this transaction ends. */
export async function heldSending(tx: Tx, id: number): Promise<Sending | undefined> {
  return lockRow(tx, tx.selectFrom('sendings').select(columns).where('id', '=', id)).executeTakeFirst()
}

export async function contentOf(db: Db, id: number): Promise<{ content: unknown; edition: number } | undefined> {
  const row = await db.selectFrom('sendings').select(['content', 'edition']).where('id', '=', id).executeTakeFirst()
  return row && { content: JSON.parse(row.content), edition: row.edition }
}

export async function replaceContent(tx: Tx, id: number, content: unknown): Promise<number | undefined> {
  const row = await tx
    .updateTable('sendings')
    .set({ content: JSON.stringify(content), edition: sql`edition + 1` })
    .where('id', '=', id)
    .returning('edition')
    .executeTakeFirst()
  return row?.edition
}

type Pausing = { state: 'paused'; pause: Pause; at: number }

export async function setSendingState(
  tx: Tx,
  id: number,
  { state, pause, at }: { state: Exclude<SendingState, 'paused'>; pause?: never; at: number } | Pausing,
): Promise<void> {
  const isOver = state === 'done' || state === 'cancelled'
  await tx
    .updateTable('sendings')
    .set({
      state,
      pause_reason: pause?.words ?? null,
      pause_code: pause?.code ?? null,
      pause_params: pause === undefined ? null : JSON.stringify(pause.params),
      moved_at: at,
      done_at: isOver ? at : null,
    })
    .where('id', '=', id)
    .execute()
}

export async function setTrusted(tx: Tx, id: number): Promise<void> {
  await tx.updateTable('sendings').set({ is_trusted: 1 }).where('id', '=', id).execute()
}

export async function countComplaint(tx: Tx, id: number): Promise<void> {
  await tx
    .updateTable('sendings')
    .set({ complaints: sql`complaints + 1` })
    .where('id', '=', id)
    .execute()
}

export async function moveFrozen(tx: Tx, id: number, upTo: number, at: number): Promise<void> {
  await tx.updateTable('sendings').set({ frozen_up_to: upTo, moved_at: at }).where('id', '=', id).execute()
}

export const noteMoved = preparedWrite((tx, id: number, at: number, firstHandedAt: number | null) =>
  tx
    .updateTable('sendings')
    .set({ moved_at: at, first_handed_at: sql`coalesce(first_handed_at, ${firstHandedAt})` })
    .where('id', '=', id),
)

export type CountMoves = Partial<Record<DeliveryState, number>>

/** In the transaction that moves the rows. */
export async function moveCounts(tx: Tx, id: number, channel: Channel, moves: CountMoves): Promise<void> {
  const rows = Object.entries(moves).filter(([, by]) => by !== 0)
  if (rows.length > 0) await moveCountRows(tx, id, channel, rowsJson(rows))
}

const moveCountRows = preparedWrite(
  (tx, id: number, channel: string, rows: string) => sql`
    update delivery_counts set count = delivery_counts.count + given.by
    from ${jsonRows(tx, 'given', { state: 'text', by: 'integer' }, rows)}
    where delivery_counts.sending_id = ${id} and delivery_counts.channel = ${channel}
      and delivery_counts.state = given.state`,
)

export type MinuteMoves = { handed: number; accepted: number; failed: number }

export const moveMinute = preparedWrite(
  (_, id: number, minute: number, handed: number, accepted: number, failed: number) => sql`
    insert into delivery_minutes (sending_id, minute, handed, accepted, failed)
    values (${id}, ${minute}, ${handed}, ${accepted}, ${failed})
    on conflict (sending_id, minute) do update set handed = delivery_minutes.handed + excluded.handed,
      accepted = delivery_minutes.accepted + excluded.accepted, failed = delivery_minutes.failed + excluded.failed`,
)

const countRows = prepared((db, id: number) =>
  db.selectFrom('delivery_counts').select(['channel', 'state', 'count']).where('sending_id', '=', id),
)

export async function countsOf(db: Db, id: number): Promise<Counts> {
  const none = () => Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Counts['email']
  const counts: Counts = { email: none(), push: none() }
  for (const { channel, state, count } of await countRows(db, id)) counts[channel][state] = count
  return counts
}

export type Minute = { minute: number } & MinuteMoves

export async function minutesOf(db: Db, id: number): Promise<Minute[]> {
  return db
    .selectFrom('delivery_minutes')
    .select(['minute', 'handed', 'accepted', 'failed'])
    .where('sending_id', '=', id)
    .orderBy('minute')
    .execute()
}

export type Person = {
  subscriberId: number
  publicId: string
  channel: Channel
  state: DeliveryState
  edition: number | null
  handedAt: number | null
  endedAt: number | null
  fault: string | null
}

/** By the subscriber's number, from `after` on. */
export async function peopleIn(
  db: Db,
  { sendingId, state, after, limit }: { sendingId: number; state: DeliveryState; after: number; limit: number },
): Promise<Person[]> {
  return db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select([
      'deliveries.subscriber_id as subscriberId',
      'subscribers.public_id as publicId',
      'deliveries.channel',
      'deliveries.state',
      'deliveries.edition',
      'deliveries.handed_at as handedAt',
      'deliveries.ended_at as endedAt',
      'deliveries.fault',
    ])
    .where('deliveries.sending_id', '=', sendingId)
    .where('deliveries.subscriber_id', '>', after)
    .where('deliveries.state', '=', state)
    .orderBy('deliveries.subscriber_id')
    .limit(limit)
    .execute()
}

/** Sendings that are not over, with when they last moved. */
export async function liveSendings(db: Db): Promise<Sending[]> {
  return db.selectFrom('sendings').select(columns).where('done_at', 'is', null).orderBy('id').execute()
}

/** Whether anything was accepted since then: if so, whatever waits only waits for its turn. */
export async function wasAnyAcceptedSince(db: Db, ids: readonly number[], since: number): Promise<boolean> {
  if (ids.length === 0) return false
  const row = await db
    .selectFrom('delivery_minutes')
    .select('minute')
    .where('sending_id', 'in', [...ids])
    .where('minute', '>=', since)
    .where('accepted', '>', 0)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The public id of an email subscriber who unsubscribed. */
export async function someoneWhoLeft(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('subscribers')
    .select('public_id as publicId')
    .where('channel', '=', 'email')
    .where('state', '=', 'left')
    .limit(1)
    .executeTakeFirst()
  return row?.publicId
}
