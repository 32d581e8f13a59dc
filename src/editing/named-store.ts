/** Names for what content refers to by id. */
import type { Filing } from '../articles/article.ts'
import type { Db } from '../kit/db/schema.ts'
import type { Content } from '../working-copies/content.ts'
import { knownPeople, knownTopics } from './store.ts'

/** Topics, people and headlines by what content calls them. */
export type Names = {
  topics: ReadonlyMap<number, string>
  authors: ReadonlyMap<number, string>
  related: ReadonlyMap<string, string>
}

/** For everything these contents refer to. What no longer exists has no name. */
export async function namesIn(
  db: Db,
  contents: readonly Pick<Content, 'topics' | 'authors' | 'related'>[],
): Promise<Names> {
  const [topics, authors, related] = [
    contents.flatMap((content) => content.topics),
    contents.flatMap((content) => content.authors),
    contents.flatMap((content) => content.related),
  ]
  return {
    topics: topics.length === 0 ? new Map() : await namesOf(db, 'topics', topics),
    authors: authors.length === 0 ? new Map() : await namesOf(db, 'people', authors),
    related: related.length === 0 ? new Map() : await headlinesOf(db, related),
  }
}

async function namesOf(db: Db, table: 'topics' | 'people', ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom(table)
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function headlinesOf(db: Db, publicIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('articles')
    .select(['public_id as id', 'headline'])
    .where('public_id', 'in', [...publicIds])
    .execute()
  return new Map(rows.map(({ id, headline }) => [id, headline]))
}

/** A version's filing in today's terms: what is gone is left out, and merged people are replaced. */
export async function filedNow(db: Db, { slug, topicIds, authorIds, relatedIds }: Filing) {
  return {
    slug,
    topics: await knownTopics(db, topicIds),
    authors: await knownPeople(db, authorIds),
    related: await publicIdsOf(db, relatedIds),
  }
}

export async function publicIdsOf(db: Db, ids: readonly number[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .select(['id', 'public_id as publicId'])
    .where('id', 'in', [...ids])
    .execute()
  const publicIds = new Map(rows.map(({ id, publicId }) => [id, publicId]))
  return ids.flatMap((id) => publicIds.get(id) ?? [])
}
