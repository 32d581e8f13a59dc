import type { Database } from '../db/database.ts'
import { system } from '../db/schema.ts'
import { invalidations } from './invalidate.ts'
import { invalidationsAfter, newestBefore, prunableUpTo, pruneInvalidations, type Invalidation } from './store.ts'

/**
 * On PostgreSQL a transaction may commit after one that took a later number: rows are read again for this long. SQLite
 * has one writer.
 */
const settleMs = 10_000
/** So far back a process reads that may have missed something. */
const rereadMs = 60_000
/** A shelf on the disk asks for what came since it was last written. A rush of votes makes a row for each moment. */
const kept = { ageMs: 86_400_000, most: 100_000 }
const beatMs = 10_000
/**
 * Cut off from the database, this process cannot hear what others withdraw. So long its pages serve on: what caches in
 * front are told too (stale-if-error; decision 075).
 */
const maxAloneMs = 86_400_000
/** Behind NOTIFY, should its connection be lost unseen. */
const pollMs = 2_000

/** Before the first row. */
const none = { seq: 0, at: 0 }

export type Follower = {
  apply(invalidation: Invalidation): void
  /** Something may have been missed and is not to be read any more: nothing cached can be trusted. */
  dropAll(): void
  /** Something may have been missed and is still to be read: everything is to be rendered again. */
  softenAll(): void
  /** The database was read. `settled`: of what is there, everything up to this row has been applied. */
  caughtUp(settled: { seq: number; at: number } | undefined): void
}

/** Applies every invalidation of this and other processes once, until stopped. */
export function followInvalidations(database: Database, { apply, dropAll, softenAll, caughtUp }: Follower): () => void {
  const settle = database.engine === 'sqlite' ? 0 : settleMs
  const applied = new Map<string, number>()
  const marks: { time: number; seq: number; at: number }[] = []
  let floor: { seq: number; at: number } | undefined
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
    const from = (floor ??= (await newestBefore(database.db, settleMs)) ?? none)
    const rows = await invalidationsAfter(database.db, from.seq)
    // What others have withdrawn meanwhile was shown for long enough.
    if (failingSince !== undefined && began - failingSince > rereadMs / 2) dropAll()
    failingSince = undefined
    for (const row of rows) applyOnce(row)
    if (rows.length > 0) lastRows = began
    const { seq, at } = rows.at(-1) ?? from
    marks.push({ time: began, seq, at })
    for (let mark = marks[0]; mark !== undefined && mark.time <= performance.now() - settle; mark = marks[0]) {
      if (mark.seq > floor.seq) floor = { seq: mark.seq, at: mark.at }
      marks.shift()
    }
    const settled = floor
    if (rows.length > 0) for (const [name, seq] of applied) if (seq <= settled.seq) applied.delete(name)
    if (!stopped) caughtUp(settled === none ? undefined : settled)
  }

  /**
   * By the numbers of this very database: after a fail-over it may have fewer than the one
   * before.
   */
  async function reachBack(): Promise<void> {
    floor = (await newestBefore(database.db, rereadMs)) ?? none
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
    if (performance.now() - lastBeat > rereadMs / 2) dropAll()
    if (failingSince !== undefined && performance.now() - failingSince > maxAloneMs) dropAll()
    lastBeat = performance.now()
    if (performance.now() - lastRows < rereadMs * 2) void prune().catch(() => {})
  }

  async function prune(): Promise<void> {
    const upTo = await prunableUpTo(database.db, kept)
    if (upTo === undefined) return
    for (let removed = 500; removed === 500 && !stopped;)
      removed = await database.write(system, (tx) => pruneInvalidations(tx, upTo, 500))
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
