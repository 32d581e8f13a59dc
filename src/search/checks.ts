import { sql } from 'kysely'
import type { Check } from '../kit/checks.ts'
import { engineOf } from '../kit/db/database.ts'

export const searchChecks: Check[] = [
  {
    name: 'the search index holds each published story in its newest version, and no other',
    async run(db) {
      const missing = db
        .selectFrom('articles')
        .leftJoin('search_stories', 'search_stories.article_id', 'articles.id')
        .leftJoin('article_changes', 'article_changes.article_id', 'articles.id')
        .select(['articles.id', 'articles.published_version as published', 'search_stories.version as indexed'])
        .where('article_changes.article_id', 'is', null)
        .where(
          sql<boolean>`(case when articles.state = 'published' then articles.published_version end)
            is distinct from search_stories.version`,
        )
      const rows = await missing.execute()
      const faults = rows.map(
        ({ id, published, indexed }) =>
          `article ${id}: published is version ${published ?? 'none'}, in the index is ${indexed ?? 'none'}; ` +
          '"crier search rebuild" rebuilds it',
      )
      return engineOf(db) === 'sqlite' ? [...faults, ...(await lostPlaces(db))] : faults
    },
  },
]

/** FTS5 keeps the number of every row it holds in a table of its own. */
async function lostPlaces(db: Parameters<Check['run']>[0]): Promise<string[]> {
  const { rows } = await sql<{ place: number }>`
    select place from search_stories where place not in (select id from search_index_docsize)
    union all select id from search_index_docsize where id not in (select place from search_stories)`.execute(db)
  return rows.map(
    ({ place }) => `place ${place} stands in only one half of the index; "crier search rebuild" makes it anew`,
  )
}
