/** The newsroom's list of stories, whatever their state: newest change first, by key. */
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import { foldedHeadline } from '../articles/article-columns.ts'
import type { ArticleKind, ArticleState } from '../articles/tables.ts'
import type { Db, Schema } from '../kit/db/schema.ts'

export type ListedStory = {
  id: number
  publicId: string
  kind: ArticleKind
  state: ArticleState
  path: string | null
  headline: string
  language: string
  publishedAt: number | null
  updatedAt: number | null
  changedAt: number
  embargoAt: number | null
  expiresAt: number | null
  revision: number
  owner: { id: string; name: string } | null
  /** Of a planned update of a live story. */
  stagedAt: number | null
  hasChanges: boolean
  isOwn: boolean
}

export type StoryFilter = {
  /** Words that the headline has, in any order, each from its beginning or within. */
  words?: string | undefined
  slug?: string | undefined
  states?: readonly ArticleState[] | undefined
  kind?: ArticleKind | undefined
  author?: number | undefined
  topic?: number | undefined
  language?: string | undefined
  /** Only what belongs to this member, or has them in its byline. */
  mine?: string | undefined
}

export type ListPage = { limit: number; after?: { changedAt: number; id: number } | undefined; asker: string }

/**
 * One page. The order is an index, read from its newest end until the page is full; what is searched for in headlines
 * stands in that index.
 */
export async function listedStories(db: Db, filter: StoryFilter, page: ListPage): Promise<ListedStory[]> {
  const ids = await pageOf(db, filter, page)
  return storiesByIds(
    db,
    ids.map(({ id }) => id),
    page.asker,
  )
}

async function pageOf(db: Db, filter: StoryFilter, { limit, after }: ListPage): Promise<{ id: number }[]> {
  const lists = await listsOf(db, filter)
  let rows = db
    .selectFrom('articles')
    .select('articles.id')
    .orderBy('articles.changed_at', 'desc')
    .orderBy('articles.id', 'desc')
    .limit(limit)
    .where((is) => is.and([...conditions(is, filter), ...lists.map((list) => list(is))]))
  if (after !== undefined)
    rows = rows.where((is) =>
      is(is.refTuple('articles.changed_at', 'articles.id'), '<', is.tuple(after.changedAt, after.id)),
    )
  return rows.execute()
}

type Is = ExpressionBuilder<Schema, 'articles'>

function conditions(is: Is, { states, kind, language, slug, words = '' }: StoryFilter) {
  const [state, another] = states ?? []
  return [
    ...(state !== undefined && another === undefined ? [is('articles.state', '=', state)] : []),
    ...(states !== undefined && another !== undefined ? [is('articles.state', 'in', [...states])] : []),
    ...(kind === undefined ? [] : [is('articles.kind', '=', kind)]),
    ...(slug === undefined ? [] : [is('articles.slug', '=', slug)]),
    ...(language === undefined ? [] : [is('articles.language', '=', language)]),
    ...foldedHeadline(words)
      .split(' ')
      .filter(Boolean)
      .map((word) => is('articles.headline_folded', 'like', sql<string>`${`%${escaped(word)}%`} escape '\\'`)),
  ]
}

/** What is asked of other tables, once it is known how long their lists are. */
async function listsOf(db: Db, { topic, author, mine }: StoryFilter) {
  const lists: ((is: Is) => Expression<SqlBool>)[] = []
  if (topic !== undefined) lists.push(await inList(db, { table: 'article_topics', column: 'topic_id', id: topic }))
  if (author !== undefined) lists.push(await inList(db, { table: 'article_authors', column: 'person_id', id: author }))
  if (mine !== undefined) {
    const member = await memberCalled(db, mine)
    const [ownerId, id] = [member?.id ?? 0, member?.personId ?? 0]
    const signed = await inList(db, { table: 'article_authors', column: 'person_id', id })
    lists.push((is) => is.or([is('articles.owner_id', '=', ownerId), signed(is)]))
  }
  return lists
}

type List =
  | { table: 'article_topics'; column: 'topic_id'; id: number }
  | { table: 'article_authors'; column: 'person_id'; id: number }

/** Longer ones are asked story by story, on the way down the index: their newest are soon found. */
const short = 2_000

async function inList(db: Db, { table, column, id }: List): Promise<(is: Is) => Expression<SqlBool>> {
  // The two tables are alike in what is asked here, and their union of types is not.
  const [from, where] = [table as 'article_topics', column as 'topic_id']
  const some = db.selectFrom(from).select('article_id').where(where, '=', id).limit(short)
  const isShort = (await some.execute()).length < short
  return (is) => {
    const stories = is.selectFrom(from).select('article_id').where(where, '=', id)
    return isShort ? is('articles.id', 'in', stories) : is.exists(stories.whereRef('article_id', '=', 'articles.id'))
  }
}

