import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

declare module '../kit/db/schema.ts' {
  interface Schema {
    /** What programs sign in with. The secret itself was shown once and is nowhere. */
    access_tokens: {
      id: Generated<number>
      public_id: string
      name: string
      /** Of the secret. */
      sha256: string
      /** What it may: a JSON list of acts. */
      scopes: string
      created_at: number
      expires_at: number | null
      last_used_at: number | null
      revoked_at: number | null
    }
  }
}

export const staffTables: Migration = {
  name: '005-staff',
  up: (t) => [
    `create table access_tokens (
      id ${t.id}, public_id ${t.text} not null unique, name ${t.text} not null check (name <> ''),
      sha256 ${t.text} not null unique, scopes ${t.json} not null, created_at ${t.time} not null,
      expires_at ${t.time}, last_used_at ${t.time}, revoked_at ${t.time}
    )${t.strict}`,
  ],
}
