/** What was said of an alert after it had gone out. */
import type { CorrectionKind } from '../articles/tables.ts'
import type { Db, Tx } from '../kit/db/schema.ts'

export type AlertChangeRow = {
  kind: CorrectionKind | 'withdrawal'
  words: string
  title: string
  text: string
  madeBy: string
  madeAt: number
  sendingId: number | null
}

export async function insertChange(tx: Tx, alertId: number, change: AlertChangeRow): Promise<void> {
  const { kind, words, title, text, madeBy, madeAt, sendingId } = change
  await tx
    .insertInto('alert_changes')
    .values({
      alert_id: alertId,
      kind,
      words,
      title,
      text,
      made_by: madeBy,
      made_at: madeAt,
      sending_id: sendingId,
    })
    .execute()
}

/** Oldest first. */
export async function changesOf(db: Db, alertIds: readonly number[]): Promise<Map<number, AlertChangeRow[]>> {
  if (alertIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('alert_changes')
    .select([
      'alert_id as alertId',
      'kind',
      'words',
      'title',
      'text',
      'made_by as madeBy',
      'made_at as madeAt',
      'sending_id as sendingId',
    ])
    .where('alert_id', 'in', [...alertIds])
    .orderBy('id')
    .execute()
  return Map.groupBy(rows, ({ alertId }) => alertId)
}
