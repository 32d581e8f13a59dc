import { sql } from 'kysely'
import { hash } from 'node:crypto'
import { engineOf } from '../kit/db/database.ts'
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
  const found = new Map<string, Remembered>()
  // SQLite binds at most 32,766 values; an article with that many comments is read in pieces.
  for (let from = 0; from < ids.length; from += 5_000) {
    const rows = await db
      .selectFrom('import_items')
      .select(['source_id as sourceId', 'hash', 'target_id as targetId', 'mark', 'words'])
      .where('source', '=', source)
      .where('kind', '=', kind)
      .where('source_id', 'in', ids.slice(from, from + 5_000))
      .execute()
    for (const row of rows) found.set(row.sourceId, row)
  }
  return found
}

export async function remember(tx: Tx, source: string, kind: string, item: Remembered, at: number): Promise<void> {
  await rememberAll(tx, source, kind, [item], at)
}

export async function rememberAll(
  tx: Tx,
  source: string,
  kind: string,
  items: readonly Remembered[],
  at: number,
): Promise<void> {
  for (let from = 0; from < items.length; from += 1_000) {
    await tx
      .insertInto('import_items')
      .values(
        items.slice(from, from + 1_000).map((item) => ({
          source,
          kind,
          source_id: item.sourceId,
          hash: item.hash,
          target_id: item.targetId,
          mark: item.mark ?? '',
          words: item.words ?? null,
          at,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['source', 'kind', 'source_id']).doUpdateSet(({ ref }) => ({
          hash: ref('excluded.hash'),
          target_id: ref('excluded.target_id'),
          mark: ref('excluded.mark'),
          words: ref('excluded.words'),
          at: ref('excluded.at'),
        })),
      )
      .execute()
  }
}

export function hashOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'base64url')
}
