import Sqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import type { Db, Schema } from './schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** A connection that only reads, for a thread of its own. */
export function openSqliteReader(file: string): Db {
  const reader = new Sqlite(file, { readonly: true, timeout: 5_000 })
  reader.pragma('cache_size = -16000')
  reader.pragma('mmap_size = 268435456')
  return new Kysely<Schema>({ dialect: sqliteDialect(reader, undefined) })
}
