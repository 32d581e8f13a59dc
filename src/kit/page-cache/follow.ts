import type { Database } from '../db/database.ts'
import { system } from '../db/schema.ts'
import { invalidations } from './invalidate.ts'
import { invalidationsAfter, pruneInvalidations, seqOlderThan, type Invalidation } from './store.ts'

/**
 * On PostgreSQL a transaction may commit after one that took a later number: rows are read again for this long. SQLite
 * has one writer.
 */
const settleMs = 10_000
const keepMs = 60_000
const beatMs = 10_000
/**
 * Cut off from the database, this process cannot hear what others withdraw. So long its pages serve on: what caches in
 * front are told too (stale-if-error; decision 075).
 */
const mostAloneMs = 86_400_000
/** Behind NOTIFY, should its connection be lost unseen. */
const pollMs = 2_000

export type Follower = {
  apply(invalidation: Invalidation): void
  /** Something may have been missed and is not to be read any more: nothing cached can be trusted. */
  dropAll(): void
  /** Something may have been missed and is still to be read: everything is to be rendered anew. */
  softenAll(): void
}

/** Applies every invalidation of this and other processes once, until stopped. */
export function followInvalidations(database: Database, { apply, dropAll, softenAll }: Follower): () => void {
  const settle = database.engine === 'sqlite' ? 0 : settleMs
  const applied = new Map<string, number>()
  const marks: { time: number; seq: number }[] = []
  let floor: number | undefined
  let failingSince: number | undefined
  let mayHaveMissed = false
  let lastBeat = performance.now()
  let lastRows = performance.now()
  let reading = false
  let again = false
  let stopped = false

  function applyOnce(invalidation: Invalidation): void {
    // The time belongs to the name: in one process with two databases (a test) numbers alone would be taken for each
    // other.
    const name = `${invalidation.seq} ${invalidation.at}`
    if (applied.has(name)) return
    applied.set(name, invalidation.seq)
    apply(invalidation)
  }

  async function readRows(): Promise<void> {
    const began = performance.now()
    if (mayHaveMissed) await reachBack()
    floor ??= await seqOlderThan(database.db, settleMs)
    const rows = await invalidationsAfter(database.db, floor)
    // Rows may have been pruned meanwhile.
    if (failingSince !== undefined && began - failingSince > keepMs / 2) dropAll()
    failingSince = undefined
    for (const row of rows) applyOnce(row)
    if (rows.length > 0) lastRows = began
    marks.push({ time: began, seq: rows.at(-1)?.seq ?? floor })
    while (marks[0] !== undefined && marks[0].time <= performance.now() - settle)
      floor = Math.max(floor, marks.shift()?.seq ?? 0)
    if (rows.length > 0) for (const [name, seq] of applied) if (seq <= floor) applied.delete(name)
  }

  /**
   * As far as rows are kept, by the numbers of this very database: after a fail-over it may have fewer than the one
   * before.
   */
  async function reachBack(): Promise<void> {
    floor = await seqOlderThan(database.db, keepMs)
    marks.length = 0
    mayHaveMissed = false
  }

  /**
   * One reading at a time; a long one (a rush) is followed by a pause, so that it takes no more than a fifth of the
   * thread.
   */
  async function read(): Promise<void> {
    again = true
    if (reading) return
    reading = true
    while (again && !stopped) {
      again = false
      const began = performance.now()
      // Unreachable now: the next signal or poll reads the same rows.
      await readRows().catch(() => (failingSince ??= began))
      const took = performance.now() - began
      if (took > 5) await pause(took * 4)
    }
    reading = false
  }

  /** A process that stood still for so long may have missed rows that others pruned. */
  function beat(): void {
    if (performance.now() - lastBeat > keepMs / 2) dropAll()
    if (failingSince !== undefined && performance.now() - failingSince > mostAloneMs) dropAll()
    lastBeat = performance.now()
    if (performance.now() - lastRows < keepMs * 2) void prune().catch(() => {})
  }

  async function prune(): Promise<void> {
    for (let removed = 500; removed === 500 && !stopped && (await seqOlderThan(database.db, keepMs)) > 0;) {
      removed = await database.write(system, (tx) => pruneInvalidations(tx, keepMs, 500))
    }
  }

  const stopMinding = database.condition.onChange((trouble) => {
    if (trouble === undefined) void read()
  })
  const stopHearing = database.commits.on(invalidations, {
    here: applyOnce,
    elsewhere({ missed }) {
      if (missed) softenAll()
      mayHaveMissed ||= missed
      void read()
    },
  })
  const timers = [setInterval(beat, beatMs)]
  if (database.engine === 'postgres') timers.push(setInterval(() => void read(), pollMs))
  for (const timer of timers) timer.unref()
  void read()
  return () => {
    stopped = true
    stopMinding()
    stopHearing()
    for (const timer of timers) clearInterval(timer)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
