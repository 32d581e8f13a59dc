import { CompiledQuery, PostgresAdapter, type SelectQueryBuilder } from 'kysely'
import { AsyncLocalStorage } from 'node:async_hooks'
import { newToken, type CommitFeed, type Commits, type Channel } from './commits.ts'
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
  /** What this process and others have committed: on SQLite by `data_version`, on PostgreSQL by NOTIFY. */
  commits: Commits
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
  /** An error thrown by a listener to commits. */
  onFault?: (error: unknown) => void
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

/** What is known of a write while its work runs. */
type Note = { actor: Actor; afterwards: (() => void)[]; commits: CommitFeed; token: string }

const notes = new WeakMap<Tx, Note>()

function noteOf(tx: Tx): Note {
  const note = notes.get(tx)
  if (note === undefined) throw new Error('this transaction did not come from house.write')
  return note
}

/** The actor of the write that runs in this transaction. */
export function actorOf(tx: Tx): Actor {
  return noteOf(tx).actor
}

/**
 * Runs `callback` in this process once the write is durable; not at all when it fails. For wake-ups only: a crash skips
 * it.
 */
export function afterCommit(tx: Tx, callback: () => void): void {
  noteOf(tx).afterwards.push(callback)
}

/**
 * Notifies the channel's listeners once the write is durable: in this process with the detail, in others by name alone.
 * What they need to know stands in rows of the same transaction. `words` (at most 7,800 letters, digits, `-`, `_` and
 * `.`) say on PostgreSQL what is worth no row; on SQLite nobody else hears them.
 */
export async function announce<Detail>(tx: Tx, channel: Channel<Detail>, detail: Detail, words = ''): Promise<void> {
  if (!/^[\w.-]{0,7800}$/u.test(words)) throw new Error('too many words for a notification, or none that can be sent')
  const { afterwards, commits, token } = noteOf(tx)
  afterwards.push(() => commits.tellHere(channel, detail, token))
  // The same words twice in one transaction are one notification. SQLite's processes watch the file.
  if (engineOf(tx) === 'postgres')
    await tx.executeQuery(CompiledQuery.raw(`notify ${postgresChannel}, '${channel.name} ${token} ${words}'`))
}

/** On PostgreSQL, where every process listens. */
export const postgresChannel = 'crier'

/** One caller's work, as the two engines' doors run it. */
export type Work<T> = { actor: Actor; work: (tx: Tx) => Promise<T>; guard: boolean; commits: CommitFeed }

/** Runs it on a transaction (which others may share, one after the other). */
export async function runWork<T>(
  tx: Tx,
  { actor, work, guard, commits }: Work<T>,
): Promise<{ value: T; afterwards: (() => void)[] }> {
  const afterwards: (() => void)[] = []
  notes.set(tx, { actor, afterwards, commits, token: newToken() })
  const value = guard ? await insideWrite.run(true, () => work(tx)) : await work(tx)
  return { value, afterwards }
}

const insideWrite = new AsyncLocalStorage<true>()

export function refuseInsideWrite(): void {
  if (insideWrite.getStore())
    throw new Error('house.db was used inside house.write: it does not see the transaction; use the tx')
}
