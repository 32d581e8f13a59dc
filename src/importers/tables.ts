import type { Migration } from '../kit/db/migrate.ts'

declare module '../kit/db/schema.ts' {
  interface Schema {
    /** What an import has taken in, so that running it again updates or leaves alone, and a killed one goes on. */
    import_items: {
      source: string
      kind: string
      source_id: string
      hash: string
      target_id: number | null
      /** By what else than its id the item is known: see wordpress/identity.ts. */
      mark: string
      /** Of a reusable block: what it shows, for stories of another file. */
      words: string | null
      at: number
    }
    /** The file on somebody's disk that a story was last published from, and the hash of what it said. */
    story_files: { file: string; article_id: number; digest: string }
  }
}

export const importersTables: Migration = {
  name: '080-importers',
  up: (t) => [
    `create table import_items (
      source ${t.text} not null, kind ${t.text} not null, source_id ${t.text} not null, hash ${t.text} not null,
      target_id ${t.ref}, mark ${t.text} not null default '', words ${t.text}, at ${t.time} not null,
      primary key (source, kind, source_id)
    )${t.strict}`,
    `create table story_files (
      file ${t.text} primary key, article_id ${t.ref} not null unique references articles (id),
      digest ${t.text} not null
    )${t.strict}`,
    `create index story_files_by_digest on story_files (digest)`,
  ],
}
