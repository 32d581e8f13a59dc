import Sqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { refuseInsideWrite, runWork, type Database, type DatabaseOptions, type Write } from './database.ts'
import type { Actor, Schema, Tx } from './schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { threadReads } from './thread-reads.ts'

/** Writes that wait share one COMMIT, up to this many or this long, so that the event loop is never held for longer. */
const batchSize = 256
const commitMs = 8
/** Between two long commits another process gets its turn: it asks every two milliseconds. */
const pauseMs = 3

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
  const reads = new Kysely<Schema>({ dialect: sqliteDialect(reader, guard ? refuseInsideWrite : undefined) })
  const writes = new Kysely<Schema>({ dialect: sqliteDialect(writer, undefined) })
  const door = openDoor(writer, writes, guard, options.commitMs ?? commitMs)
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
