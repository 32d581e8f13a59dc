/** How staff and their programs see articles: whatever their state, with the headline of the latest version. */
import type { Db } from '../kit/db/schema.ts'
import type { ArticleKind, ArticleState } from './tables.ts'

export type StaffArticle = {
  id: number
  publicId: string
  kind: ArticleKind
  state: ArticleState
  path: string | null
  headline: string
  publishedAt: number | null
  updatedAt: number | null
  revision: number
}

function staffArticles(db: Db) {
  return db
    .selectFrom('articles')
    .select([
      'id',
      'public_id as publicId',
      'kind',
      'state',
      'path',
      'published_at as publishedAt',
      'updated_at as updatedAt',
      'revision',
    ])
    .select(({ selectFrom, fn }) =>
      fn
        .coalesce(
          selectFrom('article_versions')
            .select('headline')
            .whereRef('article_versions.article_id', '=', 'articles.id')
            .orderBy('number', 'desc')
            .limit(1),
          'articles.slug',
        )
        .as('headline'),
    )
}

export async function staffArticleAt(db: Db, path: string): Promise<StaffArticle | undefined> {
  return staffArticles(db).where('path', '=', path).executeTakeFirst()
}

export async function staffArticleBy(db: Db, publicId: string): Promise<StaffArticle | undefined> {
  return staffArticles(db).where('public_id', '=', publicId).executeTakeFirst()
}
