/** Readers whose digests are due by their own clocks, and what they got. */
import { digestDetail } from '../src/alerts/digests/digest.ts'
import { freezeAudience } from '../src/alerts/freeze.ts'
import { startSendingIn } from '../src/alerts/send-alert.ts'
import { alertById } from '../src/alerts/store.ts'
import type { AlertLevel } from '../src/alerts/tables.ts'
import { system } from '../src/kit/db/schema.ts'
import { publicId } from '../src/kit/ids.ts'
import { nextDigestFor } from '../src/subscriptions/digest-times.ts'
import { byLink } from '../src/subscriptions/leave.ts'
import { changePreferences, pauseAlerts } from '../src/subscriptions/preferences.ts'
import type { Pace } from '../src/subscriptions/tables.ts'
import { someReaders, type Reader } from './alert-readers.ts'
import type { TestHouse } from './house.ts'

/** Their ids; each with the time of the next digest. */
export async function aDigestReader(house: TestHouse, readers: readonly Reader[]): Promise<number[]> {
  const ids = await someReaders(house, readers)
  await house.write(system, async (tx) => {
    for (const [index, { pace, timeZone = 'Europe/Berlin' }] of readers.entries())
      await tx
        .updateTable('subscribers')
        .set({ next_digest_at: nextDigestFor(house, { pace, timeZone }, house.clock.now()) })
        .where('id', '=', ids[index] ?? 0)
        .execute()
  })
  return ids
}

export async function dueOf(house: TestHouse, id: number | undefined): Promise<number | null> {
  const row = await house.db
    .selectFrom('subscribers')
    .select('next_digest_at as at')
    .where('id', '=', id ?? 0)
    .executeTakeFirstOrThrow()
  return row.at
}

/** A minute after the time of their next digest. */
export async function untilDue(house: TestHouse, id: number | undefined): Promise<void> {
  house.clock.set(((await dueOf(house, id)) ?? house.clock.now()) + 60_000)
}

/** The rows of digests, oldest first. */
export async function digestRows(house: TestHouse) {
  const rows = await house.db
    .selectFrom('deliveries')
    .innerJoin('sendings', 'sendings.id', 'deliveries.sending_id')
    .select(['deliveries.subscriber_id as id', 'deliveries.state', 'deliveries.detail', 'sendings.id as sendingId'])
    .where('sendings.kind', '=', 'digest')
    .orderBy('sendings.id')
    .orderBy('subscriber_id')
    .execute()
  return rows.map(({ detail, ...row }) => ({ ...row, detail: digestDetail.parse(JSON.parse(detail ?? 'null')) }))
}

/** What went out as alerts and digests. */
export async function mailsIn(house: TestHouse) {
  return house.db
    .selectFrom('mails')
    .select(['subject', 'body_text as text', 'body_html as html'])
    .where('kind', '=', 'alerts')
    .orderBy('id')
    .execute()
}

/** An alert to everybody by e-mail, whose audience is frozen as the product does it. */
export async function aFrozenAlert(house: TestHouse, articleId: number, level: AlertLevel): Promise<void> {
  const at = house.clock.now()
  const id = await house.write(system, async (tx) => {
    const words = { title: 'The ferry', text: '', subject: 'The ferry', preheader: '', mail_body: 'teaser' } as const
    const decided = { made_by: 'staff:a', approved_by: 'staff:b', approved_at: at, approved_hash: 'x' }
    const row = await tx
      .insertInto('alerts')
      .values({
        ...words,
        ...decided,
        public_id: publicId(),
        article_id: articleId,
        thread_id: articleId,
        level,
        state: 'approved',
        by_email: 1,
        to_everyone: 1,
        created_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  })
  await house.write(system, async (tx) => {
    const alert = await alertById(tx, id)
    if (alert !== undefined) await startSendingIn(tx, house, alert, at)
  })
  const { sendingId } = (await alertById(house.db, id)) ?? {}
  await freezeAudience(house, sendingId ?? 0)
}

/** What was folded: whose, which alert, and into which digest. */
export async function foldedRows(house: TestHouse): Promise<{ id: number; alert: number; digest: number | null }[]> {
  return house.db
    .selectFrom('deliveries')
    .innerJoin('alerts', 'alerts.sending_id', 'deliveries.sending_id')
    .select(['deliveries.subscriber_id as id', 'alerts.id as alert', 'deliveries.folded_into as digest'])
    .where('deliveries.state', '=', 'folded')
    .execute()
}

async function publicIdOf(house: TestHouse, id: number): Promise<string> {
  const row = await house.db
    .selectFrom('subscribers')
    .select('public_id as publicId')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.publicId
}

export async function changePace(house: TestHouse, id: number, pace: Pace): Promise<void> {
  await changePreferences(house, byLink, { publicId: await publicIdOf(house, id), change: { pace } })
}

export async function pauseFor(house: TestHouse, id: number, ms: number): Promise<void> {
  await pauseAlerts(house, byLink, { publicId: await publicIdOf(house, id), until: house.clock.now() + ms })
}
