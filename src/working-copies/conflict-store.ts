/** Conflicts with outside changes as rows, one each: somebody looks at them and dismisses them one by one. */
import type { Db, Tx } from '../kit/db/schema.ts'
import type { MergeConflict } from './conflicts.ts'

/** Parameters per statement that any engine accepts. */
const atOnce = 500

/** An outside change where the newsroom had changed the same. */
export async function insertConflicts(
  tx: Tx,
  articleId: number,
  { version, conflicts, at }: { version: number; conflicts: readonly MergeConflict[]; at: number },
): Promise<void> {
  const rows = conflicts.map(({ block, field, conflict, before, ours, theirs }) => ({
    article_id: articleId,
    version,
    block_id: block,
    field,
    conflict,
    before_both: before,
    ours,
    theirs,
    at,
  }))
  for (let start = 0; start < rows.length; start += atOnce)
    await tx
      .insertInto('working_copy_conflicts')
      .values(rows.slice(start, start + atOnce))
      .execute()
}

export type StoredConflict = MergeConflict & { id: number; version: number; at: number }

const columns = [
  'id',
  'version',
  'block_id as block',
  'field',
  'conflict',
  'before_both as before',
  'ours',
  'theirs',
  'at',
] as const

/** In the order they were found; beyond a hundred, the rest appear once others are dismissed. */
export async function conflictsOf(db: Db, articleId: number): Promise<StoredConflict[]> {
  return db
    .selectFrom('working_copy_conflicts')
    .select(columns)
    .where('article_id', '=', articleId)
    .orderBy('id')
    .limit(100)
    .execute()
}

/** Returns what was dismissed; undefined if it is already gone. */
export async function deleteConflict(tx: Tx, articleId: number, id: number): Promise<StoredConflict | undefined> {
  return tx
    .deleteFrom('working_copy_conflicts')
    .where('article_id', '=', articleId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirst()
}
