import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Correction } from './article.ts'

/** Oldest first. */
export const correctionsOf: (db: Db, articleId: number) => Promise<Correction[]> = prepared((db, articleId: number) =>
  db
    .selectFrom('corrections')
    .select(['kind', 'made_at as madeAt', 'words'])
    .where('article_id', '=', articleId)
    .orderBy('position'),
)

export async function replaceCorrections(tx: Tx, articleId: number, corrections: readonly Correction[]): Promise<void> {
  await tx.deleteFrom('corrections').where('article_id', '=', articleId).execute()
  if (corrections.length === 0) return
  await tx
    .insertInto('corrections')
    .values(
      corrections.map(({ kind, madeAt, words }, position) => ({
        article_id: articleId,
        position,
        kind,
        made_at: madeAt,
        words,
      })),
    )
    .execute()
}
