import { sql } from 'kysely'
import type { Check } from '../kit/checks.ts'
import { documentSchema } from './document.ts'
import { publishedVersion } from './version-join-store.ts'

export const articleChecks: Check[] = [
  {
    name: 'every published address leads to its article',
    async run(db) {
      const rows = await db
        .selectFrom('articles')
        .leftJoin('paths', 'paths.path', 'articles.path')
        .select(['articles.id', 'articles.path', 'paths.article_id as owner', 'paths.kind'])
        .where('articles.state', '=', 'published')
        .where((is) =>
          is.or([
            is('paths.article_id', 'is', null),
            is('paths.kind', '<>', 'article'),
            is('paths.article_id', '<>', is.ref('articles.id')),
          ]),
        )
        .execute()
      return rows.map(({ id, path }) => `article ${id} is published at ${path}, but that address does not lead to it`)
    },
  },
  {
    name: 'lists show each published article at its time, and no other',
    async run(db) {
      const wrong = sql<boolean>`articles.published_at is distinct from listed.published_at
        and (articles.state = 'published' and articles.kind = 'article')
        or listed.published_at is not null and not (articles.state = 'published' and articles.kind = 'article')`
      const columns = [
        'articles.id',
        'articles.published_at as publishedAt',
        'listed.published_at as listedAt',
      ] as const
      const topics = db
        .selectFrom('articles')
        .innerJoin('article_topics as listed', 'listed.article_id', 'articles.id')
        .select(columns)
        .where(wrong)
      const authors = db
        .selectFrom('articles')
        .innerJoin('article_authors as listed', 'listed.article_id', 'articles.id')
        .select(columns)
        .where(wrong)
      const rows = await topics.union(authors).execute()
      return rows.map(
        ({ id, publishedAt, listedAt }) => `article ${id} is published at ${publishedAt} and listed at ${listedAt}`,
      )
    },
  },
  {
    name: "the archive counts each month's stories",
    async run(db) {
      const counted = await db
        .selectFrom('articles')
        .select(({ fn }) => ['archive_month as month', fn.countAll<number>().as('stories')])
        .where('archive_month', 'is not', null)
        .groupBy('archive_month')
        .execute()
      const kept = new Map(
        (await db.selectFrom('archive_months').select(['month', 'stories']).where('stories', '>', 0).execute()).map(
          ({ month, stories }) => [month, stories],
        ),
      )
      const wrong = counted.filter(({ month, stories }) => kept.get(month ?? '') !== stories)
      const empty = [...kept.keys()].filter((month) => !counted.some((row) => row.month === month))
      return [
        ...wrong.map(
          ({ month, stories }) => `${month} has ${stories} stories, the archive says ${kept.get(month ?? '') ?? 0}`,
        ),
        ...empty.map((month) => `${month} has no stories, the archive says ${kept.get(month)}`),
      ]
    },
  },
  {
    name: 'no published story holds a withdrawn file',
    async run(db) {
      const rows = await db
        .selectFrom('withdrawn_media as withdrawn')
        .innerJoin('article_media as held', 'held.media_id', 'withdrawn.media_id')
        .innerJoin('articles', 'articles.id', 'held.article_id')
        .select(['withdrawn.media_id as mediaId', 'articles.id'])
        .where('held.held', '=', 1)
        .where('articles.state', '=', 'published')
        .execute()
      return rows.map(({ id, mediaId }) => `article ${id} is published with media ${mediaId}, which was withdrawn`)
    },
  },
  {
    name: 'every published document is valid',
    async run(db) {
      const faults: string[] = []
      for (let after = 0; ;) {
        const rows = await db
          .selectFrom('articles')
          .innerJoin('article_versions', publishedVersion)
          .select(['articles.id', 'article_versions.document'])
          .where('articles.id', '>', after)
          .orderBy('articles.id')
          .limit(200)
          .execute()
        for (const { id, document } of rows) {
          const json = jsonOf(document)
          const parsed = documentSchema.safeParse(json)
          if (json === undefined) faults.push(`article ${id}: its document is not JSON`)
          else if (!parsed.success) faults.push(`article ${id}: ${parsed.error.issues.map(issueWords).join('; ')}`)
        }
        const last = rows.at(-1)
        if (last === undefined) return faults
        after = last.id
      }
    },
  },
]

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function issueWords({ path, message }: { path: readonly PropertyKey[]; message: string }): string {
  return `${path.join('.')} ${message}`
}
