import type { Db } from '../kit/db/schema.ts'
/** Lists of the stories in one language: what a further edition of the site is made of. */
import { baseOf } from '../kit/languages.ts'
import { cardRows, published, type After, type Card } from './list-store.ts'

export type InLanguage = {
  language: string
  limit: number
  after?: After | undefined
  topicId?: number | undefined
  personId?: number | undefined
}

/** Newest first, of a topic or by a person where one is given; paged by key. */
export async function cardsInLanguage(
  db: Db,
  { language, limit, after, topicId, personId }: InLanguage,
): Promise<Card[]> {
  let rows = cardRows(db)
    .where('articles.language', '=', baseOf(language))
    .where('articles.kind', '=', 'article')
    .where('articles.state', '=', 'published')
  if (after !== undefined)
    rows = rows.where((is) =>
      is(is.refTuple('articles.published_at', 'articles.id'), '<', is.tuple(after.publishedAt, after.id)),
    )
  if (topicId !== undefined)
    rows = rows.where(
      'articles.id',
      'in',
      db
        .selectFrom('article_topics')
        .select('article_id')
        .where('topic_id', '=', topicId)
        .where('published_at', 'is not', null),
    )
  if (personId !== undefined)
    rows = rows.where(
      'articles.id',
      'in',
      db
        .selectFrom('article_authors')
        .select('article_id')
        .where('person_id', '=', personId)
        .where('published_at', 'is not', null),
    )
  return published(
    await rows.orderBy('articles.published_at', 'desc').orderBy('articles.id', 'desc').limit(limit).execute(),
  )
}
