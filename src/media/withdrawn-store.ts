import type { Db, Tx } from '../kit/db/schema.ts'

export async function withdrawnPublicIds(db: Db): Promise<Set<string>> {
  const query = db.selectFrom('withdrawn_media').innerJoin('media', 'media.id', 'withdrawn_media.media_id')
  return new Set((await query.select('public_id as publicId').execute()).map(({ publicId }) => publicId))
}

/** Those that were not withdrawn before. */
export async function insertWithdrawn(tx: Tx, ids: readonly number[], at: number): Promise<number[]> {
  const rows = await tx
    .insertInto('withdrawn_media')
    .values(ids.map((media_id) => ({ media_id, at })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('media_id as id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Whether any of them was withdrawn. */
export async function deleteWithdrawn(tx: Tx, ids: readonly number[]): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('withdrawn_media')
    .where('media_id', 'in', [...ids])
    .executeTakeFirst()
  return numDeletedRows > 0n
}
