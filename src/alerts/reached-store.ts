/** Who gets what is said of an alert afterwards: those whom it has reached, and nobody else. */
import { sql } from 'kysely'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Channel } from '../subscriptions/tables.ts'
import { isHeld, quietTable, type QuietHoursOf, type QuietUntil, type IdRange } from './audience-store.ts'
import type { AlertLevel } from './tables.ts'

type Reached = { sendingId: number; source: number; edition: number; level: AlertLevel }

/**
 * Those whom an earlier edition of the source has reached: mail that was taken, and what a screen may show. Their quiet
 * hours hold it back as they would the alert itself.
 */
export async function insertReached(
  tx: Tx,
  { sendingId, source, edition, level }: Reached,
  { range: { from, upTo }, quiet }: { range: IdRange; quiet: readonly QuietUntil[] },
): Promise<void> {
  await sql`
    insert into deliveries (sending_id, subscriber_id, channel, state, not_before)
    select ${sendingId}, d.subscriber_id, d.channel, 'planned', quiet.until
    from deliveries d
    join subscribers s on s.id = d.subscriber_id
    left join ${quietTable(tx, quiet)}
      on quiet.zone = s.time_zone and quiet.starts = s.quiet_from and quiet.ends = s.quiet_to and ${isHeld({ level })}
    where d.sending_id = ${source} and d.subscriber_id > ${from} and d.subscriber_id <= ${upTo}
      and d.edition < ${edition} and (d.state = 'accepted' or (d.channel = 'push' and d.state = 'uncertain'))
    on conflict do nothing`.execute(tx)
}

/** The same for some of them, of whom it was known later. */
export async function insertLate(
  tx: Tx,
  sendingId: number,
  rows: readonly { subscriberId: number; channel: Channel; notBefore: number | null }[],
): Promise<void> {
  const given = rows.map(({ subscriberId, channel, notBefore }) => ({
    sending_id: sendingId,
    subscriber_id: subscriberId,
    channel,
    state: 'planned' as const,
    not_before: notBefore,
  }))
  await tx.insertInto('deliveries').values(given).execute()
}

/** Of those whose quiet hours hold back what is of this level, by their ids. */
export async function quietHoursOf(db: Db, subscriberIds: readonly number[], level: AlertLevel) {
  const rows = await db
    .selectFrom('subscribers')
    .select(['id', 'time_zone as timeZone', 'quiet_from as from', 'quiet_to as to'])
    .where('id', 'in', [...subscriberIds])
    .$if(level === 'breaking', (query) => query.where('wakes_for_breaking', '=', 0))
    .execute()
  return new Map(
    rows.flatMap(({ id, timeZone, from, to }): [number, QuietHoursOf][] =>
      from === null || to === null ? [] : [[id, { timeZone, from, to }]],
    ),
  )
}
