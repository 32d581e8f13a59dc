/** How subscribers are created, change and end. */
import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import type { Choices, Preferences } from './subscriber.ts'
import type { SubscriberState } from './tables.ts'

type Waiting = { addressId: number; language: string; timeZone: string; asked: string; consent: string; at: number }

/** Their public id; undefined if they are active, which this does not change. */
export async function putWaiting(tx: Tx, { addressId, language, timeZone, asked, ...rest }: Waiting) {
  const row = await tx
    .insertInto('subscribers')
    .values({
      public_id: publicId(),
      channel: 'email',
      state: 'waiting',
      address_id: addressId,
      language,
      time_zone: timeZone,
      pace: 'all',
      consent: rest.consent,
      consent_at: rest.at,
      created_at: rest.at,
      asked,
    })
    .onConflict((conflict) =>
      conflict.column('address_id').doUpdateSet({ asked }).where('subscribers.state', '<>', 'active'),
    )
    .returning('public_id as publicId')
    .executeTakeFirst()
  return row?.publicId
}

export async function askedOf(db: Db, id: number): Promise<string | null> {
  const row = await db.selectFrom('subscribers').select('asked').where('id', '=', id).executeTakeFirst()
  return row?.asked ?? null
}

export type Activation = Omit<Preferences, 'topicIds' | 'threadIds'> & {
  nextDigestAt: number | null
  consent: string
  consentAt: number
  at: number
}

/** A confirmed address: from now on they get what they chose. */
export async function activate(tx: Tx, id: number, chosen: Activation): Promise<void> {
  const { consent, consentAt, at, nextDigestAt, ...preferences } = chosen
  await tx
    .updateTable('subscribers')
    .set({
      ...columnsOf(preferences),
      state: 'active',
      next_digest_at: nextDigestAt,
      soft_bounces: 0,
      soft_bounced_at: null,
      consent,
      consent_at: consentAt,
      confirmed_at: at,
      ended_at: null,
      asked: null,
    })
    .where('id', '=', id)
    .execute()
}

type Changed = Omit<Preferences, 'topicIds' | 'threadIds'> & { nextDigestAt: number | null }

export async function updatePreferences(tx: Tx, id: number, { nextDigestAt, ...preferences }: Changed): Promise<void> {
  const changed = { ...columnsOf(preferences), next_digest_at: nextDigestAt }
  await tx.updateTable('subscribers').set(changed).where('id', '=', id).execute()
}

export function columnsOf(preferences: Omit<Preferences, 'topicIds' | 'threadIds'>) {
  return {
    language: preferences.language,
    time_zone: preferences.timeZone,
    pace: preferences.pace,
    breaking_at_once: Number(preferences.breakingAtOnce),
    all_topics: Number(preferences.allTopics),
    quiet_from: preferences.quietFrom,
    quiet_to: preferences.quietTo,
    wakes_for_breaking: Number(preferences.wakesForBreaking),
    paused_until: preferences.pausedUntil,
  }
}

/** Their choices are kept, in case they come back. */
export async function markLeft(tx: Tx, id: number, at: number): Promise<void> {
  const left = { state: 'left', ended_at: at, next_digest_at: null, paused_until: null, asked: null } as const
  await tx.updateTable('subscribers').set(left).where('id', '=', id).execute()
}

export async function markBack(tx: Tx, id: number, { nextDigestAt, at }: { nextDigestAt: number | null; at: number }) {
  await tx
    .updateTable('subscribers')
    .set({
      state: 'active',
      ended_at: null,
      next_digest_at: nextDigestAt,
      asked: null,
      confirmed_at: sql<number>`coalesce(confirmed_at, cast(${at} as bigint))`,
    })
    .where('id', '=', id)
    .execute()
}

const noEndpoint = { endpoint: null, endpoint_origin: null, p256dh: null, auth: null } as const

export type Ended = { id: number; publicId: string; addressHash: string | null }

/**
 * Those that had not ended yet; a browser's subscription is useless from now on. Whoever complained may have left by
 * the same press of a button.
 */
