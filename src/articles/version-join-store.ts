import type { JoinBuilder } from 'kysely'
import type { Schema } from '../kit/db/schema.ts'

/** Beside `articles`: `article_versions` as readers see it. */
export function publishedVersion(join: JoinBuilder<Schema, 'articles' | 'article_versions'>) {
  return join
    .onRef('article_versions.article_id', '=', 'articles.id')
    .onRef('article_versions.number', '=', 'articles.published_version')
}
