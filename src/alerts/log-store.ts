import { sql } from 'kysely'
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'

export type LoggedAlert = {
  id: number
  publicId: string
  level: 'breaking' | 'important' | 'digest'
  state: string
  title: string
  text: string
  overrideReason: string | null
  sentAt: number
  sendingId: number | null
  articleId: number
  /** Null while readers cannot open the story. */
  path: string | null
  headline: string
  language: string
}

/** Alerts that went out, newest first, below a place in the list. */
export async function sentAlerts(
  db: Db,
  { limit, after }: { limit: number; after?: { sentAt: number; id: number } | undefined },
): Promise<LoggedAlert[]> {
  const page = db
    .selectFrom('alerts')
    .innerJoin('articles', 'articles.id', 'alerts.article_id')
    .select(({ eb }) => [
      'alerts.id',
      'alerts.public_id as publicId',
      'alerts.level',
      'alerts.state',
      'alerts.title',
      'alerts.text',
      'alerts.override_reason as overrideReason',
      'alerts.sent_at as sentAt',
      'alerts.sending_id as sendingId',
      'alerts.article_id as articleId',
      eb.case().when('articles.state', '=', 'published').then(eb.ref('articles.path')).end().as('path'),
      'articles.headline',
      'articles.language',
    ])
    .where('alerts.sent_at', 'is not', null)
    .orderBy('alerts.sent_at', 'desc')
    .orderBy('alerts.id', 'desc')
    .limit(limit)
  const below =
    after === undefined
      ? page
      : page.where((is) => is(is.refTuple('alerts.sent_at', 'alerts.id'), '<', is.tuple(after.sentAt, after.id)))
  return (await below.execute()).map(({ sentAt, ...row }) => ({ ...row, sentAt: sentAt ?? 0 }))
}

/** The size of each sending's audience. */
export async function audienceSizes(db: Db, sendingIds: readonly number[]): Promise<Map<number, number>> {
  if (sendingIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('delivery_counts')
    .select(({ fn }) => ['sending_id as id', fn.sum<number>('count').as('size')])
    .where('sending_id', 'in', [...sendingIds])
    .groupBy('sending_id')
    .execute()
  return new Map(rows.map(({ id, size }) => [id, Number(size)]))
}

/** Where an alert leads: to its story, while readers can open it. */
export const landingOf: (db: Db, publicId: string) => Promise<{ id: number; path: string | null }[]> = prepared(
  (db, publicId: string) =>
    db
      .selectFrom('alerts')
      .innerJoin('articles', 'articles.id', 'alerts.article_id')
      .select(['alerts.id', 'articles.path'])
      .where('alerts.public_id', '=', publicId)
      .where('alerts.sent_at', 'is not', null),
)

export async function addClicks(tx: Tx, rows: readonly { alertId: number; hour: number; clicks: number }[]) {
  await tx
    .insertInto('alert_clicks')
    .values(rows.map(({ alertId, ...row }) => ({ alert_id: alertId, ...row })))
    .onConflict((known) =>
      known.columns(['alert_id', 'hour']).doUpdateSet({ clicks: sql`alert_clicks.clicks + excluded.clicks` }),
    )
    .execute()
}

export async function clicksByHour(db: Db, alertId: number): Promise<{ hour: number; clicks: number }[]> {
  return db
    .selectFrom('alert_clicks')
    .select(['hour', 'clicks'])
    .where('alert_id', '=', alertId)
    .orderBy('hour')
    .execute()
}
