import Sqlite from 'better-sqlite3'
import { CompiledQuery, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type DatabaseConnection, type Dialect, type Driver, type QueryResult } from 'kysely'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { refuseInsideWrite, runWork, type Database, type DatabaseOptions, type Write } from './database.ts'
import type { Actor, Schema, Tx } from './schema.ts'

/** Writes that wait share one COMMIT, up to this many or this long, so that the event loop is never held for longer. */
const batchSize = 256
const commitMs = 8
/** Between two long commits another process gets its turn: it asks every two milliseconds. */
const pauseMs = 3
const busyMs = 10_000

/**
 * Opens a SQLite file with two connections: one that only reads and one that only writes (WAL, synchronous=FULL).
 * Kysely's stock dialect has one connection behind a mutex, where a read waits for the whole open transaction.
 */
export function openSqlite(file: string, options: DatabaseOptions = {}): Database {
  const writer = new Sqlite(file, { timeout: 0 })
  writer.pragma('journal_mode = WAL')
  // The build's default under WAL is NORMAL, which may lose the last commits with the power.
  writer.pragma('synchronous = FULL')
  writer.pragma('foreign_keys = ON')
  writer.pragma('cache_size = -16000')
  const reader = new Sqlite(file, { readonly: true, timeout: 5_000 })
  reader.pragma('cache_size = -32000')
  const guard = options.guard ?? false
  const reads = new Kysely<Schema>({ dialect: dialectOf(reader, guard ? refuseInsideWrite : undefined) })
  const writes = new Kysely<Schema>({ dialect: dialectOf(writer, undefined) })
  const door = openDoor(writer, writes, guard, options.commitMs ?? commitMs)
  const watching = new Set<() => void>()
  return {
    engine: 'sqlite',
    db: reads,
    write: door.write,
    watch(onCommit) {
      const stop = watchDataVersion(reader, onCommit)
      watching.add(stop)
      return stop
    },
    async close() {
      for (const stop of watching) stop()
      await door.idle()
      await reads.destroy()
      await writes.destroy()
      reader.close()
      writer.close()
    },
  }
}

/** The journal settings in force on the writing connection, for the test that they are durable. */
export function openRawSqlite(file: string, readonly: boolean): Sqlite.Database {
  return new Sqlite(file, { readonly })
}

type Pending = { actor: Actor; work: (tx: Tx) => Promise<unknown>; resolve: (value: unknown) => void; reject: (error: unknown) => void }
type Done = { pending: Pending; value: unknown; afterwards: (() => void)[] }

/** Group commit: BEGIN IMMEDIATE, each waiting write in its SAVEPOINT, COMMIT, then all answers. */
function openDoor(writer: Sqlite.Database, writes: Kysely<Schema>, guard: boolean, maxMs: number): { write: Write; idle(): Promise<void> } {
  const waiting: Pending[] = []
  let draining: Promise<void> | undefined
  const savepoint = writer.prepare('savepoint work')
  const release = writer.prepare('release work')
  const rollbackTo = writer.prepare('rollback to work')

  async function drain(): Promise<void> {
    // One turn later, callers of the same turn share the first commit too.
    await Promise.resolve()
    while (waiting.length > 0) {
      const done: Done[] = []
      let begun = false
      try {
        await writes.transaction().execute((tx) => {
          begun = true
          return runBatch(tx, done)
        })
      } catch (error) {
        for (const { pending } of done) pending.reject(error)
        if (!begun) waiting.shift()?.reject(error)
        continue
      }
      for (const { pending, value, afterwards } of done) {
        for (const callback of afterwards) callback()
        pending.resolve(value)
      }
      await (maxMs > commitMs ? sleep(pauseMs) : nextTurn())
    }
    draining = undefined
  }

  async function runBatch(tx: Tx, done: Done[]): Promise<void> {
    const until = performance.now() + maxMs
    while (waiting.length > 0 && done.length < batchSize && (done.length === 0 || performance.now() < until)) {
      const pending = waiting.shift()
      if (pending === undefined) return
      savepoint.run()
      try {
        const { value, afterwards } = await runWork(tx, pending.actor, pending.work, guard)
        release.run()
        done.push({ pending, value, afterwards })
      } catch (error) {
        pending.reject(error)
        // A full disk or an I/O error has ended the whole transaction: the others' work is gone with it.
        if (!writer.inTransaction) throw error
        rollbackTo.run()
        release.run()
      }
    }
  }

  return {
    write: <T>(actor: Actor, work: (tx: Tx) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ actor, work, resolve: resolve as (value: unknown) => void, reject })
        draining ??= drain()
      }),
    async idle() {
      while (draining) await draining
    },
  }
}

function watchDataVersion(reader: Sqlite.Database, onCommit: (signal: { missed: boolean }) => void): () => void {
  const dataVersion = reader.prepare('pragma data_version').pluck()
  let seen = dataVersion.get()
  const timer = setInterval(() => {
    const version = dataVersion.get()
    if (version === seen) return
    seen = version
    onCommit({ missed: false })
  }, 100)
  timer.unref()
  return () => clearInterval(timer)
}

function dialectOf(database: Sqlite.Database, check: (() => void) | undefined): Dialect {
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
