import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

export const reviewVerdicts = ['submitted', 'returned', 'approved'] as const
export type ReviewVerdict = (typeof reviewVerdicts)[number]

declare module '../kit/db/schema.ts' {
  interface Schema {
    /** Submissions, returns and approvals of a story; the newest row is its current status. */
    story_reviews: {
      id: Generated<number>
      article_id: number
      verdict: ReviewVerdict
      /** `staff:…`, as in the ledger. */
      actor: string
      words: string
      /** What it covers: an approval is of exactly this content. */
      content_hash: string
      at: number
    }
    /** What a live story will say from a given moment. */
    staged_updates: {
      article_id: number
      publish_at: number
      /** The content at the time of the decision. */
      content: string
      /** The version it was meant to follow: after any other, it would undo what was published in the meantime. */
      base_version: number
      actor: string
      at: number
    }
  }
}

export const editingTables: Migration = {
  name: '110-editing',
  up: (t) => [
    `create table story_reviews (
      id ${t.id}, article_id ${t.ref} not null references articles (id),
      verdict ${t.text} not null check (verdict in (${reviewVerdicts.map((verdict) => `'${verdict}'`).join(', ')})),
      actor ${t.text} not null, words ${t.text} not null default '', content_hash ${t.text} not null,
      at ${t.time} not null
    )${t.strict}`,
    `create index story_reviews_of_article on story_reviews (article_id, id desc)`,
    `create table staged_updates (
      article_id ${t.ref} primary key references articles (id), publish_at ${t.time} not null,
      base_version ${t.integer} not null, actor ${t.text} not null, at ${t.time} not null, content ${t.json} not null
    )${t.strict}`,
  ],
}
