import { CompiledQuery, sql } from 'kysely'
import { Refusal } from '../errors.ts'
import { columnsOf, type Columns } from './columns.ts'
import { engineOf, type Database } from './database.ts'
import { unhurried } from './patience.ts'
import { system, type Db } from './schema.ts'

/** A step forward, never edited after a release. `up` gives SQL statements in the words of either engine. */
export type Migration = { name: string; up(columns: Columns): string[] }

declare module './schema.ts' {
  interface Schema {
    migrations: { name: string; applied_at: number }
  }
}

/**
 * Applies what is missing, in order, each with its row in one transaction. Returns the names applied. An index over a
 * large archive may take minutes.
 */
export function migrate(database: Database, migrations: readonly Migration[], now: number): Promise<string[]> {
  return unhurried(() => applyMissing(database, migrations, now))
}

async function applyMissing(database: Database, migrations: readonly Migration[], now: number): Promise<string[]> {
  const columns = columnsOf(database.engine)
  const applied: string[] = []
  await database.write(system, async (tx) => {
    await tx.executeQuery(
      CompiledQuery.raw(
        `create table if not exists migrations (
          name ${columns.text} primary key, applied_at ${columns.time} not null
        )${columns.strict}`,
      ),
    )
  })
  for (const migration of migrations) {
    await database.write(system, async (tx) => {
      // Two nodes may start at once: the lock ends with the transaction. (SQLite has one writer anyway.)
      if (database.engine === 'postgres') await sql`select pg_advisory_xact_lock(20261124)`.execute(tx)
      const inserted = await tx
        .insertInto('migrations')
        .values({ name: migration.name, applied_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows === 0n) return
      for (const statement of migration.up(columns)) await tx.executeQuery(CompiledQuery.raw(statement))
      applied.push(migration.name)
    })
  }
  return applied
}

/**
 * @throws Refusal when a newer Crier has written this database, whose rules this one does not know; with `mustExist`
 * also when no paper was ever started in it
 */
export async function assertKnown(
  database: Database,
  migrations: readonly Migration[],
  mustExist: boolean,
): Promise<void> {
  const applied = await appliedMigrations(database.db)
  if (mustExist && applied.length === 0) throw new Refusal('not-found', noPaper)
  const names = new Set(migrations.map(({ name }) => name))
  const unknown = applied.filter((name) => !names.has(name))
  if (unknown.length > 0) throw new Refusal('conflict', newerWords('this database', unknown))
}

const noPaper =
  'There is no paper in this database yet. Start one with "crier init", or bring it back from your newest backup.'

/** What a version says that meets names of migrations which it does not know. */
export function newerWords(what: string, unknown: readonly string[]): string {
  return (
    `A newer version of Crier has written ${what} (${unknown.join(', ')}): nothing was changed. Install ` +
    'that version or a later one, or restore a backup from before into an empty folder.'
  )
}

/** The migrations not yet applied, by name. A database without the table has none applied. */
export async function pendingMigrations(db: Db, migrations: readonly Migration[]): Promise<string[]> {
  const known = new Set(await appliedMigrations(db))
  return migrations.map(({ name }) => name).filter((name) => !known.has(name))
}

async function appliedMigrations(db: Db): Promise<string[]> {
  const exists =
    engineOf(db) === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where name = 'migrations'`
      : sql<{ name: string }>`select table_name as name from information_schema.tables
          where table_schema = current_schema() and table_name = 'migrations'`
  if ((await exists.execute(db)).rows.length === 0) return []
  const rows = await db.selectFrom('migrations').select('name').execute()
  return rows.map(({ name }) => name)
}
