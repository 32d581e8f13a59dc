/** Reads for the archive's months and for the page of all corrections. */
import { prepared } from '../kit/db/prepared.ts'
import type { Db } from '../kit/db/schema.ts'
import type { CorrectionKind } from './tables.ts'

export type Month = { month: string; stories: number }

/** Newest first. A paper of a hundred years has 1,200. */
export const archiveMonths: (db: Db) => Promise<Month[]> = prepared((db) =>
  db.selectFrom('archive_months').select(['month', 'stories']).where('stories', '>', 0).orderBy('month', 'desc'),
)

/** The last month from the one to the other in which there are stories. */
export async function lastMonthWithStories(
  db: Db,
  { from, to }: { from: string; to: string },
): Promise<string | undefined> {
  return (await lastMonth(db, from, to))[0]?.month
}

const lastMonth = prepared((db, from: string, to: string) =>
  db
    .selectFrom('archive_months')
    .select('month')
    .where('month', '>=', from)
    .where('month', '<=', to)
    .where('stories', '>', 0)
    .orderBy('month', 'desc')
    .limit(1),
)

export type CorrectionOfStory = {
  id: number
  kind: CorrectionKind
  madeAt: number
  words: string
  articleId: number
  headline: string
  language: string
  path: string
}

/** Newest first, of stories that readers can see; paged by key. */
export async function newestCorrections(
  db: Db,
  { limit, after }: { limit: number; after?: { madeAt: number; id: number } | undefined },
): Promise<CorrectionOfStory[]> {
  const rows = await correctionRows(
    db,
    after?.madeAt ?? Number.MAX_SAFE_INTEGER,
    after?.id ?? Number.MAX_SAFE_INTEGER,
    limit,
  )
  return rows.flatMap(({ path, ...row }) => (path === null ? [] : [{ ...row, path }]))
}

const correctionRows = prepared((db, madeAt: number, id: number, limit: number) =>
  db
    .selectFrom('corrections')
    .innerJoin('articles', 'articles.id', 'corrections.article_id')
    .innerJoin('article_versions', (join) =>
      join
        .onRef('article_versions.article_id', '=', 'articles.id')
        .onRef('article_versions.number', '=', 'articles.published_version'),
    )
    .select([
      'corrections.id',
      'corrections.kind',
      'corrections.made_at as madeAt',
      'corrections.words',
      'articles.id as articleId',
      'article_versions.headline',
      'article_versions.language',
      'articles.path',
    ])
    .where((is) => is(is.refTuple('corrections.made_at', 'corrections.id'), '<', is.tuple(madeAt, id)))
    .where('articles.state', '=', 'published')
    .orderBy('corrections.made_at', 'desc')
    .orderBy('corrections.id', 'desc')
    .limit(limit),
)