export async function markEnded(
  tx: Tx,
  { ids, state, at }: { ids: readonly number[]; state: Exclude<SubscriberState, 'waiting' | 'active'>; at: number },
): Promise<Ended[]> {
  if (ids.length === 0) return []
  const ended = await tx
    .updateTable('subscribers')
    .set({
      state,
      ended_at: sql<number>`coalesce(ended_at, cast(${at} as bigint))`,
      next_digest_at: null,
      paused_until: null,
      asked: null,
      ...(state === 'gone' && { ...noEndpoint }),
    })
    .where('id', 'in', [...ids])
    .where('state', 'in', state === 'complained' ? ['waiting', 'active', 'left'] : ['waiting', 'active'])
    .returning(['id', 'public_id as publicId', 'address_id as addressId'])
    .execute()
  const addressIds = ended.flatMap(({ addressId }) => addressId ?? [])
  const hashes = new Map(
    addressIds.length === 0
      ? []
      : (
          await tx
            .selectFrom('addresses')
            .select(['id', 'address_hash as hash'])
            .where('id', 'in', addressIds)
            .execute()
        ).map(({ id, hash }) => [id, hash] as const),
  )
  return ended.map(({ addressId, ...one }) => ({ ...one, addressHash: hashes.get(addressId ?? 0) ?? null }))
}

/** A browser's endpoint, and the keys to encrypt its messages for. */
export type Device = { endpoint: string; p256dh: Uint8Array; auth: Uint8Array; vapidKeyId: string; readerId: string }

/** A browser agrees: it is active from now on, whatever it was before. Its quiet hours stay. */
export async function putDevice(
  tx: Tx,
  { endpoint, vapidKeyId, readerId, ...keys }: Device,
  { choices, at }: { choices: Omit<Choices, 'topicIds' | 'threadIds'>; at: number },
): Promise<{ id: number; publicId: string }> {
  const chosen = {
    language: choices.language,
    time_zone: choices.timeZone,
    pace: choices.pace,
    breaking_at_once: Number(choices.breakingAtOnce),
    all_topics: Number(choices.allTopics),
    reader_id: readerId,
    p256dh: keys.p256dh,
    auth: keys.auth,
    vapid_key_id: vapidKeyId,
    state: 'active',
    consent: 'browser',
    consent_at: at,
    confirmed_at: at,
    ended_at: null,
  } as const
  const locale = {
    public_id: publicId(),
    channel: 'push',
    endpoint,
    endpoint_origin: new URL(endpoint).origin,
  } as const
  return tx
    .insertInto('subscribers')
    .values({ ...chosen, ...locale, created_at: at })
    .onConflict((conflict) => conflict.column('endpoint').doUpdateSet(chosen))
    .returning(['id', 'public_id as publicId'])
    .executeTakeFirstOrThrow()
}

/** What is known about either of two endpoints, locked until the transaction ends. */
export async function heldDevices(tx: Tx, endpoints: readonly string[]) {
  const devices = tx
    .selectFrom('subscribers')
    .select(['id', 'public_id as publicId', 'endpoint', 'state', 'p256dh', 'vapid_key_id as vapidKeyId'])
    .where('endpoint', 'in', [...endpoints])
    .orderBy('id')
  return lockRow(tx, devices).execute()
}

/** The browser has a new endpoint and keys; what it gets stays the same. */
export async function moveDevice(tx: Tx, id: number, to: Omit<Device, 'readerId'>): Promise<void> {
  const { endpoint, p256dh, auth, vapidKeyId } = to
  await tx
    .updateTable('subscribers')
    .set({ endpoint, endpoint_origin: new URL(endpoint).origin, p256dh, auth, vapid_key_id: vapidKeyId })
    .where('id', '=', id)
    .execute()
}

/** The browser accepts nothing more. Its public id, if it was known. */
export async function dropDevice(tx: Tx, endpoint: string, at: number): Promise<string | undefined> {
  const row = await tx
    .updateTable('subscribers')
    .set({ ...noEndpoint, state: 'left', ended_at: sql<number>`coalesce(ended_at, cast(${at} as bigint))` })
    .where('endpoint', '=', endpoint)
    .returning('public_id as publicId')
    .executeTakeFirst()
  return row?.publicId
}
