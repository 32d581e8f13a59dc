import { sql } from 'kysely'
import type { Check } from '../kit/checks.ts'

export const deliveryChecks: Check[] = [
  {
    name: 'the counts of every sending are the numbers of its deliveries',
    async run(db) {
      const recount = db
        .selectFrom('deliveries')
        .select(['sending_id as sendingId', 'channel', 'state', sql<number>`count(*)`.as('rows')])
        .groupBy(['sending_id', 'channel', 'state'])
        .as('recount')
      const rows = await db
        .selectFrom('delivery_counts')
        .leftJoin(recount, (join) =>
          join
            .onRef('recount.sendingId', '=', 'delivery_counts.sending_id')
            .onRef('recount.channel', '=', 'delivery_counts.channel')
            .onRef('recount.state', '=', 'delivery_counts.state'),
        )
        .select([
          'delivery_counts.sending_id as sendingId',
          'delivery_counts.channel',
          'delivery_counts.state',
          'delivery_counts.count',
          sql<number>`coalesce(recount.rows, 0)`.as('rows'),
        ])
        .where(sql<boolean>`delivery_counts.count <> coalesce(recount.rows, 0)`)
        .execute()
      return rows.map(
        ({ sendingId, channel, state, count, rows: found }) =>
          `sending ${sendingId}, ${channel}: ${count} are said to be ${state}, ${found} are`,
      )
    },
  },
  {
    name: 'what each minute of a sending saw accepted has been accepted',
    async run(db) {
      const minutes = db
        .selectFrom('delivery_minutes')
        .select(['sending_id as sendingId', sql<number>`sum(accepted)`.as('accepted')])
        .groupBy('sending_id')
        .as('minutes')
      // A later bounce, or a repeat ordered by hand, leaves its minute unchanged.
      const rows = await db
        .selectFrom('sendings')
        .leftJoin(minutes, 'minutes.sendingId', 'sendings.id')
        .select(({ selectFrom }) => [
          'sendings.id',
          sql<number>`coalesce(minutes.accepted, 0)`.as('minuted'),
          selectFrom('delivery_counts')
            .select(sql<number>`coalesce(sum(count), 0)`.as('count'))
            .whereRef('delivery_counts.sending_id', '=', 'sendings.id')
            .where('delivery_counts.state', '=', 'accepted')
            .as('accepted'),
        ])
        .execute()
      return rows
        .filter(({ minuted, accepted }) => Number(minuted) < Number(accepted))
        .map(({ id, minuted, accepted }) => `sending ${id}: ${accepted} are accepted, its minutes saw ${minuted}`)
    },
  },
  {
    name: 'nothing is left to do in a sending that is over',
    async run(db) {
      const rows = await db
        .selectFrom('delivery_counts')
        .innerJoin('sendings', 'sendings.id', 'delivery_counts.sending_id')
        .select(['sendings.id', 'delivery_counts.state', 'delivery_counts.count'])
        .where('sendings.state', '=', 'done')
        .where('delivery_counts.state', 'in', ['planned', 'handing'])
        .where('delivery_counts.count', '>', 0)
        .execute()
      return rows.map(({ id, state, count }) => `sending ${id} is done, and ${count} of its rows are ${state}`)
    },
  },
]
