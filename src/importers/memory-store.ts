import { sql } from 'kysely'
import { hash } from 'node:crypto'
import { engineOf } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'

/**
 * Whoever publishes files or imports waits for another who does so just now (PostgreSQL; SQLite has one writer), and
 * reads after it what has come from where: two that find nothing there would both make it.
 */
export async function holdStories(tx: Tx): Promise<void> {
  if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261130)`.execute(tx)
}

/**
 * What an import has taken in: by source (the old site), kind and id, with a hash of what it was made from. `mark`
 * holds by what else the item is known, `words` what only a later run can use.
 */
export type Remembered = {
  sourceId: string
  hash: string
  targetId: number | null
  mark?: string | undefined
  words?: string | null | undefined
}

export async function remembered(
  db: Db,
  source: string,
  kind: string,
  ids: readonly string[],
): Promise<Map<string, Remembered>> {
  if (ids.length === 0) return new Map()
  const rows = await itemsAmong(db, source, kind, rowsJson([...new Set(ids)].map((id) => [id])))
  return new Map(rows.map((row) => [row.sourceId, row]))
}

const itemsAmong = prepared((db, source: string, kind: string, ids: string) =>
  db
    .selectFrom('import_items')
    .select(['source_id as sourceId', 'hash', 'target_id as targetId', 'mark', 'words'])
    .where('source', '=', source)
    .where('kind', '=', kind)
    .where('source_id', 'in', sql<string>`(select id from ${jsonRows(db, 'asked', { id: 'text' }, ids)})`),
)

/** Whether anything of that kind was ever taken in from there. */
export async function hasRemembered(db: Db, source: string, kind: string): Promise<boolean> {
  const first = db.selectFrom('import_items').select('source_id').where('source', '=', source).where('kind', '=', kind)
  return (await first.limit(1).executeTakeFirst()) !== undefined
}

export async function remember(tx: Tx, source: string, kind: string, item: Remembered, at: number): Promise<void> {
  await rememberAll(tx, source, kind, [item], at)
}

/** Each id once. */
export async function rememberAll(
  tx: Tx,
  source: string,
  kind: string,
  items: readonly Remembered[],
  at: number,
): Promise<void> {
  if (items.length === 0) return
  const rows = items.map(({ sourceId, hash: made, targetId, mark, words }) => [
    sourceId,
    made,
    targetId,
    mark ?? '',
    words ?? null,
  ])
  await putItems(tx, source, kind, at, rowsJson(rows))
}

const itemColumns = { source_id: 'text', hash: 'text', target_id: 'integer', mark: 'text', words: 'text' } as const

const putItems = preparedWrite(
  (tx, source: string, kind: string, at: number, rows: string) =>
    sql`insert into import_items (source, kind, source_id, hash, target_id, mark, words, at)
      select cast(${source} as text), cast(${kind} as text), source_id, hash, target_id, mark, words,
        cast(${at} as bigint)
      from ${jsonRows(tx, 'given', itemColumns, rows)} where true
      on conflict (source, kind, source_id) do update set hash = excluded.hash, target_id = excluded.target_id,
        mark = excluded.mark, words = excluded.words, at = excluded.at`,
)

export function hashOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'base64url')
}
