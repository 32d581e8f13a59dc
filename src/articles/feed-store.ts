/** Stories whole, for feeds and mails. */
import type { Db } from '../kit/db/schema.ts'
import type { Correction } from './article.ts'
import type { Card } from './list-store.ts'
import { publishedVersion } from './version-join-store.ts'

type Named = { id: number; name: string }
type NameRow = Named & { articleId: number }

/** A story whole, for feeds. */
export type FeedArticle = Card & {
  /** What feeds called it elsewhere. */
  feedId: string | null
  documentJson: string
  disclosure: string
  authors: Named[]
  topics: Named[]
  /** Oldest first. */
  corrections: Correction[]
}

/** Four queries for any number of stories. */
export async function withDocuments(db: Db, stories: readonly Card[]): Promise<FeedArticle[]> {
  const ids = stories.map(({ id }) => id)
  if (ids.length === 0) return []
  const documents = new Map((await documentsOf(db, ids)).map(({ id, ...rest }) => [id, rest]))
  const authors = await authorsOf(db, ids)
  const topics = await topicsOf(db, ids)
  const corrections = await correctionsOf(db, ids)
  return stories.map((story) => {
    const { feedId = null, document = '', disclosure = '' } = documents.get(story.id) ?? {}
    return {
      ...story,
      feedId,
      documentJson: document,
      disclosure,
      authors: namesIn(authors, story.id),
      topics: namesIn(topics, story.id),
      corrections: corrections.get(story.id) ?? [],
    }
  })
}

function documentsOf(db: Db, ids: readonly number[]) {
  return db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .select(['articles.id', 'articles.feed_id as feedId', 'article_versions.document', 'article_versions.disclosure'])
    .where('articles.id', 'in', [...ids])
    .execute()
}

function authorsOf(db: Db, ids: readonly number[]): Promise<NameRow[]> {
  return db
    .selectFrom('article_authors')
    .innerJoin('people', 'people.id', 'article_authors.person_id')
    .select(['article_id as articleId', 'people.id', 'people.name'])
    .where('article_id', 'in', [...ids])
    .orderBy('position')
    .execute()
}

function topicsOf(db: Db, ids: readonly number[]): Promise<NameRow[]> {
  return db
    .selectFrom('article_topics')
    .innerJoin('topics', 'topics.id', 'article_topics.topic_id')
    .select(['article_id as articleId', 'topics.id', 'topics.name'])
    .where('article_id', 'in', [...ids])
    .orderBy('article_topics.position')
    .execute()
}

async function correctionsOf(db: Db, ids: readonly number[]) {
  const rows = await db
    .selectFrom('corrections')
    .select(['article_id as articleId', 'kind', 'made_at as madeAt', 'words'])
    .where('article_id', 'in', [...ids])
    .orderBy('article_id')
    .orderBy('position')
    .execute()
  return Map.groupBy(rows, ({ articleId }) => articleId)
}

function namesIn(rows: readonly NameRow[], story: number): Named[] {
  return rows.filter(({ articleId }) => articleId === story).map(({ id, name }) => ({ id, name }))
}
