import { sql } from 'kysely'
import { engineOf } from '../db/database.ts'
import { jsonRows, rowsJson } from '../db/json-rows.ts'
import { prepared } from '../db/prepared.ts'
import type { Db, Tx } from '../db/schema.ts'

/**
 * Whose changes are counted: what one thing shows. A tag that many deeds share (a topic, the front page) would have
 * them wait for each other on PostgreSQL.
 */
const counted = /^(?:article|media|topic-name|person-name):/u

export function countedAmong(tags: readonly string[]): string[] {
  return [...new Set(tags)].filter((tag) => counted.test(tag)).toSorted()
}

/**
 * In the transaction of what changes them: pages that show one of these things do not stand any more, and of the pages
 * that are named after one nothing is left.
 */
export async function countChanges(tx: Tx, tags: readonly string[]): Promise<void> {
  const changed = countedAmong(tags)
  if (changed.length === 0) return
  const rows = jsonRows(tx, 'changed', { tag: 'text' }, rowsJson(changed.map((tag) => [tag])))
  await sql`insert into tag_changes (tag, changes) select tag, 1 from ${rows} where true order by tag
    on conflict (tag) do update set changes = tag_changes.changes + 1`.execute(tx)
  await sql`delete from standing_pages where key in (select tag from ${rows})`.execute(tx)
}

/** How often they have changed, all together. It only grows. */
export async function changesOf(db: Db, tags: readonly string[]): Promise<number> {
  const [row] = await changesAmong(db, JSON.stringify(tags))
  return row?.changes ?? 0
}

const changesAmong = prepared((db, tags: string) =>
  db
    .selectFrom('tag_changes')
    .select(sumOfChanges)
    .where('tag', 'in', valuesOf(db, sql`${tags}`)),
)

/** The same, and nobody changes them before the transaction ends. */
async function heldChanges(tx: Tx, tags: string): Promise<number> {
  const query = tx
    .selectFrom('tag_changes')
    .select('changes')
    .where('tag', 'in', valuesOf(tx, sql`${tags}`))
    .orderBy('tag')
  const rows = await (engineOf(tx) === 'postgres' ? query.forShare() : query).execute()
  return rows.reduce((sum, { changes }) => sum + changes, 0)
}

export type StandingRow = {
  key: string
  /** Of what else it was made. */
  stamp: string
  /** A list in JSON. */
  tags: string
  /** How often those had changed before it was made. */
  changes: number
  /** Epoch milliseconds from which on it reads otherwise. */
  until: number | null
  facts: string
  body: Uint8Array
}

/** With how often its tags have changed by now. */
export async function standingRow(db: Db, key: string): Promise<(StandingRow & { changesNow: number }) | undefined> {
  return (await rowOf(db, key))[0]
}

const rowOf = prepared((db, key: string) =>
  db
    .selectFrom('standing_pages')
    .select(['key', 'stamp', 'tags', 'changes', 'until', 'facts', 'body'])
    .select((row) =>
      row
        .selectFrom('tag_changes')
        .select(sumOfChanges)
        .where('tag_changes.tag', 'in', valuesOf(db, sql.ref('standing_pages.tags')))
        .$asScalar()
        .$notNull()
        .as('changesNow'),
    )
    .where('key', '=', key),
)

const sumOfChanges = sql<number>`cast(coalesce(sum(tag_changes.changes), 0) as bigint)`.as('changes')

function valuesOf(db: Db, json: ReturnType<typeof sql>) {
  return engineOf(db) === 'sqlite'
    ? sql<string>`(select value from json_each(${json}))`
    : sql<string>`(select jsonb_array_elements_text(${json}::jsonb))`
}

/**
 * Replaces an older row of the same key; beyond `most` rows the oldest go. A page whose subject has changed since it
 * was made is not stored: it may hold what was erased just now.
 */
export async function putStanding(tx: Tx, rows: readonly StandingRow[], most: number): Promise<void> {
  for (const row of rows) {
    if ((await heldChanges(tx, row.tags)) !== row.changes) continue
    await tx.deleteFrom('standing_pages').where('key', '=', row.key).execute()
    await tx
      .insertInto('standing_pages')
      .values(row)
      .onConflict((other) => other.doNothing())
      .execute()
  }
  await sql`delete from standing_pages where id <= (select max(id) from standing_pages) - ${most}`.execute(tx)
}
