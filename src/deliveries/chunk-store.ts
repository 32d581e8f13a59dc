import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Chunk } from './delivery.ts'

export async function insertChunk(tx: Tx, { sendingId, channel, from, upTo }: Chunk, at: number): Promise<void> {
  await tx
    .insertInto('delivery_chunks')
    .values({ sending_id: sendingId, channel, from_id: from, up_to: upTo, holder: null, next_at: at })
    .execute()
}

type Key = Pick<Chunk, 'sendingId' | 'channel' | 'from'>

/** From now on no other run may settle or mark any of it; undefined if there is no such chunk. */
export async function takeChunk(tx: Tx, { sendingId, channel, from }: Key, holder: string): Promise<Chunk | undefined> {
  const row = await tx
    .updateTable('delivery_chunks')
    .set({ holder })
    .where('sending_id', '=', sendingId)
    .where('channel', '=', channel)
    .where('from_id', '=', from)
    .returning('up_to as upTo')
    .executeTakeFirst()
  return row && { sendingId, channel, from, upTo: row.upTo }
}

export async function isHeldBy(tx: Tx, { sendingId, channel, from }: Key, holder: string): Promise<boolean> {
  const row = await lockRow(
    tx,
    tx
      .selectFrom('delivery_chunks')
      .select('holder')
      .where('sending_id', '=', sendingId)
      .where('channel', '=', channel)
      .where('from_id', '=', from),
  ).executeTakeFirst()
  return row?.holder === holder
}

/** `nextAt`: null if all of it has ended. */
export const setChunkTime = preparedWrite(
  (_, sendingId: number, channel: string, from: number, nextAt: number | null) => sql`
    update delivery_chunks set next_at = ${nextAt}
    where sending_id = ${sendingId} and channel = ${channel} and from_id = ${from}`,
)

/** Makes due now those chunks of a sending that have rows with something to do. */
export async function reviveChunks(
  tx: Tx,
  sendingId: number,
  { isAlso, at }: { isAlso: 'unended' | 'with-planned'; at: number },
): Promise<Chunk[]> {
  const revived = await tx
    .updateTable('delivery_chunks')
    .set({ next_at: at })
    .where('sending_id', '=', sendingId)
    .$if(isAlso === 'unended', (query) => query.where('next_at', 'is not', null))
    .$if(isAlso === 'with-planned', (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('deliveries')
            .select('deliveries.subscriber_id')
            .whereRef('deliveries.sending_id', '=', 'delivery_chunks.sending_id')
            .whereRef('deliveries.channel', '=', 'delivery_chunks.channel')
            .whereRef('deliveries.subscriber_id', '>', 'delivery_chunks.from_id')
            .whereRef('deliveries.subscriber_id', '<=', 'delivery_chunks.up_to')
            .where('deliveries.state', '=', 'planned'),
        ),
      ),
    )
    .returning(['channel', 'from_id as from', 'up_to as upTo'])
    .execute()
  return revived.map((chunk) => ({ sendingId, ...chunk }))
}

/** The next chunks that are due. */
export async function dueChunks(db: Db, now: number, limit: number): Promise<(Chunk & { nextAt: number })[]> {
  const rows = await db
    .selectFrom('delivery_chunks')
    .innerJoin('sendings', 'sendings.id', 'delivery_chunks.sending_id')
    .select([
      'delivery_chunks.sending_id as sendingId',
      'delivery_chunks.channel',
      'delivery_chunks.from_id as from',
      'delivery_chunks.up_to as upTo',
      'delivery_chunks.next_at as nextAt',
    ])
    .where('delivery_chunks.next_at', '<=', now)
    .where('sendings.state', 'in', ['freezing', 'sending'])
    .orderBy('delivery_chunks.next_at')
    .limit(limit)
    .execute()
  return rows.map(({ nextAt, ...chunk }) => ({ ...chunk, nextAt: nextAt ?? now }))
}
