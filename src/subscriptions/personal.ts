import type { Tx } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import { eraseDetails } from '../kit/ledger.ts'
import type { PersonalData } from '../readers/personal.ts'

/**
 * Who follows what, by an address or a browser. An erasure leaves a row without either, so that deliveries still add
 * up, under another public id, so that its links lead nowhere.
 */
export const subscriptionsPersonal: PersonalData = {
  room: 'subscriptions',
  columns: [
    { table: 'subscribers', column: 'reader_id' },
    { table: 'subscribers', column: 'endpoint' },
    { table: 'subscribers', column: 'p256dh' },
    { table: 'subscribers', column: 'auth' },
    { table: 'subscribers', column: 'time_zone' },
    { table: 'subscribers', column: 'asked' },
  ],
  async ofReader(db, readerId) {
    const addresses = db.selectFrom('addresses').select('id').where('reader_id', '=', readerId)
    const rows = await db
      .selectFrom('subscribers')
      .leftJoin('addresses', 'addresses.id', 'subscribers.address_id')
      .select([
        'subscribers.id',
        'addresses.address as email',
        'subscribers.endpoint_origin as browserService',
        'subscribers.state',
        'subscribers.pace',
        'subscribers.time_zone as timeZone',
        'subscribers.consent_at as consentAt',
        'subscribers.ended_at as endedAt',
      ])
      .where(({ eb, or }) =>
        or([eb('subscribers.reader_id', '=', readerId), eb('subscribers.address_id', 'in', addresses)]),
      )
      .orderBy('subscribers.id')
      .execute()
    const followed = []
    for (const { id, ...row } of rows) {
      const topics = await db
        .selectFrom('subscriber_topics')
        .innerJoin('topics', 'topics.id', 'subscriber_topics.topic_id')
        .select('topics.name')
        .where('subscriber_topics.subscriber_id', '=', id)
        .orderBy('topics.name')
        .execute()
      followed.push({ ...row, topics: topics.length === 0 ? null : topics.map(({ name }) => name) })
    }
    return followed
  },
  async erase(tx, readerId, at) {
    const browsers = tx.selectFrom('subscribers').select('id').where('reader_id', '=', readerId)
    const ofAddresses = tx
      .selectFrom('subscribers')
      .innerJoin('addresses', 'addresses.id', 'subscribers.address_id')
      .select('subscribers.id')
      .where('addresses.reader_id', '=', readerId)
    for (const { id } of [...(await browsers.execute()), ...(await ofAddresses.execute())])
      await eraseSubscriberIn(tx, id, at)
  },
}

/** All that remains is that there was one, and how it ended. */
export async function eraseSubscriberIn(tx: Tx, id: number, at: number): Promise<void> {
  const row = await tx
    .selectFrom('subscribers')
    .select(['public_id as publicId', 'ended_at as endedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return
  await tx.deleteFrom('subscriber_topics').where('subscriber_id', '=', id).execute()
  await tx.deleteFrom('subscriber_threads').where('subscriber_id', '=', id).execute()
  const nobodys = { reader_id: null, endpoint: null, endpoint_origin: null, p256dh: null, auth: null, asked: null }
  const hours = { time_zone: 'UTC', quiet_from: null, quiet_to: null, wakes_for_breaking: 0 }
  const usual = { ...hours, paused_until: null, next_digest_at: null }
  await tx
    .updateTable('subscribers')
    .set({ ...nobodys, ...usual, public_id: publicId(), state: 'left', ended_at: row.endedAt ?? at, all_topics: 0 })
    .where('id', '=', id)
    .execute()
  await eraseDetails(tx, `subscriber:${row.publicId}`)
}
