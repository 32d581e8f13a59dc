/** What alerts tell of their stories and topics. */
import type { Db } from '../kit/db/schema.ts'

export type AlertStory = {
  id: number
  publicId: string
  path: string | null
  headline: string
  state: string
  language: string
}

/** The stories that alerts are of, by row id. */
export async function storiesOf(db: Db, ids: readonly number[]): Promise<Map<number, AlertStory>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('articles')
    .select(['id', 'public_id as publicId', 'path', 'headline', 'state', 'language'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

export async function topicNames(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('topics')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
