import { sql } from 'kysely'
import { DatabaseSync } from 'node:sqlite'
import type { Check } from '../checks.ts'
import { columnsOf } from './columns.ts'
import { engineOf } from './database.ts'
import type { Migration } from './migrate.ts'
import type { Db } from './schema.ts'

/**
 * What the migrations have made must be there. A lost index is as bad as a lost table: many of them are rules, and a
 * write that counts on one fails. `file`: where SQLite's database is.
 */
export function schemaChecks(migrations: readonly Migration[], file: string): Check[] {
  return [
    {
      name: 'every table and index of the paper is in the database',
      async run(db) {
        const there = new Set(await namesIn(db))
        return madeBy(migrations, db)
          .filter(({ name }) => !there.has(name))
          .map(({ kind, name }) => `the ${kind} ${name} is missing: restore the last backup`)
      },
    },
    { name: 'the file of the database is whole, and every row keeps to its table', run: (db) => fileFaults(db, file) },
    { name: 'no row speaks of one that is not there', run: orphans },
  ]
}

type Made = { kind: string; name: string }

function madeBy(migrations: readonly Migration[], db: Db): Made[] {
  const columns = columnsOf(engineOf(db))
  return migrations
    .flatMap(({ up }) => up(columns))
    .flatMap((statement) => {
      const [, kind = '', name = ''] = /^\s*create (?:unique |virtual )?(table|index) (\w+)/u.exec(statement) ?? []
      return name === '' ? [] : [{ kind, name }]
    })
}

async function namesIn(db: Db): Promise<string[]> {
  const list =
    engineOf(db) === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_schema`
      : sql<{ name: string }>`
          select relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
          where nspname = current_schema()`
  return (await list.execute(db)).rows.map(({ name }) => name)
}

/**
 * PostgreSQL keeps its files and its rules by itself. On a connection that only reads, SQLite says nothing of rows that
 * break a rule (3.53).
 */
async function fileFaults(db: Db, file: string): Promise<string[]> {
  if (engineOf(db) !== 'sqlite') return []
  const database = new DatabaseSync(file, { timeout: 5_000 })
  try {
    database.exec('pragma query_only = on')
    const rows = database.prepare('pragma integrity_check(100)').all()
    return rows.map((row) => String(row.integrity_check)).filter((words) => words !== 'ok')
  } finally {
    database.close()
  }
}

/** SQLite enforces foreign keys only for connections that ask for it; other programs that open the file may not. */
async function orphans(db: Db): Promise<string[]> {
  if (engineOf(db) !== 'sqlite') return []
  const { rows } = await sql<{ child: string; parent: string; row: number | null; rows: number }>`
    select "table" as child, parent, min(rowid) as row, count(*) as rows from pragma_foreign_key_check
    group by "table", parent order by 1, 2`.execute(db)
  return rows.map(({ child, parent, row, rows: count }) => {
    const [noun, verb] = count === 1 ? ['row', 'speaks'] : ['rows', 'speak']
    const first = row === null ? 'without a number' : `the first is ${row}`
    return `${count} ${noun} of ${child} (${first}) ${verb} of ${parent} that are not there`
  })
}
