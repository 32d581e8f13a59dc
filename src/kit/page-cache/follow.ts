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

/** A row of the journal. */
type Row = { seq: number; at: number }
/** Before the first row. */
const none: Row = { seq: 0, at: 0 }

export type Follower = {
  apply(invalidation: Invalidation): void
  /** Something may have been missed and is not to be read any more: nothing cached can be trusted. */
  dropAll(): void
  /** Something may have been missed and is still to be read: everything is to be rendered again. */
  softenAll(): void
  /** The database was read. `settled`: of what is there, everything up to this row has been applied. */
  caughtUp(settled: Row | undefined): void
}

/** Applies every invalidation of this and other processes once, until stopped. */
export function followInvalidations(database: Database, follower: Follower): () => void {
  const stopped = new AbortController()
  const journal = openJournal(database, follower, stopped.signal)
  const read = takingTurns(() => journal.read(), stopped.signal)
  let lastBeat = performance.now()

  /** A process that stood still for so long may have missed rows that others pruned. */
  function beat(): void {
    if (performance.now() - lastBeat > rereadMs / 2) follower.dropAll()
    if (journal.failingMs() > maxAloneMs) follower.dropAll()
    lastBeat = performance.now()
    if (journal.quietMs() < rereadMs * 2) void prune(database, stopped.signal).catch(() => {})
  }

  const stopMinding = database.condition.onChange((trouble) => {
    if (trouble === undefined) void read()
  })
  const stopHearing = database.commits.on(invalidations, {
    here: journal.applyOnce,
    elsewhere({ missed }) {
      if (missed) {
        follower.softenAll()
        journal.miss()
      }
      void read()
    },
  })
  const timers = [setInterval(beat, beatMs)]
  if (database.engine === 'postgres') timers.push(setInterval(() => void read(), pollMs))
  for (const timer of timers) timer.unref()
  void read()
  return () => {
    stopped.abort()
    stopMinding()
    stopHearing()
    for (const timer of timers) clearInterval(timer)
  }
}

type Journal = {
  applyOnce(invalidation: Invalidation): void
  /** Applies what has come since; one reading at a time. A database that is away is asked again by the next one. */
  read(): Promise<void>
  /** Rows may have been missed: the next reading reaches back. */
  miss(): void
  /** For how long it could not be read; 0 when it can. */
  failingMs(): number
  /** Since when nothing has come. */
  quietMs(): number
}

function openJournal(database: Database, { apply, dropAll, caughtUp }: Follower, stopped: AbortSignal): Journal {
  const applied = new Map<string, number>()
  const settling = openSettling(database.engine === 'sqlite' ? 0 : settleMs)
  let failingSince: number | undefined
  let mayHaveMissed = false
  let lastRows = performance.now()

  function applyOnce(invalidation: Invalidation): void {
    // The time belongs to the name: in one process with two databases (a test) numbers alone would be taken for each
    // other.
    const name = `${invalidation.seq} ${invalidation.at}`
    if (applied.has(name)) return
    applied.set(name, invalidation.seq)
    apply(invalidation)
  }

  async function readRows(began: number): Promise<void> {
    // By the numbers of this very database: after a fail-over it may have fewer than the one before.
    if (mayHaveMissed) settling.startAt((await newestBefore(database.db, rereadMs)) ?? none)
    mayHaveMissed = false
    const from = settling.floor() ?? settling.startAt((await newestBefore(database.db, settleMs)) ?? none)
    const rows = await invalidationsAfter(database.db, from.seq)
    // What others have withdrawn meanwhile has been shown long enough.
    if (failingSince !== undefined && began - failingSince > rereadMs / 2) dropAll()
    failingSince = undefined
    for (const row of rows) applyOnce(row)
    if (rows.length > 0) lastRows = began
    const settled = settling.move(rows.at(-1) ?? from, began)
    if (rows.length > 0) for (const [name, seq] of applied) if (seq <= settled.seq) applied.delete(name)
    if (!stopped.aborted) caughtUp(settled === none ? undefined : settled)
  }

  return {
    applyOnce,
    read() {
      const began = performance.now()
      return readRows(began).catch(() => void (failingSince ??= began))
    },
    miss: () => void (mayHaveMissed = true),
    failingMs: () => (failingSince === undefined ? 0 : performance.now() - failingSince),
    quietMs: () => performance.now() - lastRows,
  }
}

type Settling = {
  /** Up to it everything has come; undefined before the first reading. */
  floor(): Row | undefined
  startAt(row: Row): Row
  /** The newest row at that time has been read: the floor follows when none can come before it any more. */
  move(newest: Row, time: number): Row
}

function openSettling(afterMs: number): Settling {
  const marks: { time: number; row: Row }[] = []
  let floor: Row | undefined
  return {
    floor: () => floor,
    startAt(row) {
      marks.length = 0
      return (floor = row)
    },
    move({ seq, at }, time) {
      marks.push({ time, row: { seq, at } })
      let settled = floor ?? none
      for (let mark = marks[0]; mark !== undefined && mark.time <= performance.now() - afterMs; mark = marks[0]) {
        if (mark.row.seq > settled.seq) settled = mark.row
        marks.shift()
      }
      return (floor = settled)
    },
  }
}

/**
 * One reading at a time, and one more when somebody asks meanwhile. A long one (a rush) is followed by a pause, so that
 * reading takes no more than a fifth of the thread.
 */
function takingTurns(readOnce: () => Promise<void>, stopped: AbortSignal): () => Promise<void> {
  let isReading = false
  let again = false
  return async () => {
    again = true
    if (isReading) return
    isReading = true
    while (again && !stopped.aborted) {
      again = false
      const began = performance.now()
      await readOnce()
      const took = performance.now() - began
      if (took > 5) await pause(took * 4)
    }
    isReading = false
  }
}

async function prune(database: Database, stopped: AbortSignal): Promise<void> {
  const upTo = await prunableUpTo(database.db, kept)
  if (upTo === undefined) return
  for (let removed = 500; removed === 500 && !stopped.aborted;)
    removed = await database.write(system, (tx) => pruneInvalidations(tx, upTo, 500))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
