import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared } from '../kit/db/prepared.ts'
import type { Db } from '../kit/db/schema.ts'
import type { ThreadPlace, ThreadRow } from './comment.ts'

/** A page shows this many comments at most. */
export const threadPageSize = 200

export type ThreadPage = {
  /** Oldest first, for `threadOf`, with what they answer. */
  rows: ThreadRow[]
  /** The last of them, when more follow. */
  next: ThreadPlace | undefined
}

const beginning: ThreadPlace = { submittedAt: -8_640_000_000_000_000, id: 0 }

/** The published comments of a story behind a place in its conversation, oldest first. */
export async function threadPage(db: Db, articleId: number, after: ThreadPlace = beginning): Promise<ThreadPage> {
  const found = await publishedAfter(db, articleId, after.submittedAt, after.id, threadPageSize + 1)
  const shown = found.slice(0, threadPageSize)
  const last = shown.at(-1)
  const ids = new Set(shown.map(({ id }) => id))
  const answered = shown.flatMap(({ parentId }) => (parentId === null || ids.has(parentId) ? [] : [parentId]))
  const others = answered.length === 0 ? [] : await aboveThem(db, [...new Set(answered)], ids)
  return {
    rows: [...shown.map((row) => ({ ...row, isPublished: true })), ...others],
    next: found.length > shown.length && last ? { submittedAt: last.submittedAt, id: last.id } : undefined,
  }
}

/** The last comment that the story's own page shows; undefined when it shows all. */
export async function endOfFirstPage(db: Db, articleId: number): Promise<ThreadPlace | undefined> {
  const [last, next] = await placesAfter(db, articleId, threadPageSize - 1)
  return next === undefined ? undefined : last
}

/**
 * Where a page begins that ends with this place's forerunner; undefined when that is the story's own page.
 */
export async function placeBefore(db: Db, articleId: number, at: ThreadPlace): Promise<ThreadPlace | undefined> {
  const [place] = await placesBefore(db, articleId, at.submittedAt, at.id, threadPageSize)
  return place
}

/** The comment right before this one. */
export async function forerunner(db: Db, articleId: number, at: ThreadPlace): Promise<ThreadPlace | undefined> {
  const [place] = await placesBefore(db, articleId, at.submittedAt, at.id, 0)
  return place
}

// The state as a word of the statement: only then is the index of published comments used.
const isPublic = sql<boolean>`state = 'published'`

const publishedAfter = prepared((db, articleId: number, submittedAt: number, id: number, limit: number) =>
  db
    .selectFrom('comments')
    .select([
      'id',
      'parent_id as parentId',
      'public_id as publicId',
      'author_name as authorName',
      'words',
      'submitted_at as submittedAt',
    ])
    .where('article_id', '=', articleId)
    .where(isPublic)
    .where(sql<boolean>`(submitted_at, id) > (${submittedAt}, ${id})`)
    .orderBy('submitted_at')
    .orderBy('id')
    .limit(limit),
)

const placesAfter = prepared((db, articleId: number, skipped: number) =>
  db
    .selectFrom('comments')
    .select(['submitted_at as submittedAt', 'id'])
    .where('article_id', '=', articleId)
    .where(isPublic)
    .orderBy('submitted_at')
    .orderBy('id')
    .limit(2)
    .offset(skipped),
)

const placesBefore = prepared((db, articleId: number, submittedAt: number, id: number, skipped: number) =>
  db
    .selectFrom('comments')
    .select(['submitted_at as submittedAt', 'id'])
    .where('article_id', '=', articleId)
    .where(isPublic)
    .where(sql<boolean>`(submitted_at, id) < (${submittedAt}, ${id})`)
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .offset(skipped),
)

/** Unpublished comments one above the other that are looked through for a published one. */
const maxUnpublished = 20

type Above = { id: number; parentId: number | null; publicId: string; authorName: string; state: string }

/** What is answered and not on the page: each up to the nearest published. */
async function aboveThem(db: Db, answered: readonly number[], onPage: ReadonlySet<number>): Promise<ThreadRow[]> {
  const given = jsonRows(db, 'given', { id: 'integer' }, rowsJson(answered.map((id) => [id])))
  const { rows } = await sql<Above>`
    with recursive above (id, parent_id, public_id, author_name, state, steps) as (
      select c.id, c.parent_id, c.public_id, c.author_name, c.state, 1 from ${given}
        join comments c on c.id = given.id
      union
      select c.id, c.parent_id, c.public_id, c.author_name, c.state, above.steps + 1 from above
        join comments c on c.id = above.parent_id
      where above.state <> 'published' and above.steps < ${maxUnpublished}
    )
    select distinct id, parent_id as "parentId", public_id as "publicId", author_name as "authorName", state
    from above`.execute(db)
  return rows
    .filter(({ id }) => !onPage.has(id))
    .map(({ state, authorName, ...row }) => {
      const isPublished = state === 'published'
      return {
        ...row,
        authorName: isPublished ? authorName : '',
        words: '',
        submittedAt: 0,
        isPublished,
        isElsewhere: isPublished,
      }
    })
}
