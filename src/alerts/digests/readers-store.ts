/** Whose digest is due, what waits for them, and what is written down when it is made. */
import { sql } from 'kysely'
import { lockRow } from '../../kit/db/database.ts'
import { jsonRows, rowsJson } from '../../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../../kit/db/prepared.ts'
import type { Db, Tx } from '../../kit/db/schema.ts'
import type { Channel, Pace, SubscriberState } from '../../subscriptions/tables.ts'
import { pacesOf, type DigestPace } from './digest.ts'

export type Slot = { pace: DigestPace; dueAt: number }

/** The first moment after `after` at which a digest was due. */
export async function nextDue(db: Db, after: number, now: number): Promise<number | undefined> {
  const [row] = await firstDue(db, after, now)
  return row?.dueAt ?? undefined
}

const firstDue = prepared((db, after: number, now: number) =>
  db
    .selectFrom('subscribers')
    .select('next_digest_at as dueAt')
    .where('next_digest_at', 'is not', null)
    .where('next_digest_at', '>', after)
    .where('next_digest_at', '<=', now)
    .orderBy('next_digest_at')
    .limit(1),
)

export async function isAnyDue(db: Db, { pace, dueAt }: Slot): Promise<boolean> {
  const row = await db
    .selectFrom('subscribers')
    .select('id')
    .where('next_digest_at', '=', dueAt)
    .where('pace', 'in', [...pacesOf[pace]])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export type DueReader = {
  id: number
  channel: Channel
  state: SubscriberState
  pace: Pace
  language: string
  timeZone: string
  allTopics: number
  quietFrom: number | null
  quietTo: number | null
  pausedUntil: number | null
  lastDigestAt: number | null
}

/** Behind `after`, in the order of their ids; nobody else changes them until the write is over. */
export async function dueReaders(
  tx: Tx,
  { pace, dueAt }: Slot,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<DueReader[]> {
  const rows: DueReader[] = []
  // One pace at a time stands in the index in the order of ids.
  for (const one of pacesOf[pace]) {
    rows.push(...(await dueOfPace(tx, dueAt, one, after, upTo, limit)))
  }
  return rows.toSorted((a, b) => a.id - b.id).slice(0, limit)
}

const dueOfPace = preparedWrite((tx, dueAt: number, pace: string, after: number, upTo: number, limit: number) =>
  lockRow(
    tx,
    tx
      .selectFrom('subscribers')
      .select(['id', 'channel', 'state', 'pace', 'language', 'time_zone as timeZone', 'all_topics as allTopics'])
      .select(['quiet_from as quietFrom', 'quiet_to as quietTo', 'paused_until as pausedUntil'])
      .select('last_digest_at as lastDigestAt')
      .where('next_digest_at', '=', dueAt)
      .where('pace', '=', sql<Pace>`${pace}`)
      .where('id', '>', after)
      .where('id', '<=', upTo)
      .orderBy('id')
      .limit(limit),
  ),
)

const idColumn = { id: 'integer' } as const
const idsJson = (ids: readonly number[]) => rowsJson(ids.map((id) => [id]))

/** By reader, in the order of topics. */
export async function topicsOfReaders(db: Db, ids: readonly number[]): Promise<Map<number, number[]>> {
  if (ids.length === 0) return new Map()
  const rows = await topicRows(db, idsJson(ids))
  return grouped(rows.map(({ id, topicId }) => [id, topicId]))
}

const topicRows = prepared(
  (db, ids: string) => sql<{ id: number; topicId: number }>`
    select subscriber_id as id, topic_id as "topicId"
    from ${jsonRows(db, 'given', idColumn, ids)} join subscriber_topics on subscriber_id = given.id
    order by subscriber_id, topic_id`,
)

/** Sendings of alerts that wait for them, by reader. */
export async function waitingFor(db: Db, ids: readonly number[]): Promise<Map<number, number[]>> {
  if (ids.length === 0) return new Map()
  const rows = await waitingRows(db, idsJson(ids))
  return grouped(rows.map(({ id, sendingId }) => [id, sendingId]))
}

const waitingRows = prepared(
  (db, ids: string) => sql<{ id: number; sendingId: number }>`
    select subscriber_id as id, sending_id as "sendingId"
    from ${jsonRows(db, 'given', idColumn, ids)}
    cross join deliveries where subscriber_id = given.id and state = 'folded' and folded_into is null`,
)

function grouped(pairs: readonly (readonly [number, number])[]): Map<number, number[]> {
  const groups = Map.groupBy(pairs, ([id]) => id)
  return new Map([...groups].map(([id, some]) => [id, some.map(([, value]) => value)]))
}

export type DigestRow = { id: number; notBefore: number | null; detail: string }

const deliveryColumns = { sending: 'integer', reader: 'integer', not_before: 'integer', detail: 'text' } as const

export async function insertDigestRows(tx: Tx, sendingId: number, rows: readonly DigestRow[]): Promise<void> {
  if (rows.length === 0) return
  const given = rowsJson(rows.map(({ id, notBefore, detail }) => [sendingId, id, notBefore, detail]))
  await insertGiven(tx, given)
}

const insertGiven = preparedWrite(
  (tx, given: string) => sql`
    insert into deliveries (sending_id, subscriber_id, channel, state, not_before, detail)
    select sending, reader, 'email', 'planned', not_before, detail
    from ${jsonRows(tx, 'given', deliveryColumns, given)}`,
)

const foldedColumns = { sending: 'integer', reader: 'integer' } as const

export type Taken = { sendingId: number; id: number }

/** What waited is taken up, or is not to be told any more: it waits for no other digest. */
export async function takeUp(tx: Tx, digestSendingId: number, rows: readonly Taken[]): Promise<void> {
  if (rows.length === 0) return
  const given = rowsJson(rows.map(({ sendingId, id }) => [sendingId, id]))
  await takeGiven(tx, digestSendingId, given)
}

const takeGiven = preparedWrite(
  (tx, digestId: number, given: string) => sql`
    update deliveries set folded_into = ${digestId}
    from ${jsonRows(tx, 'given', foldedColumns, given)}
    where deliveries.sending_id = given.sending and deliveries.subscriber_id = given.reader
      and deliveries.state = 'folded' and deliveries.folded_into is null`,
)

export type Moved = { id: number; nextAt: number | null; lastAt: number | null }

const movedColumns = { reader: 'integer', next_at: 'integer', last_at: 'integer' } as const

/** When their next digest is due, and up to when they have been told. */
export async function moveDigests(tx: Tx, rows: readonly Moved[]): Promise<void> {
  if (rows.length === 0) return
  const given = rowsJson(rows.map(({ id, nextAt, lastAt }) => [id, nextAt, lastAt]))
  await moveGiven(tx, given)
}

const moveGiven = preparedWrite(
  (tx, given: string) => sql`
    update subscribers set next_digest_at = given.next_at, last_digest_at = given.last_at
    from ${jsonRows(tx, 'given', movedColumns, given)}
    where subscribers.id = given.reader`,
)

/** Up to when somebody has been told of stories; null before their first digest. */
export async function lastDigestOf(db: Db, id: number): Promise<number | null> {
  const row = await db
    .selectFrom('subscribers')
    .select('last_digest_at as lastDigestAt')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.lastDigestAt ?? null
}
