import type { Db, Tx } from '../kit/db/schema.ts'

/** Whether an address belongs to a subscriber who has confirmed. */
export async function isSubscribed(db: Db, addressId: number): Promise<boolean> {
  const subscriber = db.selectFrom('subscribers').select('id').where('address_id', '=', addressId)
  return (await subscriber.where('state', '<>', 'waiting').executeTakeFirst()) !== undefined
}

/** Deletes threads that ended by then, up to a limit; returns how many. */
export async function deleteEndedThreads(tx: Tx, before: number, limit: number): Promise<number> {
  const due = await tx
    .selectFrom('subscriber_threads')
    .select(['subscriber_id as subscriberId', 'article_id as articleId'])
    .where('until', '<=', before)
    .orderBy('until')
    .limit(limit)
    .execute()
  for (const { subscriberId, articleId } of due)
    await tx
      .deleteFrom('subscriber_threads')
      .where('subscriber_id', '=', subscriberId)
      .where('article_id', '=', articleId)
      .execute()
  return due.length
}

/**
 * Deletes requests that no live link can confirm any more: a row that only waited goes, one of somebody who had ended
 * loses what was asked. Starts after this id; returns the last one checked.
 */
export async function dropUnconfirmed(
  tx: Tx,
  { after, now, limit }: { after: number; now: number; limit: number },
): Promise<{ last: number; looked: number; dropped: number }> {
  const waiting = await tx
    .selectFrom('subscribers')
    .select(['id', 'state', 'public_id as publicId', 'address_id as addressId'])
    .where('asked', 'is not', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  let dropped = 0
  for (const { id, state, publicId, addressId } of waiting) {
    const link = await tx
      .selectFrom('confirmations')
      .select('token_hash')
      .where('address_id', '=', addressId ?? 0)
      .where('purpose', '=', 'alerts')
      .where('subject', '=', publicId)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (link !== undefined) continue
    dropped++
    if (state === 'waiting') await tx.deleteFrom('subscribers').where('id', '=', id).execute()
    else await tx.updateTable('subscribers').set({ asked: null }).where('id', '=', id).execute()
  }
  return { last: waiting.at(-1)?.id ?? after, looked: waiting.length, dropped }
}
