import type { Db } from '../kit/db/schema.ts'

/** Alerts since a moment that notified anybody, with their topics. */
export async function disturbingSince(db: Db, since: number): Promise<Disturbing[]> {
  const rows = await db
    .selectFrom('alerts')
    .leftJoin('alert_topics', 'alert_topics.alert_id', 'alerts.id')
    .select(['alerts.id', 'alert_topics.topic_id as topicId'])
    .where('alerts.sent_at', 'is not', null)
    .where('alerts.sent_at', '>=', since)
    .where('alerts.level', '<>', 'digest')
    .execute()
  return withTopics(rows)
}

/** Approved ones that disturb somebody and go with a publication that is planned for between these moments. */
export async function disturbingPlanned(
  db: Db,
  { from, before }: { from: number; before: number },
): Promise<Disturbing[]> {
  const rows = await db
    .selectFrom('alerts')
    .leftJoin('alert_topics', 'alert_topics.alert_id', 'alerts.id')
    .select(['alerts.id', 'alert_topics.topic_id as topicId'])
    .where('alerts.state', '=', 'approved')
    .where('alerts.planned_at', '>=', from)
    .where('alerts.planned_at', '<', before)
    .where('alerts.level', '<>', 'digest')
    .execute()
  return withTopics(rows)
}

type Disturbing = { id: number; topicIds: number[] }

function withTopics(rows: readonly { id: number; topicId: number | null }[]): Disturbing[] {
  const byAlert = Map.groupBy(rows, ({ id }) => id)
  return [...byAlert].map(([id, topics]) => ({
    id,
    topicIds: topics.flatMap(({ topicId }) => (topicId === null ? [] : [topicId])),
  }))
}
