/** Comments that anybody may read, outside of their conversation. */
import { sql } from 'kysely'
import { prepared } from '../kit/db/prepared.ts'
import type { Db } from '../kit/db/schema.ts'
import type { PublicComment } from './comment.ts'

/** The newest published comments of a story, for its feed. */
export async function newestComments(
  db: Db,
  articleId: number,
  limit: number,
): Promise<(PublicComment & { id: number })[]> {
  return newestOfArticle(db, articleId, limit)
}

const newestOfArticle = prepared((db, articleId: number, limit: number) =>
  db
    .selectFrom('comments')
    .select(['id', 'public_id as publicId', 'author_name as authorName', 'words', 'submitted_at as submittedAt'])
    .where('article_id', '=', articleId)
    .where(sql<boolean>`state = 'published'`)
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit),
)

/** A published comment and its story, for the page of a reply. */
export async function publishedComment(
  db: Db,
  publicId: string,
): Promise<(PublicComment & { id: number; articleId: number }) | undefined> {
  return db
    .selectFrom('comments')
    .select([
      'id',
      'article_id as articleId',
      'public_id as publicId',
      'author_name as authorName',
      'words',
      'submitted_at as submittedAt',
    ])
    .where('public_id', '=', publicId)
    .where('state', '=', 'published')
    .executeTakeFirst()
}
