import { AsyncLocalStorage } from 'node:async_hooks'
import { PostgresAdapter, type SelectQueryBuilder } from 'kysely'
import type { Condition } from './condition.ts'
import type { LongReads } from './long-reads.ts'
import type { Patience } from './patience.ts'
import type { Actor, Db, Engine, Schema, Tx } from './schema.ts'

/**
 * The one door for writing. `work` gets a transaction and may await nothing but calls on it; what it returns is
 * answered after the durable COMMIT, and what it throws is thrown here with nothing of it written.
 * Throws Unavailable when the database cannot: on PostgreSQL the commit itself may then have gone through unheard.
 */
export type Write = <T>(actor: Actor, work: (tx: Tx) => Promise<T>) => Promise<T>

export type Database = {
  engine: Engine
  db: Db
  write: Write
  longReads: LongReads
  condition: Condition
  /**
   * Calls back soon after any process has committed: on SQLite when `data_version` moved, on PostgreSQL when a NOTIFY
   * came. `missed` says that signals may have been lost, so that whoever relies on them starts afresh. Returns how to
   * stop.
   */
  watch(onCommit: (signal: { missed: boolean }) => void): () => void
  close(): Promise<void>
}

export type DatabaseOptions = {
  /** Throw when `db` is used inside `write`, where it would not see the transaction. On in tests. */
  guard?: boolean
  /**
   * SQLite: how long writes that wait may share one commit. A command that writes much takes more, and pauses in
   * between for others.
   */
  commitMs?: number
  /** Of a command: it waits longer than a reader does. */
  patience?: Patience
  /** SQLite: the file is not made when it is not there. */
  mustExist?: boolean
}

export function engineOf(db: Db): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite'
}

/** Holds the selected rows until the transaction ends. SQLite has one writer, so there is nothing to hold there. */
export function lockRow<TB extends keyof Schema, O>(
  tx: Tx,
  query: SelectQueryBuilder<Schema, TB, O>,
): SelectQueryBuilder<Schema, TB, O> {
  return engineOf(tx) === 'postgres' ? query.forUpdate() : query
}

const actors = new WeakMap<Tx, Actor>()
const callbacks = new WeakMap<Tx, (() => void)[]>()

/** The actor of the write that runs in this transaction. */
export function actorOf(tx: Tx): Actor {
  const actor = actors.get(tx)
  if (actor === undefined) throw new Error('this transaction did not come from house.write')
  return actor
}

/**
 * Runs `callback` in this process once the write is durable; not at all when it fails. For wake-ups only: a crash skips
 * it.
 */
export function afterCommit(tx: Tx, callback: () => void): void {
  const list = callbacks.get(tx)
  if (list === undefined) throw new Error('this transaction did not come from house.write')
  list.push(callback)
}

/**
 * Runs one caller's work on a transaction (which others may share, one after the other). For the two engines' doors.
 */
export async function runWork<T>(
  tx: Tx,
  actor: Actor,
  work: (tx: Tx) => Promise<T>,
  guard: boolean,
): Promise<{ value: T; afterwards: (() => void)[] }> {
  const afterwards: (() => void)[] = []
  actors.set(tx, actor)
  callbacks.set(tx, afterwards)
  const value = guard ? await insideWrite.run(true, () => work(tx)) : await work(tx)
  return { value, afterwards }
}

const insideWrite = new AsyncLocalStorage<true>()

export function refuseInsideWrite(): void {
  if (insideWrite.getStore())
    throw new Error('house.db was used inside house.write: it does not see the transaction; use the tx')
}
