/** What searching reads. The index gives the newest that match; their state is asked of the articles themselves. */
import { sql, type RawBuilder } from 'kysely'
import { publishedVersion } from '../articles/version-join-store.ts'
import { engineOf } from '../kit/db/database.ts'
import type { Db } from '../kit/db/schema.ts'
import { expressionOf, type Wanted } from './match.ts'
import { placesOf, yearOfPlace } from './place.ts'
import { backwards, isOneEdit, untouched } from './spelling.ts'

export type Match = { id: number; headline: string; kicker: string; standfirst: string; publishedAt: number }

/** Epoch milliseconds. */
export type Bounds = { fromAt: number | undefined; beforeAt: number | undefined }

export type Page = { limit: number; offset: number }

/** Published stories that match, newest first: on SQLite the work ends with the page, however many match. */
export async function newestMatches(db: Db, wanted: Wanted, bounds: Bounds, page: Page): Promise<Match[]> {
  return await matches<Match>(
    db,
    wanted,
    bounds,
    page,
    sql`articles.id, articles.published_at as "publishedAt", v.headline, v.kicker, v.standfirst`,
  )
}

/** How many, counted up to `most`. */
export async function countMatches(db: Db, wanted: Wanted, bounds: Bounds, most: number): Promise<number> {
  return (await matches(db, wanted, bounds, { limit: most, offset: 0 }, sql`articles.id`)).length
}

async function matches<Row>(
  db: Db,
  wanted: Wanted,
  bounds: Bounds,
  page: Page,
  columns: RawBuilder<unknown>,
): Promise<Row[]> {
  if (engineOf(db) === 'sqlite') return await sqliteMatches<Row>(db, wanted, bounds, page, columns)
  const newest = await newestYear(db, bounds)
  if (newest === undefined) return []
  // A common word is in a third of all stories: those of two years are enough to find the newest few hundred.
  const recent = await postgresMatches<Row>(db, wanted, bounds, page, columns, [newest, newest - 1])
  return recent.length === page.limit ? recent : await postgresMatches<Row>(db, wanted, bounds, page, columns, [])
}

const published = sql`join articles on articles.id = hits.article_id and articles.state = 'published'
  join article_versions v on v.article_id = articles.id and v.number = articles.published_version`

/**
 * FTS5 runs through its rows backwards by place, which is by time, and stops. It takes only whole numbers for places.
 */
async function sqliteMatches<Row>(
  db: Db,
  wanted: Wanted,
  bounds: Bounds,
  { limit, offset }: Page,
  columns: RawBuilder<unknown>,
): Promise<Row[]> {
  const { from, before } = placesOf(bounds)
  const { rows } = await sql<Row>`
    select ${columns} from search_index cross join search_stories hits on hits.place = search_index.rowid ${published}
    where search_index match ${expressionOf('sqlite', wanted)}
      and search_index.rowid >= cast(${from} as integer) and search_index.rowid < cast(${before} as integer)
    order by search_index.rowid desc limit ${sql.lit(limit)} offset ${offset}`.execute(db)
  return rows
}

/**
 * The index must be used, since a scan would unpack the words of every story. A few more hits than asked for: some may
 * have been withdrawn a moment ago.
 */
async function postgresMatches<Row>(
  db: Db,
  wanted: Wanted,
  bounds: Bounds,
  { limit, offset }: Page,
  columns: RawBuilder<unknown>,
  years: readonly number[],
): Promise<Row[]> {
  const { from, before } = placesOf(bounds)
  const column = wanted.inHead ? sql`head_words` : sql`all_words`
  await sql`select set_config('enable_seqscan', 'off', true)`.execute(db)
  const { rows } = await sql<Row>`
    with found as materialized (
      select place, article_id from search_stories
      where ${column} @@ ${expressionOf('postgres', wanted, years)}::tsquery
    ),
    hits as (
      select place, article_id from found where place >= ${from} and place < ${before}
      order by place desc limit ${sql.lit(limit)} + ${offset + 50}
    )
    select ${columns} from hits ${published} order by hits.place desc limit ${sql.lit(limit)} offset ${offset}`.execute(
    db,
  )
  return rows
}

async function newestYear(db: Db, bounds: Bounds): Promise<number | undefined> {
  const row = await db
    .selectFrom('search_stories')
    .select(({ fn }) => fn.max<number | null>('place').as('place'))
    .where('place', '<', placesOf(bounds).before)
    .executeTakeFirst()
  return row?.place == null ? undefined : yearOfPlace(row.place)
}

export type KnownWord = { word: string; uses: number }

export async function knownWords(db: Db, words: readonly string[]): Promise<Map<string, number>> {
  if (words.length === 0) return new Map()
  const rows = await db
    .selectFrom('search_words')
    .select(['word', 'uses'])
    .where('word', 'in', [...words])
    .execute()
  return new Map(rows.map(({ word, uses }) => [word, uses]))
}

const beyond = '\u{10ffff}'

/** The word with one or two letters more at its end, and with fewer: bridges and bridge. */
export async function otherFormsOf(db: Db, word: string, most: number): Promise<string[]> {
  const length = [...word].length
  const longer = db
    .selectFrom('search_words')
    .select(['word', 'uses'])
    .where('length', 'in', [length + 1, length + 2])
    .where('word', '>', word)
    .where('word', '<', word + beyond)
  const shorter = db
    .selectFrom('search_words')
    .select(['word', 'uses'])
    .where('word', 'in', [[...word].slice(0, -1).join(''), [...word].slice(0, -2).join('')])
  const rows = await longer.unionAll(shorter).orderBy('uses', 'desc').orderBy('word').limit(most).execute()
  return rows.map((row) => row.word)
}

/**
 * Words that one edit leads to, the most used first. One edit leaves the beginning or the end of a word whole, and both
 * are indexed.
 */
export async function nearWords(db: Db, word: string, most: number): Promise<KnownWord[]> {
  const { start, end } = untouched(word)
  const length = [...word].length
  const lengths = [length - 1, length, length + 1]
  const tail = backwards(end)
  const sameStart = db
    .selectFrom('search_words')
    .select('word')
    .where('length', 'in', lengths)
    .where('word', '>=', start)
    .where('word', '<', start + beyond)
  const sameEnd = db
    .selectFrom('search_words')
    .select('word')
    .where('length', 'in', lengths)
    .where('backwards', '>=', tail)
    .where('backwards', '<', tail + beyond)
  const rows = await sameStart.unionAll(sameEnd).execute()
  const near = await knownWords(db, [...new Set(rows.map((row) => row.word).filter((other) => isOneEdit(other, word)))])
  return Array.from(near, ([other, uses]) => ({ word: other, uses }))
    .sort((a, b) => b.uses - a.uses || (a.word < b.word ? -1 : 1))
    .slice(0, most)
}

/** The documents of the stories of one page, as JSON. */
export async function documentsOf(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .select(['articles.id', 'article_versions.document'])
    .where('articles.id', 'in', [...ids])
    .where('articles.state', '=', 'published')
    .execute()
  return new Map(rows.map(({ id, document }) => [id, document]))
}
