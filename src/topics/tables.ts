import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

declare module '../kit/db/schema.ts' {
  interface Schema {
    topics: {
      id: Generated<number>
      slug: string
      name: string
      description: string
      parent_id: number | null
      position: number
      created_at: number
    }
    /** What a topic's address ended with before it was called otherwise. */
    topic_spellings: { slug: string; topic_id: number }
  }
}

export const topicsTables: Migration = {
  name: '040-topics',
  up: (t) => [
    `create table topics (
      id ${t.id}, slug ${t.text} not null unique, name ${t.text} not null check (name <> ''),
      description ${t.text} not null default '',
      parent_id ${t.ref} references topics (id), position ${t.integer} not null default 1000,
      created_at ${t.time} not null,
      check (parent_id is null or parent_id <> id)
    )${t.strict}`,
    `create index topics_by_parent on topics (parent_id)`,
    `create table topic_spellings (
      slug ${t.text} primary key, topic_id ${t.ref} not null references topics (id)
    )${t.keyed}`,
  ],
}
