/** What digests can tell: stories and alerts that are public as they are now. */
import { prepared } from '../../kit/db/prepared.ts'
import type { Db } from '../../kit/db/schema.ts'
import type { AlertLevel } from '../tables.ts'

export type TellableStory = { id: number; language: string; publishedAt: number; updatedAt: number }

/** Of more than these the newest are told. */
const maxStories = 1_000

/** Published after `since` and up to `upTo`, newest first. */
export async function tellableStories(db: Db, since: number, upTo: number): Promise<TellableStory[]> {
  const rows = await stories(db, since, upTo)
  return rows.map(({ publishedAt, updatedAt, ...row }) => ({
    ...row,
    publishedAt: publishedAt ?? 0,
    updatedAt: updatedAt ?? 0,
  }))
}

const stories = prepared((db, since: number, upTo: number) =>
  db
    .selectFrom('articles')
    .select(['id', 'language', 'published_at as publishedAt', 'updated_at as updatedAt'])
    .where('kind', '=', 'article')
    .where('state', '=', 'published')
    .where('published_at', '>', since)
    .where('published_at', '<=', upTo)
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(maxStories),
)

export async function topicsOfStories(db: Db, ids: readonly number[]): Promise<{ id: number; topicId: number }[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('article_topics')
    .select(['article_id as id', 'topic_id as topicId'])
    .where('article_id', 'in', [...ids])
    .execute()
}

export async function topicParents(db: Db): Promise<Map<number, number | null>> {
  const rows = await db.selectFrom('topics').select(['id', 'parent_id as parentId']).execute()
  return new Map(rows.map(({ id, parentId }) => [id, parentId]))
}

export type TellableAlert = {
  id: number
  publicId: string
  /** In which it waits for digests. */
  sendingId: number
  articleId: number
  level: AlertLevel
  title: string
  text: string
  sentAt: number
  language: string
}

/** Alerts since then that nobody has taken back, of stories that are public; newest first. */
export async function tellableAlerts(db: Db, since: number): Promise<TellableAlert[]> {
  const rows = await db
    .selectFrom('alerts')
    .innerJoin('articles', 'articles.id', 'alerts.article_id')
    .innerJoin('sendings', 'sendings.id', 'alerts.sending_id')
    .select([
      'alerts.id',
      'alerts.public_id as publicId',
      'alerts.sending_id as sendingId',
      'alerts.article_id as articleId',
      'alerts.level',
      'alerts.title',
      'alerts.text',
      'alerts.sent_at as sentAt',
      'articles.language',
    ])
    .where('alerts.sent_at', '>', since)
    .where('alerts.state', 'in', ['sending', 'sent'])
    .where('articles.state', '=', 'published')
    .where('sendings.state', '<>', 'cancelled')
    .orderBy('alerts.sent_at', 'desc')
    .orderBy('alerts.id', 'desc')
    .limit(1_000)
    .execute()
  return rows.flatMap(({ sendingId, sentAt, ...row }) =>
    sendingId === null || sentAt === null ? [] : [{ ...row, sendingId, sentAt }],
  )
}
