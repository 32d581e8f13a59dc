import type { Kysely } from 'kysely'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { CommitFeed } from './commits.ts'
import type { Condition } from './condition.ts'
import { runWork, type Write } from './database.ts'
import { answerDirectly, type RunQuery } from './direct.ts'
import type { Actor, Schema, Tx } from './schema.ts'
import { sqliteFault, Unavailable, type TroubleKind } from './trouble.ts'

/** Writes that wait share one COMMIT, up to this many or this long, so that the event loop is never held for longer. */
const batchSize = 256
const commitMs = 8
/** Between two long commits another process gets its turn: it asks every two milliseconds. */
const pauseMs = 3

type Pending = {
  actor: Actor
  work: (tx: Tx) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}
type Door = {
  writer: DatabaseSync
  writes: Kysely<Schema>
  writing: RunQuery
  guard: boolean
  maxMs: number | undefined
  condition: Condition
  commits: CommitFeed
  /** What is wrong with the files' places. */
  fileFault: () => TroubleKind | undefined
}
type Done = { pending: Pending; value: unknown; afterwards: (() => void)[] }

/** Group commit: BEGIN IMMEDIATE, each waiting write in its SAVEPOINT, COMMIT, then all answers. */
export function openDoor(door: Door): { write: Write; idle(): Promise<void> } {
  const { writer, writes, writing, guard, maxMs = commitMs, condition, commits, fileFault } = door
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
        // A commit into a file that nobody would find, or into the journal of another, is none.
        assertInPlace()
        await writes.transaction().execute((tx) => {
          begun = true
          answerDirectly(tx, writing)
          return runBatch(tx, done)
        })
        assertInPlace()
        answer(done)
      } catch (error) {
        refuse(sqliteFault(error), done, begun)
      }
      await (maxMs > commitMs ? sleep(pauseMs) : nextTurn())
    }
    draining = undefined
  }

  function answer(done: readonly Done[]): void {
    for (const { pending, value, afterwards } of done) {
      for (const callback of afterwards) callback()
      pending.resolve(value)
    }
  }

  /**
   * Nothing of the group is in the file: each hears it. When not even a transaction could begin, all who wait have
   * waited long enough.
   */
  function refuse(fault: unknown, done: readonly Done[], begun: boolean): void {
    if (fault instanceof Unavailable) condition.met(fault)
    for (const { pending } of done) pending.reject(fault)
    if (!begun) for (const pending of waiting.splice(0)) pending.reject(fault)
  }

  function assertInPlace(): void {
    const kind = fileFault()
    if (kind !== undefined) throw new Unavailable(kind)
  }

  async function runBatch(tx: Tx, done: Done[]): Promise<void> {
    const until = performance.now() + maxMs
    while (waiting.length > 0 && done.length < batchSize && (done.length === 0 || performance.now() < until)) {
      const pending = waiting.shift()
      if (pending === undefined) return
      try {
        savepoint.run()
      } catch (error) {
        pending.reject(sqliteFault(error))
        throw error
      }
      try {
        const { value, afterwards } = await runWork(tx, { ...pending, guard, commits })
        release.run()
        done.push({ pending, value, afterwards })
      } catch (error) {
        pending.reject(sqliteFault(error))
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
