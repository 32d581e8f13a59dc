/** Rows of updates being folded together. */
import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { copyRow } from './copy-store.ts'

/** Copies with unfolded updates from before then, in the order of their ids. */
export async function foldable(db: Db, before: number, after: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('working_copy_updates')
    .select('article_id as articleId')
    .where('at', '<', before)
    .where('article_id', '>', after)
    .distinct()
    .orderBy('article_id')
    .limit(limit)
    .execute()
  return rows.map(({ articleId }) => articleId)
}

/** The newest update of those that came before then: the last before the first that came since. */
export async function lastBefore(db: Db, articleId: number, before: number): Promise<number | undefined> {
  const since = await db
    .selectFrom('working_copy_updates')
    .select('seq')
    .where('article_id', '=', articleId)
    .where('at', '>=', before)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  if (since !== undefined) return since.seq - 1
  return (await copyRow(db, articleId))?.seq
}

export type Folded = { articleId: number; generation: number; from: number; to: number; state: Uint8Array }

/** From now on the state includes the updates up to `to`. False if somebody else has folded since. */
export async function putFolded(tx: Tx, { articleId, generation, from, to, state }: Folded): Promise<boolean> {
  // Locks it before its updates are counted: nobody adds one until the transaction ends.
  await lockRow(tx, tx.selectFrom('working_copies').select('seq').where('article_id', '=', articleId)).execute()
  const rest = await tx
    .selectFrom('working_copy_updates')
    .select(sql<number>`coalesce(sum(length(bytes)), 0)`.as('size'))
    .where('article_id', '=', articleId)
    .where('seq', '>', to)
    .executeTakeFirstOrThrow()
  const { numUpdatedRows } = await tx
    .updateTable('working_copies')
    .set({ state, state_seq: to, bytes: state.length + Number(rest.size) })
    .where('article_id', '=', articleId)
    .where('generation', '=', generation)
    .where('state_seq', '=', from)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await tx.deleteFrom('working_copy_updates').where('article_id', '=', articleId).where('seq', '<=', to).execute()
  return true
}
