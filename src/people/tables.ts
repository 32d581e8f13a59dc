import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

declare module '../kit/db/schema.ts' {
  interface Schema {
    people: {
      id: Generated<number>
      slug: string
      name: string
      role: string
      biography: string
      picture_media_id: number | null
      merged_into: number | null
      created_at: number
    }
  }
}

export const peopleTables: Migration = {
  name: '020-people',
  up: (t) => [
    `create table people (
      id ${t.id}, slug ${t.text} not null unique, name ${t.text} not null check (name <> ''),
      role ${t.text} not null default '',
      biography ${t.text} not null default '', picture_media_id ${t.ref}, created_at ${t.time} not null,
      merged_into ${t.ref} references people (id) check (merged_into <> id)
    )${t.strict}`,
    `create index people_merged on people (merged_into) where merged_into is not null`,
    `create index people_by_name on people (lower(name))`,
  ],
}