/** What LIKE would take for any letter. */
function escaped(word: string): string {
  return word.replaceAll(/[\\%_]/gu, '\\$&')
}

/** In the order of the ids. `asker`: the public id of the member who asks; empty for others. */
export async function storiesByIds(db: Db, ids: readonly number[], asker: string): Promise<ListedStory[]> {
  if (ids.length === 0) return []
  const rows = await storyRows(db, ids)
  const own = await ownAmong(db, ids, asker)
  const byId = new Map(
    rows.map(({ ownerId, ownerName, seq, writtenAt, savedAt, slug, ...row }): [number, ListedStory] => [
      row.id,
      {
        ...row,
        headline: row.headline || slug,
        owner: ownerId === null || ownerName === null ? null : { id: ownerId, name: ownerName },
        hasChanges: writtenAt !== null && (seq ?? 0) > 0 && writtenAt > Math.max(savedAt ?? 0, row.updatedAt ?? 0),
        isOwn: own.has(row.id),
      },
    ]),
  )
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** `savedAt`: of the newest version; `writtenAt`: of the working copy. */
function storyRows(db: Db, ids: readonly number[]) {
  return db
    .selectFrom('articles')
    .leftJoin('members as owner', 'owner.id', 'articles.owner_id')
    .leftJoin('staged_updates as staged', 'staged.article_id', 'articles.id')
    .leftJoin('working_copies as copy', 'copy.article_id', 'articles.id')
    .select(({ selectFrom }) => [
      'articles.id',
      'articles.public_id as publicId',
      'articles.kind',
      'articles.state',
      'articles.path',
      'articles.slug',
      'articles.headline',
      'articles.language',
      'articles.published_at as publishedAt',
      'articles.updated_at as updatedAt',
      'articles.changed_at as changedAt',
      'articles.embargo_at as embargoAt',
      'articles.expires_at as expiresAt',
      'articles.revision',
      'owner.public_id as ownerId',
      'owner.name as ownerName',
      'staged.publish_at as stagedAt',
      'copy.seq',
      'copy.updated_at as writtenAt',
      selectFrom('article_versions')
        .select('created_at')
        .whereRef('article_versions.article_id', '=', 'articles.id')
        .orderBy('number', 'desc')
        .limit(1)
        .as('savedAt'),
    ])
    .where('articles.id', 'in', [...ids])
    .execute()
}

async function ownAmong(db: Db, ids: readonly number[], asker: string): Promise<Set<number>> {
  if (asker === '') return new Set()
  const member = await memberCalled(db, asker)
  if (member === undefined) return new Set()
  const owned = await db
    .selectFrom('articles')
    .select('id')
    .where('id', 'in', [...ids])
    .where('owner_id', '=', member.id)
    .execute()
  const signed = await db
    .selectFrom('article_authors')
    .select('article_id as id')
    .where('article_id', 'in', [...ids])
    .where('person_id', '=', member.personId ?? 0)
    .execute()
  return new Set([...owned, ...signed].map(({ id }) => id))
}

/** With the person who they are in bylines. */
async function memberCalled(db: Db, publicId: string): Promise<{ id: number; personId: number | null } | undefined> {
  return db
    .selectFrom('members')
    .leftJoin('people', 'people.id', 'members.person_id')
    .select(({ fn }) => ['members.id', fn.coalesce('people.merged_into', 'members.person_id').as('personId')])
    .where('members.public_id', '=', publicId)
    .executeTakeFirst()
}

export type NamedPart = { articleId: number; kind: 'topic' | 'author'; id: number; name: string }

/** The topics and authors of these stories, each in their order. */
export async function partsOfStories(db: Db, ids: readonly number[]): Promise<NamedPart[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('article_topics')
    .innerJoin('topics', 'topics.id', 'article_topics.topic_id')
    .select(({ val }) => [
      'article_topics.article_id as articleId',
      val<'topic' | 'author'>('topic').as('kind'),
      'topics.id',
      'topics.name',
      'article_topics.position',
    ])
    .where('article_topics.article_id', 'in', [...ids])
    .unionAll(
      db
        .selectFrom('article_authors')
        .innerJoin('people', 'people.id', 'article_authors.person_id')
        .select(({ val }) => [
          'article_authors.article_id as articleId',
          val<'topic' | 'author'>('author').as('kind'),
          'people.id',
          'people.name',
          'article_authors.position',
        ])
        .where('article_authors.article_id', 'in', [...ids]),
    )
    .orderBy('position')
    .execute()
}
