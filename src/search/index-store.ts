/** What indexing reads and writes. */
import { sql } from 'kysely'
import { publishedVersion } from '../articles/version-join-store.ts'
import { engineOf } from '../kit/db/database.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Named, StoryWords } from './story-words.ts'
import type { StoryText } from './story-words.ts'

/** Those of the articles that are public, with all their words. */
export async function publishedTexts(db: Db, ids: readonly number[]): Promise<StoryText[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .select([
      'articles.id',
      'article_versions.number as version',
      'articles.published_at as publishedAt',
      'article_versions.headline',
      'article_versions.kicker',
      'article_versions.standfirst',
      'article_versions.document',
    ])
    .where('articles.id', 'in', [...ids])
    .where('articles.state', '=', 'published')
    .execute()
  const topics = await db
    .selectFrom('article_topics')
    .innerJoin('topics', 'topics.id', 'article_topics.topic_id')
    .select(['article_id as articleId', 'topics.id', 'topics.name'])
    .where('article_id', 'in', [...ids])
    .execute()
  const authors = await db
    .selectFrom('article_authors')
    .innerJoin('people', 'people.id', 'article_authors.person_id')
    .select(['article_id as articleId', 'people.id', 'people.name'])
    .where('article_id', 'in', [...ids])
    .execute()
  const of = (named: readonly (Named & { articleId: number })[], id: number) =>
    named.filter(({ articleId }) => articleId === id)
  return rows.map((row) => ({
    ...row,
    publishedAt: row.publishedAt ?? 0,
    topics: of(topics, row.id),
    authors: of(authors, row.id),
  }))
}

/** Out of the index, whether it was in it or not. */
export async function removeStoryIn(tx: Tx, articleId: number): Promise<void> {
  const place = sql`(select place from search_stories where article_id = ${articleId})`
  if (engineOf(tx) === 'sqlite') await sql`delete from search_index where rowid = ${place}`.execute(tx)
  await tx.deleteFrom('search_stories').where('article_id', '=', articleId).execute()
}

/** Into the index, in the place of what it held of the story before. */
export async function insertStoryIn(tx: Tx, story: StoryWords): Promise<void> {
  await removeStoryIn(tx, story.articleId)
  const place = await freePlace(tx, story.place)
  if (engineOf(tx) === 'sqlite') {
    await tx
      .insertInto('search_stories')
      .values({ article_id: story.articleId, place, version: story.version })
      .execute()
    const [head, body, marks] = [story.head.join(' '), story.body.join(' '), story.marks.join(' ')]
    await sql`insert into search_index (rowid, head, body, tags)
      values (cast(${place} as integer), ${head}, ${body}, ${marks})`.execute(tx)
    return
  }
  const [head, all] = [vectorOf([story.marks, story.head]), vectorOf([story.marks, story.head, story.body])]
  await sql`insert into search_stories (article_id, place, version, head_words, all_words)
    values (${story.articleId}, ${place}, ${story.version}, ${head}::tsvector, ${all}::tsvector)`.execute(tx)
}

/** Two stories of one second whose ids differ by a multiple of two million would share a place. */
async function freePlace(tx: Tx, wanted: number): Promise<number> {
  for (let place = wanted; ; place++) {
    if (
      (await tx.selectFrom('search_stories').select('place').where('place', '=', place).executeTakeFirst()) ===
      undefined
    )
      return place
  }
}

/** Counts one more use of each word. Sorted, so that two writers take the rows in one order. */
export async function countWordsIn(
  tx: Tx,
  words: readonly { word: string; backwards: string; length: number; uses: number }[],
): Promise<void> {
  if (words.length === 0) return
  const sorted = JSON.stringify(words.toSorted((a, b) => (a.word < b.word ? -1 : 1)))
  const rows =
    engineOf(tx) === 'sqlite'
      ? sql`select value ->> 'word', value ->> 'backwards', value ->> 'length', value ->> 'uses'
          from json_each(${sorted}) where true`
      : sql`select word, backwards, length, uses from json_to_recordset(${sorted}::json)
          as words (word text, backwards text, length bigint, uses bigint)`
  await sql`insert into search_words (word, backwards, length, uses) ${rows}
    on conflict (word) do update set uses = search_words.uses + excluded.uses`.execute(tx)
}

export async function emptyIndexIn(tx: Tx): Promise<void> {
  if (engineOf(tx) === 'sqlite') await sql`insert into search_index (search_index) values ('delete-all')`.execute(tx)
  await tx.deleteFrom('search_stories').execute()
  await tx.deleteFrom('search_words').execute()
}

/**
 * After many stories: one tree instead of many on SQLite; statistics, and nothing waiting in the list of new words, on
 * PostgreSQL.
 */
export async function settleIndexIn(tx: Tx): Promise<void> {
  if (engineOf(tx) === 'sqlite') await sql`insert into search_index (search_index) values ('optimize')`.execute(tx)
  else await sql`analyze search_stories, search_words`.execute(tx)
}

const maxPositions = 200
const lastPosition = 16_000
/** Between headline, standfirst and text, so that no phrase runs from one into the next. */
const gap = 10

/** A tsvector's own text form: words with their positions. Ours hold neither quotes nor backslashes. */
function vectorOf(parts: readonly (readonly string[])[]): string {
  const positions = new Map<string, number[]>()
  let position = 0
  for (const part of parts) {
    for (const word of part) {
      position = Math.min(position + 1, lastPosition)
      const known = positions.get(word)
      if (known === undefined) positions.set(word, [position])
      else if (known.length < maxPositions && known.at(-1) !== position) known.push(position)
    }
    position = Math.min(position + gap, lastPosition)
  }
  return Array.from(positions, ([word, list]) => `'${word}':${list.join(',')}`).join(' ')
}

export async function indexedCount(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('search_stories')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
