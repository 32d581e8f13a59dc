/** Readers whose digests are due by their own clocks, and what they got. */
import { digestDetail } from '../src/alerts/digests/digest.ts'
import { system } from '../src/kit/db/schema.ts'
import { nextDigestFor } from '../src/subscriptions/digest-times.ts'
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
