import { sql } from 'kysely'
import type { Check } from '../kit/checks.ts'

export const conversationChecks: Check[] = [
  {
    name: 'the comment count of every article is the number of its published comments',
    async run(db) {
      const recount = db
        .selectFrom('comments')
        .select(['article_id as articleId', sql<number>`count(*)`.as('published')])
        .where('state', '=', 'published')
        .groupBy('article_id')
        .as('recount')
      const rows = await db
        .selectFrom('articles')
        .leftJoin(recount, 'recount.articleId', 'articles.id')
        .select([
          'articles.id',
          'articles.comment_count as count',
          sql<number>`coalesce(recount.published, 0)`.as('published'),
        ])
        .where(sql<boolean>`articles.comment_count <> coalesce(recount.published, 0)`)
        .execute()
      return rows.map(
        ({ id, count, published }) => `article ${id}: the count says ${count}, ${published} comments are published`,
      )
    },
  },
  {
    name: 'the newest decision on every comment is the one in force',
    async run(db) {
      const newest = db
        .selectFrom('comment_decisions')
        .select(['comment_id as commentId', sql<number>`max(id)`.as('id')])
        .groupBy('comment_id')
        .as('newest')
      const rows = await db
        .selectFrom('comments')
        .innerJoin(newest, 'newest.commentId', 'comments.id')
        .innerJoin('comment_decisions', 'comment_decisions.id', 'newest.id')
        .select(['comments.public_id as publicId', 'comments.state', 'comment_decisions.verdict'])
        .whereRef('comments.state', '<>', 'comment_decisions.verdict')
        .execute()
      return rows.map(
        ({ publicId, state, verdict }) => `comment ${publicId} is ${state}, the newest decision says ${verdict}`,
      )
    },
  },
]
