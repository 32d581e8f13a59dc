import {
  CompiledQuery,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCommits } from './commits.ts'
import { openCondition, type Condition } from './condition.ts'
import { refuseInsideWrite, type Database, type DatabaseOptions } from './database.ts'
import { answerDirectly, type RunQuery } from './direct.ts'
import { openDoor } from './group-commit.ts'
import { queryCompiler } from './literals.ts'
import { patience } from './patience.ts'
import { system, type Db, type Schema, type Tx } from './schema.ts'
import { assertOurs, inspectFile, sign, watchFile } from './sqlite-file.ts'
import { threadReads } from './thread-reads.ts'
import { sqliteFault, Unavailable, type TroubleKind } from './trouble.ts'

/**
 * Opens a SQLite file with two connections: one that only reads and one that only writes (WAL, synchronous=FULL).
 * Kysely's stock dialect has one connection behind a mutex, where a read waits for the whole open transaction.
 * @throws Refusal when the file is not the database of a paper, or cannot be written to
 */
export function openSqlite(file: string, options: DatabaseOptions = {}): Database {
  const writer = openWriter(file, options)
  const reader = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  reader.exec('pragma cache_size = -4000')
  const guard = options.guard ?? false
  const condition = openCondition(() => door.write(system, probe), 'busy')
  const reading = connectionOf(reader, { condition, check: guard ? refuseInsideWrite : undefined })
  const writing = connectionOf(writer, { condition, isWriter: true })
  const reads = new Kysely<Schema>({ dialect: dialectOf(reader, reading) })
  const lockMs = patience.sqliteLockMs[options.patience ?? 'readers']
  const writes = new Kysely<Schema>({ dialect: dialectOf(writer, writing, lockMs) })
  answerDirectly(reads, reading)
  const fileFault = watchFile(file)
  const commits = openCommits({
    begin: () => watchOthers(writer, condition, () => commits.tellElsewhere({ missed: false })),
    condition,
    onFault: options.onFault,
  })
  const door = openDoor({ writer, writes, writing, guard, maxMs: options.commitMs, condition, commits, fileFault })
  const stopWatching = watchPlace(condition, fileFault)
  const longReads = threadReads(file)
  return {
    engine: 'sqlite',
    db: reads,
    write: door.write,
    // The thread opens the file by its name.
    longReads: {
      ...longReads,
      ask: async (question, input) =>
        fileFault() === undefined ? longReads.ask(question, input) : { outcome: 'unavailable' },
    },
    condition,
    commits,
    async close() {
      condition.stop()
      commits.stop()
      stopWatching()
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

function openWriter(file: string, { mustExist = false, patience: patient }: DatabaseOptions): DatabaseSync {
  inspectFile(file, { mustExist })
  const writer = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true })
  try {
    assertOurs(writer, file, { mustExist })
    sign(writer)
    // WAL's default synchronous=NORMAL would lose the last commits with the power. From here on waiting is ours.
    writer.exec('pragma journal_mode = wal; pragma synchronous = full')
    // What a server writes stands together; an import, a process of its own, writes all over the file. A server's
    // journal goes into the file by the megabyte: the stop for the usual four was felt.
    const [cacheKb, journalPages] = patient === 'unhurried' ? [16_000, 1_000] : [4_000, 250]
    writer.exec(`pragma cache_size = -${cacheKb}; pragma wal_autocheckpoint = ${journalPages}`)
    writer.exec('pragma busy_timeout = 0')
    makeJournal(writer)
    return writer
  } catch (error) {
    writer.close()
    throw sqliteFault(error)
  }
}

/**
 * The journal files, whose places are watched, are made by the first transaction; it also finds out what can only be
 * read.
 */
function makeJournal(writer: DatabaseSync): void {
  try {
    writer.exec('begin immediate; commit')
  } catch (error) {
    // Another process is writing: so they are there, and it can be written to.
    if (!isBusy(error)) throw error
  }
}

/**
 * The smallest thing that proves a durable write: a number in the file's head that means nothing else. A row that is
 * set to what it says already would not be written.
 */
async function probe(tx: Tx): Promise<void> {
  const before = await sql<{ user_version: number }>`pragma user_version`.execute(tx)
  await sql`pragma user_version = ${sql.lit(before.rows[0]?.user_version === 1 ? 2 : 1)}`.execute(tx)
}

/** A third connection, for a thread of its own, which only reads. */
export function openSqliteReader(file: string): Db {
  const reader = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  reader.exec('pragma cache_size = -16000; pragma mmap_size = 268435456')
  return new Kysely<Schema>({ dialect: dialectOf(reader, connectionOf(reader, {})) })
}

/** All writes of this process go through the one connection: its `data_version` moves with those of others alone. */
function watchOthers(writer: DatabaseSync, condition: Condition, onCommit: () => void): () => void {
  const dataVersion = writer.prepare('pragma data_version')
  const read = () => dataVersion.get()?.data_version
  let seen = read()
  const look = () => {
    const version = read()
    if (version === seen) return
    seen = version
    onCommit()
  }
  const timer = setInterval(() => {
    try {
      look()
    } catch (error) {
      const fault = sqliteFault(error)
      if (!(fault instanceof Unavailable)) throw fault
      condition.met(fault)
    }
  }, 100)
  timer.unref()
  return () => clearInterval(timer)
}

/** A paper that nobody writes to notices too that its file is gone. */
function watchPlace(condition: Condition, fileFault: () => TroubleKind | undefined): () => void {
  const timer = setInterval(() => {
    const kind = fileFault()
    if (kind !== undefined) condition.met(new Unavailable(kind))
  }, patience.probe.everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

function dialectOf(database: DatabaseSync, run: RunQuery, lockMs = 0): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new OneConnectionDriver(database, run, lockMs),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => queryCompiler('sqlite'),
  }
}

class OneConnectionDriver implements Driver {
  readonly #database: DatabaseSync
  readonly #connection: DatabaseConnection
  readonly #lockMs: number
  constructor(database: DatabaseSync, run: RunQuery, lockMs: number) {
    this.#database = database
    this.#lockMs = lockMs
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
    const until = performance.now() + this.#lockMs
    // Another process may be writing. A busy handler would sleep in this thread, so the waiting is ours.
    for (let wait = 1; ; wait = Math.min(wait * 2, 2)) {
      try {
        this.#database.exec('begin immediate')
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) throw error
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
  return (
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5
  )
}

type Statement = { statement: StatementSync; rowOf: RowMaker | undefined }
type RowMaker = (values: unknown) => unknown

const keptStatements = 500

type Use = {
  condition?: Condition
  /** May refuse before. */
  check?: (() => void) | undefined
  /** Nothing runs on it outside of a transaction. */
  isWriter?: boolean
}

/** Runs a query on one connection at once, with statements prepared once. */
function connectionOf(database: DatabaseSync, { condition, check, isWriter = false }: Use): RunQuery {
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

  function run({ sql, parameters }: CompiledQuery): QueryResult<unknown> {
    const { statement, rowOf } = statements.get(sql) ?? prepare(sql)
    const values = parameters as readonly SQLInputValue[]
    if (rowOf !== undefined) return { rows: statement.all(...values).map(rowOf) }
    const { changes, lastInsertRowid } = statement.run(...values)
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
  }

  return (query) => {
    check?.()
    // A full disk may have ended the transaction in a statement before, whose error the work did not pass on: what
    // comes now would be kept by itself.
    if (isWriter && !database.isTransaction) throw new Unavailable('failing')
    try {
      return run(query)
    } catch (error) {
      const fault = sqliteFault(error)
      // A connection that only reads was asked to write.
      if (!isWriter && fault instanceof Unavailable && fault.kind === 'read-only') throw error
      if (fault instanceof Unavailable) condition?.met(fault)
      throw fault
    }
  }
}

/**
 * The rows' literal as a function: node:sqlite's own objects have no prototype and are dictionaries, and filling one
 * key by key takes eight times as long (1.2 against 9.4 µs for 50 rows of seven columns, 2026-11). The names are our
 * own aliases.
 */
function rowMaker(names: readonly string[]): RowMaker {
  return new Function(
    'values',
    `return { ${names.map((name, index) => `${JSON.stringify(name)}: values[${index}]`).join(', ')} }`,
  ) as RowMaker
}
