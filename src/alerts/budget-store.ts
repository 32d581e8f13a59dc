import type { Db } from '../kit/db/schema.ts'

/** Alerts since a moment that notified anybody, with their topics. */
export async function disturbingSince(db: Db, since: number): Promise<{ id: number; topicIds: number[] }[]> {
  const rows = await db
    .selectFrom('alerts')
    .leftJoin('alert_topics', 'alert_topics.alert_id', 'alerts.id')
    .select(['alerts.id', 'alert_topics.topic_id as topicId'])
    .where('alerts.sent_at', 'is not', null)
    .where('alerts.sent_at', '>=', since)
    .where('alerts.level', '<>', 'digest')
    .execute()
  const byAlert = Map.groupBy(rows, ({ id }) => id)
  return [...byAlert].map(([id, topics]) => ({
    id,
    topicIds: topics.flatMap(({ topicId }) => (topicId === null ? [] : [topicId])),
  }))
}
