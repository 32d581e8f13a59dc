import Sqlite from 'better-sqlite3'
import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type DatabaseConnection, type Dialect, type Driver, type QueryResult } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'

const busyMs = 10_000

/** Kysely on one connection that is already open; `check` runs before each query. */
export function sqliteDialect(database: Sqlite.Database, check: (() => void) | undefined): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new TwoConnectionDriver(database, check),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

class TwoConnectionDriver implements Driver {
  readonly #database: Sqlite.Database
  readonly #connection: SqliteConnection
  constructor(database: Sqlite.Database, check: (() => void) | undefined) {
    this.#database = database
    this.#connection = new SqliteConnection(database, check)
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async beginTransaction(): Promise<void> {
    const until = Date.now() + busyMs
    // Another process may be writing. A busy handler would sleep in this thread, so the waiting is ours.
    for (let wait = 1; ; wait = Math.min(wait * 2, 2)) {
      try {
        this.#database.exec('begin immediate')
        return
      } catch (error) {
        if (!isBusy(error) || Date.now() > until) throw error
      }
      await sleep(wait)
    }
  }
  async commitTransaction(): Promise<void> {
    this.#database.exec('commit')
  }
  async rollbackTransaction(): Promise<void> {
    if (this.#database.inTransaction) this.#database.exec('rollback')
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: Sqlite.Database
  readonly #check: (() => void) | undefined
  readonly #statements = new Map<string, Sqlite.Statement>()
  constructor(database: Sqlite.Database, check: (() => void) | undefined) {
    this.#database = database
    this.#check = check
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#check?.()
    const statement = this.#prepare(query.sql)
    if (statement.reader) return { rows: statement.all(query.parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(query.parameters)
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
  }
  // eslint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('read in pages by key: an open cursor would hold the connection')
  }
  #prepare(sql: string): Sqlite.Statement {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    if (this.#statements.size >= 500) this.#statements.clear()
    this.#statements.set(sql, statement)
    return statement
  }
}
