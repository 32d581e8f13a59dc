import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { CompiledQuery, Kysely, SqliteAdapter, SqliteIntrospector, type DatabaseConnection, type Dialect, type Driver, type QueryResult } from 'kysely'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { refuseInsideWrite, runWork, type Database, type DatabaseOptions, type Write } from './database.ts'
import { answerDirectly, type RunQuery } from './direct.ts'
import { queryCompiler } from './literals.ts'
import type { Actor, Db, Schema, Tx } from './schema.ts'
import { threadReads } from './thread-reads.ts'

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
  const writer = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
  // WAL's default synchronous=NORMAL would lose the last commits with the power.
  writer.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16000')
  const reader = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  reader.exec('pragma cache_size = -32000')
  const guard = options.guard ?? false
  const reading = connectionOf(reader, guard ? refuseInsideWrite : undefined)
  const writing = connectionOf(writer, undefined)
  const reads = new Kysely<Schema>({ dialect: dialectOf(reader, reading) })
  const writes = new Kysely<Schema>({ dialect: dialectOf(writer, writing) })
  answerDirectly(reads, reading)
  const door = openDoor({ writer, writes, writing, guard, maxMs: options.commitMs ?? commitMs })
  const watching = new Set<() => void>()
  const longReads = threadReads(file)
  return {
    engine: 'sqlite',
    db: reads,
    write: door.write,
    longReads,
    watch(onCommit) {
      const stop = watchDataVersion(reader, onCommit)
      watching.add(stop)
      return stop
    },
    async close() {
      for (const stop of watching) stop()
      await door.idle()
      await longReads.close()
      await reads.destroy()
      await writes.destroy()
      if (!reader.isOpen) return
      reader.close()
      writer.close()
    },
  }
}

/** A third connection, for a thread of its own, which only reads. */
export function openSqliteReader(file: string): Db {
  const reader = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  reader.exec('pragma cache_size = -16000; pragma mmap_size = 268435456')
  return new Kysely<Schema>({ dialect: dialectOf(reader, connectionOf(reader, undefined)) })
}

type Pending = { actor: Actor; work: (tx: Tx) => Promise<unknown>; resolve: (value: unknown) => void; reject: (error: unknown) => void }
type Door = { writer: DatabaseSync; writes: Kysely<Schema>; writing: RunQuery; guard: boolean; maxMs: number }
type Done = { pending: Pending; value: unknown; afterwards: (() => void)[] }

/** Group commit: BEGIN IMMEDIATE, each waiting write in its SAVEPOINT, COMMIT, then all answers. */
function openDoor({ writer, writes, writing, guard, maxMs }: Door): { write: Write; idle(): Promise<void> } {
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
          answerDirectly(tx, writing)
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
        if (!writer.isTransaction) throw error
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

function watchDataVersion(reader: DatabaseSync, onCommit: (signal: { missed: boolean }) => void): () => void {
  const dataVersion = reader.prepare('pragma data_version')
  const read = () => dataVersion.get()?.data_version
  let seen = read()
  const timer = setInterval(() => {
    const version = read()
    if (version === seen) return
    seen = version
    onCommit({ missed: false })
  }, 100)
  timer.unref()
  return () => clearInterval(timer)
}

function dialectOf(database: DatabaseSync, run: RunQuery): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new OneConnectionDriver(database, run),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => queryCompiler('sqlite'),
  }
}

class OneConnectionDriver implements Driver {
  readonly #database: DatabaseSync
  readonly #connection: DatabaseConnection
  constructor(database: DatabaseSync, run: RunQuery) {
    this.#database = database
    this.#connection = {
      executeQuery: async <R>(query: CompiledQuery) => run(query) as QueryResult<R>,
      streamQuery() {
        throw new Error('read in pages by key: an open cursor would hold the connection')
      },
    }
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
    if (this.#database.isTransaction) this.#database.exec('rollback')
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** SQLITE_BUSY (5) with its extended codes. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5
}

type Statement = { statement: StatementSync; rowOf: RowMaker | undefined }
type RowMaker = (values: unknown) => unknown

const keptStatements = 500

/** Runs a query on one connection at once, with statements prepared once. `check` may refuse before. */
function connectionOf(database: DatabaseSync, check: (() => void) | undefined): RunQuery {
  const statements = new Map<string, Statement>()

  function prepare(sql: string): Statement {
    const statement = database.prepare(sql)
    const names = statement.columns().map(({ name }) => name)
    if (names.length > 0) statement.setReturnArrays(true)
    const made = { statement, rowOf: names.length === 0 ? undefined : rowMaker(names) }
    if (statements.size >= keptStatements) statements.clear()
    statements.set(sql, made)
    return made
  }

  return ({ sql, parameters }) => {
    check?.()
    const { statement, rowOf } = statements.get(sql) ?? prepare(sql)
    const values = parameters as readonly SQLInputValue[]
    if (rowOf !== undefined) return { rows: statement.all(...values).map(rowOf) }
    const { changes, lastInsertRowid } = statement.run(...values)
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
  }
}

/**
 * The rows' literal as a function: node:sqlite's own objects have no prototype and are dictionaries, and filling one key
 * by key takes eight times as long (1.2 against 9.4 µs for 50 rows of seven columns, 2026-11). The names are our own aliases.
 */
function rowMaker(names: readonly string[]): RowMaker {
  return new Function('values', `return { ${names.map((name, index) => `${JSON.stringify(name)}: values[${index}]`).join(', ')} }`) as RowMaker
}
