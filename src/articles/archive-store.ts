/** Reads for the archive's months and for the page of all corrections. */
import { prepared } from '../kit/db/prepared.ts'
import type { Db } from '../kit/db/schema.ts'
import { baseOf } from '../kit/languages.ts'
import type { CorrectionKind } from './tables.ts'
import { publishedVersion } from './version-join-store.ts'

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
  /** Which of its story's it is, from 0. */
  position: number
  kind: CorrectionKind
  madeAt: number
  words: string
  articleId: number
  articlePublicId: string
  headline: string
  language: string
  path: string
}

/** Newest first, of stories that readers can see (in this language, where one is given); paged by key. */
export async function newestCorrections(
  db: Db,
  {
    limit,
    after,
    language,
  }: { limit: number; after?: { madeAt: number; id: number } | undefined; language?: string | undefined },
): Promise<CorrectionOfStory[]> {
  const [madeAt, id] = [after?.madeAt ?? Number.MAX_SAFE_INTEGER, after?.id ?? Number.MAX_SAFE_INTEGER]
  const rows =
    language === undefined
      ? await anyCorrections(db, madeAt, id, limit)
      : await correctionsInLanguage(db, madeAt, id, limit, baseOf(language))
  return rows.flatMap(({ path, ...row }) => (path === null ? [] : [{ ...row, path }]))
}

const anyCorrections = prepared(correctionRows)

const correctionsInLanguage = prepared((db, madeAt: number, id: number, limit: number, language: string) =>
  correctionRows(db, madeAt, id, limit).where('articles.language', '=', language),
)

function correctionRows(db: Db, madeAt: number, id: number, limit: number) {
  return db
    .selectFrom('corrections')
    .innerJoin('articles', 'articles.id', 'corrections.article_id')
    .innerJoin('article_versions', publishedVersion)
    .select([
      'corrections.id',
      'corrections.position',
      'corrections.kind',
      'corrections.made_at as madeAt',
      'corrections.words',
      'articles.id as articleId',
      'articles.public_id as articlePublicId',
      'article_versions.headline',
      'article_versions.language',
      'articles.path',
    ])
    .where((is) => is(is.refTuple('corrections.made_at', 'corrections.id'), '<', is.tuple(madeAt, id)))
    .where('articles.state', '=', 'published')
    .orderBy('corrections.made_at', 'desc')
    .orderBy('corrections.id', 'desc')
    .limit(limit)
}
