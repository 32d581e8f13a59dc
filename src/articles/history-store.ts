import { prepared } from '../kit/db/prepared.ts'
import type { Db } from '../kit/db/schema.ts'
import type { Version } from './history.ts'
import { storedDocument } from './stored-document.ts'

/** Oldest first. */
export async function shownVersions(db: Db, articleId: number): Promise<Version[]> {
  const rows = await versionRows(db, articleId)
  return rows.flatMap(({ shownAt, document, ...row }) =>
    shownAt === null ? [] : [{ ...row, shownAt, document: storedDocument(document) }],
  )
}

const versionRows = prepared((db, articleId: number) =>
  db
    .selectFrom('article_versions')
    .select(['number', 'shown_at as shownAt', 'headline', 'standfirst', 'lead_media_id as leadMediaId', 'document'])
    .where('article_id', '=', articleId)
    .where('shown_at', 'is not', null)
    .orderBy('number'),
)

export async function shownVersionCount(db: Db, articleId: number): Promise<number> {
  const [row] = await versionCount(db, articleId)
  return row?.count ?? 0
}

const versionCount = prepared((db, articleId: number) =>
  db
    .selectFrom('article_versions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('article_id', '=', articleId)
    .where('shown_at', 'is not', null),
)
