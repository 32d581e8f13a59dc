/** Reads for sitemaps, in pages by key. */
import { prepared } from '../kit/db/prepared.ts'
import type { Db } from '../kit/db/schema.ts'
import { publishedVersion } from './version-join-store.ts'

/** What a sitemap says of one address. */
export type SitemapLine = { id: number; path: string; updatedAt: number }

/**
 * For sitemaps: the public addresses of a range of ids, in pages by key. A story whose canonical address is elsewhere
 * is left to that place.
 */
export async function publishedPaths(
  db: Db,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<SitemapLine[]> {
  const rows = await pathsBetween(db, after, upTo, limit)
  return rows.flatMap(({ id, path, updatedAt }) =>
    path === null || updatedAt === null ? [] : [{ id, path, updatedAt }],
  )
}

const pathsBetween = prepared((db, after: number, upTo: number, limit: number) =>
  db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .select(['articles.id', 'articles.path', 'articles.updated_at as updatedAt'])
    .where('articles.state', '=', 'published')
    .where('articles.id', '>', after)
    .where('articles.id', '<=', upTo)
    .where('article_versions.canonical', '=', '')
    .orderBy('articles.id')
    .limit(limit),
)

/** The highest id that any article has; 0 while there is none. */
export async function lastArticleId(db: Db): Promise<number> {
  const last = await db
    .selectFrom('articles')
    .select(({ fn }) => fn.max<number | null>('id').as('id'))
    .executeTakeFirst()
  return last?.id ?? 0
}

/** When the newest change among these ids was; null when nothing of them is public. */
export async function lastChangeBetween(db: Db, after: number, upTo: number): Promise<number | null> {
  const [row] = await changeBetween(db, after, upTo)
  return row?.at ?? null
}

const changeBetween = prepared((db, after: number, upTo: number) =>
  db
    .selectFrom('articles')
    .select(({ fn }) => fn.max<number | null>('updated_at').as('at'))
    .where('state', '=', 'published')
    .where('id', '>', after)
    .where('id', '<=', upTo),
)

/** A topic or a person, with the time of what they have newest; null when there is nothing to show. */
export type Listed = { id: number; slug: string; newestAt: number | null }

export async function listedTopics(db: Db, { after, limit }: { after: number; limit: number }): Promise<Listed[]> {
  return topicsWithNewest(db, after, limit)
}

export async function listedPeople(db: Db, { after, limit }: { after: number; limit: number }): Promise<Listed[]> {
  const rows = await peopleWithNewest(db, after, limit)
  return rows.map(({ wroteAt, spokeAt, ...row }) => ({
    ...row,
    newestAt: wroteAt === null && spokeAt === null ? null : Math.max(wroteAt ?? 0, spokeAt ?? 0),
  }))
}

const topicsWithNewest = prepared((db, after: number, limit: number) =>
  db
    .selectFrom('topics')
    .select(({ selectFrom }) => [
      'topics.id',
      'topics.slug',
      selectFrom('article_topics')
        .select(({ fn }) => fn.max('published_at').as('at'))
        .whereRef('topic_id', '=', 'topics.id')
        .where('published_at', 'is not', null)
        .as('newestAt'),
    ])
    .where('topics.id', '>', after)
    .orderBy('topics.id')
    .limit(limit),
)

const peopleWithNewest = prepared((db, after: number, limit: number) =>
  db
    .selectFrom('people')
    .select(({ selectFrom }) => [
      'people.id',
      'people.slug',
      selectFrom('article_authors')
        .select(({ fn }) => fn.max('published_at').as('at'))
        .whereRef('person_id', '=', 'people.id')
        .where('published_at', 'is not', null)
        .as('wroteAt'),
      selectFrom('quotes')
        .select(({ fn }) => fn.max('published_at').as('at'))
        .whereRef('person_id', '=', 'people.id')
        .where('published_at', 'is not', null)
        .as('spokeAt'),
    ])
    .where('people.id', '>', after)
    .orderBy('people.id')
    .limit(limit),
)

/** For the news sitemap: what was first published since then, newest first. */
export async function publishedSince(
  db: Db,
  since: number,
  limit: number,
): Promise<{ path: string; publishedAt: number; headline: string; language: string }[]> {
  const rows = await recent(db, since, limit)
  return rows.flatMap(({ path, publishedAt, ...row }) =>
    path === null || publishedAt === null ? [] : [{ ...row, path, publishedAt }],
  )
}

const recent = prepared((db, since: number, limit: number) =>
  db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .select([
      'articles.path',
      'articles.published_at as publishedAt',
      'article_versions.headline',
      'article_versions.language',
    ])
    .where('articles.kind', '=', 'article')
    .where('articles.state', '=', 'published')
    .where('articles.published_at', '>=', since)
    .where('article_versions.canonical', '=', '')
    .orderBy('articles.published_at', 'desc')
    .orderBy('articles.id', 'desc')
    .limit(limit),
)
