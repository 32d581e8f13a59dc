import { sql } from 'kysely'
import type { Tx } from '../../kit/db/schema.ts'

type Softly = { subscriberId: number; handedAt: number; provenBefore: number }

/**
 * How many there are now in a row. It begins again behind a mail that was accepted after the last of them, before
 * `provenBefore`, and has not come back since. That is looked up here: nothing is written for mails that arrive.
 */
export async function countSoftBounce(tx: Tx, softly: Softly): Promise<number> {
  const { subscriberId, handedAt, provenBefore } = softly
  // Back from the newest sending in the index: it meets a few days of mails before one that is old enough.
  const arrived = sql`(
    select d.handed_at from deliveries d
    where d.subscriber_id = ${subscriberId} and d.channel = 'email' and d.state = 'accepted'
      and d.ended_at <= ${provenBefore}
    order by d.sending_id desc limit 1
  )`
  const row = await tx
    .updateTable('subscribers')
    .set({
      soft_bounces: sql`case when soft_bounced_at < ${arrived} then 1 else soft_bounces + 1 end`,
      soft_bounced_at: sql`case when soft_bounced_at > ${handedAt} then soft_bounced_at else ${handedAt} end`,
    })
    .where('id', '=', subscriberId)
    .returning('soft_bounces as count')
    .executeTakeFirst()
  return row?.count ?? 0
}
