/** Stories that tell the same in different languages. */
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { publishedVersion } from './version-join-store.ts'

export async function translationKeyOf(db: Db, articleId: number): Promise<string> {
  const row = await db
    .selectFrom('article_translations')
    .select('translation_key as key')
    .where('article_id', '=', articleId)
    .executeTakeFirst()
  return row?.key ?? ''
}

/** The story that has this key in this language. */
export async function translationIn(
  db: Db,
  key: string,
  language: string,
): Promise<{ id: number; headline: string } | undefined> {
  return db
    .selectFrom('article_translations')
    .innerJoin('article_versions', 'article_versions.article_id', 'article_translations.article_id')
    .select(['article_translations.article_id as id', 'article_versions.headline'])
    .where('translation_key', '=', key)
    .where('article_translations.language', '=', language)
    .orderBy('article_versions.number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function idsUnder(db: Db, key: string): Promise<number[]> {
  if (key === '') return []
  const rows = await db
    .selectFrom('article_translations')
    .select('article_id as id')
    .where('translation_key', '=', key)
    .execute()
  return rows.map(({ id }) => id)
}

/** Sets a story's translation key and language. */
export async function placeTranslation(tx: Tx, articleId: number, key: string, language: string): Promise<void> {
  await tx.deleteFrom('article_translations').where('article_id', '=', articleId).execute()
  if (key !== '')
    await tx
      .insertInto('article_translations')
      .values({ article_id: articleId, translation_key: key, language })
      .execute()
}

export type Translation = { path: string; language: string; headline: string }

/** All that readers can see under the key, the story itself among them. */
export async function publishedTranslations(db: Db, key: string): Promise<Translation[]> {
  return (await underKey(db, key)).flatMap(({ path, ...row }) => (path === null ? [] : [{ ...row, path }]))
}

const underKey = prepared((db, key: string) =>
  db
    .selectFrom('article_translations')
    .innerJoin('articles', 'articles.id', 'article_translations.article_id')
    .innerJoin('article_versions', publishedVersion)
    .select(['articles.path', 'article_versions.language', 'article_versions.headline'])
    .where('article_translations.translation_key', '=', key)
    .where('articles.state', '=', 'published')
    .orderBy('article_translations.language'),
)
