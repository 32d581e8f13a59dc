import type { Db } from '../kit/db/schema.ts'
import type { Banner } from './alert.ts'
import { changesOf } from './change-store.ts'

/** The newest that stands above every page. */
export async function bannerAlert(db: Db, now: number): Promise<Banner | undefined> {
  const row = await db
    .selectFrom('alerts')
    .innerJoin('articles', 'articles.id', 'alerts.article_id')
    .select(['alerts.id', 'alerts.public_id as publicId', 'alerts.title', 'alerts.sent_at as sentAt'])
    .select(['alerts.banner_until as until', 'articles.path', 'articles.language'])
    .where('alerts.banner_until', '>', now)
    .where('alerts.state', 'in', ['sending', 'sent'])
    .where('articles.state', '=', 'published')
    .orderBy('alerts.sent_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined || row.path === null || row.until === null || row.sentAt === null) return undefined
  const { id, publicId, path, language, sentAt, until } = row
  const changes = (await changesOf(db, [id])).get(id) ?? []
  const title = changes.at(-1)?.title ?? row.title
  return { key: `${publicId}-${changes.length}`, title, path, language, sentAt, until }
}
