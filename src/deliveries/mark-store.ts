/** The rows of the audience whose turn has come. */
import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Tx } from '../kit/db/schema.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { Chunk, Marked } from './delivery.ts'
import { rowKey } from './row-keys.ts'
import type { SendingKind } from './tables.ts'

export type Candidate = Marked & {
  /** Why nothing goes there any more. */
  setAside: string | undefined
}

/** Those behind `after` whose turn has come, with where they are reached now. */
export async function candidates(
  tx: Tx,
  { sendingId, channel, upTo }: Chunk,
  { kind, after, now, limit }: { kind: SendingKind; after: number; now: number; limit: number },
): Promise<Candidate[]> {
  const rows = await candidateRows(tx, sendingId, channel, after, upTo, now, limit)
  return rows.map(({ detail, subscriberState, suppression, pausedUntil, ...row }) => ({
    ...row,
    detail: detail === null ? null : JSON.parse(detail),
    setAside: asideOf({
      subscriberState,
      suppression,
      isOnPause: (kind === 'alert' || kind === 'digest') && (pausedUntil ?? 0) > now,
      isReachable: (row.address ?? row.endpoint) !== null,
    }),
  }))
}

/** `isOnPause`: begun since the audience was frozen. A correction comes all the same, as what it corrects did. */
type Reach = { subscriberState: string; suppression: string | null; isOnPause: boolean; isReachable: boolean }

function asideOf({ subscriberState, suppression, isOnPause, isReachable }: Reach): string | undefined {
  if (subscriberState !== 'active') return `they are no longer a subscriber: ${subscriberState}`
  if (suppression !== null) return 'nothing more is sent to this address'
  if (isOnPause) return 'they have paused what they get'
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
        'subscribers.paused_until as pausedUntil',
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
