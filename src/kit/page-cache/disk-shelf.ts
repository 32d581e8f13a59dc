import { openAlarm } from './alarm.ts'
import { openNotes, type Notes } from './disk-notes.ts'
import { readFacts, writeFacts, writeNotes, type Mark, type Marks } from './disk-shelf-facts.ts'
import { isInUse, openShelfFile, removeShelfFile, type ShelfFile } from './disk-shelf-file.ts'
import { makeRoom, sweep } from './disk-shelf-room.ts'
import type { Invalidation } from './store.ts'
import { insertPage, openReader, type StoredCoding, type StoredPage } from './stored-page.ts'
import { settingsTag } from './tag.ts'
import { openWaitingPages } from './waiting-pages.ts'

/**
 * Rendered pages in a file of their own, behind those in memory: an archive that machines read from end to end is many
 * times larger than any memory, and a restart would otherwise begin with nothing. The file can be deleted at any time
 * and belongs in no backup. Decision 079.
 */
export type DiskShelf = {
  /** What a render that begins now has seen (`Notes`). */
  generation(): number
  get(key: string, coding: StoredCoding): StoredPage | undefined
  /** In whichever coding. */
  any(key: string): StoredPage | undefined
  /** Also what was invalidated softly since, or is past its time: for while the database is away. */
  old(key: string): StoredPage | undefined
  /** Kept with the next flush. */
  put(page: StoredPage): void
  invalidate(invalidation: Invalidation): void
  clear(): void
  /** Old pages cannot be shown to belong to this database; those that this process has stored since can. */
  distrust(): void
  /** What the file knows of the house's journal of invalidations; undefined: nothing. */
  marks(): Marks | undefined
  /** Everything up to this row has been applied. */
  setMark(mark: Mark): void
  /** Open, and silent until the journal has been applied: see `catchUp`. */
  isWaiting(): boolean
  /** Something may have been missed: silent from now on. */
  suspend(): void
  resume(): void
  stats(): { pages: number; bytes: number }
  close(): void
}

export type DiskShelfOptions = {
  path: string
  maxBytes: number
  /** Of the program and the configuration that pages depend on: those of another are dropped. */
  identity(): string
  /** Pages that readers ask for are not taken away. */
  isHot?(key: string): boolean
  flushMs?: number
  now?(): number
  /** A full disk, a file that broke, another process that has it: pages are rendered meanwhile. */
  onFault?(error: unknown, isInUse: boolean): void
}

/** Pages are flushed soon; what was invalidated is in the house's journal until then. */
const notesMs = 5_000
const [pagesAtOnce, maxWaitingBytes] = [32, 8_000_000]
/** One huge page would hold the thread. */
const maxBodyBytes = 1_000_000
/** Pages are rendered again after this long, in case they depend on the date in ways that no tag covers. */
const maxAgeMs = 30 * 86_400_000
const [sweepRows, sweepMs] = [100, 100]
/** A broken file, a full disk and one that another process has are tried again after so long. */
const retryMs = 60_000

export function openDiskShelf(options: DiskShelfOptions): DiskShelf {
  const { path, maxBytes, flushMs = 200, now = Date.now, isHot = () => false, onFault = () => {} } = options
  let file: ShelfFile | undefined
  let notes: Notes = openNotes({ generation: 0, floor: 0, hardFloor: 0 }, [])
  let [openedAt, triedAt] = [0, -Infinity]
  let [isResumed, hasServed, isStopped, mustBeginAnew] = [false, false, false, false]
  let marks: Partial<Marks> = {}
  /** How far the walk has come that takes out what must never be served again; `mustSweep`: after this one another. */
  let swept: number | undefined
  let mustSweep = false
  const waiting = openWaitingPages(maxWaitingBytes)
  const { within, stop: stopAlarm } = openAlarm(flush)
  const read = openReader()

  function open(): void {
    triedAt = now()
    if (mustBeginAnew) removeShelfFile(path)
    const opened = openShelfFile(path, options.identity(), maxBytes)
    const facts = readFacts(opened)
    // Later than any render of this process: what began before has not been watched since.
    openedAt = Math.max(facts.borders.generation, notes.generation()) + 1
    notes = openNotes({ ...facts.borders, generation: openedAt }, facts.notes)
    marks = facts.marks
    swept = facts.isSwept ? undefined : 0
    mustBeginAnew = false
    hasServed = false
    file = opened
    if (swept !== undefined) within(sweepMs)
  }

  /** What the file gives, or nothing: a fault takes the shelf away and nothing else. */
  function guarded<Value>(work: (file: ShelfFile) => Value): Value | undefined {
    try {
      if (file === undefined && !isStopped && now() - triedAt >= retryMs) open()
      return file === undefined ? undefined : work(file)
    } catch (error) {
      fail(error)
      return undefined
    }
  }

  /** What it may not know any more, it does not serve: it starts over, unless another process has it. */
  function fail(error: unknown): void {
    const isTaken = file === undefined && isInUse(error)
    mustBeginAnew = !isTaken
    triedAt = now()
    isResumed = false
    waiting.clear()
    const broken = file
    file = undefined
    try {
      broken?.drop()
    } catch {
      // It is told below why.
    }
    onFault(error, isTaken)
  }

  function flush(): void {
    guarded((opened) => opened.transaction(() => write(opened)))
    if (swept !== undefined) within(sweepMs)
    if (waiting.size() > 0) within(flushMs / 8)
  }

  /** One transaction: after a crash the file holds a state that once was, and the journal says what came after it. */
  function write(opened: ShelfFile): void {
    const unwritten = notes.unwritten()
    writeNotes(opened, unwritten)
    writePages(opened)
    if (swept !== undefined) walk(opened, swept)
    writeFacts(opened, { borders: unwritten.borders, marks, isSwept: swept === undefined })
  }

  function walk(opened: ShelfFile, from: number): void {
    swept = sweep(opened, notes, from, sweepRows)
    if (swept === undefined && mustSweep) [swept, mustSweep] = [0, false]
  }

  function sweepSoon(): void {
    if (swept === undefined) swept = 0
    else mustSweep = true
    within(sweepMs)
  }

  function writePages(opened: ShelfFile): void {
    const pages = waiting.take(pagesAtOnce)
    for (const page of pages) if (notes.isCurrent(page.tags, page.generation)) insertPage(opened, page, now())
    if (pages.length > 0) makeRoom(opened, path, maxBytes, (name) => isHot(name.slice(name.indexOf(' ') + 1)))
  }

  function find(opened: ShelfFile, key: string, coding: StoredCoding, evenOld = false): StoredPage | undefined {
    const found = read(opened, key, coding)
    if (found === undefined) return undefined
    const { storedAt, ...page } = found
    const isOver = (page.until !== undefined && page.until <= now()) || now() - storedAt > maxAgeMs
    const { tags, generation } = page
    const isGood = evenOld ? notes.mayServeOld(tags, generation) : !isOver && notes.isCurrent(tags, generation)
    return isGood ? page : undefined
  }

  function get(key: string, codings: readonly StoredCoding[], evenOld = false): StoredPage | undefined {
    if (!isResumed) return undefined
    return guarded((opened) => {
      for (const coding of codings) {
        const page = find(opened, key, coding, evenOld)
        if (page !== undefined) return page
      }
      return undefined
    })
  }

  function clear(): void {
    notes.noteAll()
    marks = {}
    waiting.clear()
    sweepSoon()
  }

  guarded(() => {})
  return {
    generation: () => notes.generation(),
    get: (key, coding) => get(key, [coding]),
    any: (key) => get(key, ['br', 'gzip']),
    old: (key) => get(key, ['br', 'gzip'], true),
    put(page) {
      const isTooLarge = page.body.length > Math.min(maxBodyBytes, maxBytes / 8)
      if (isTooLarge || guarded(() => true) === undefined || page.generation < openedAt) return
      if (waiting.put(page)) within(flushMs)
    },
    invalidate({ seq, at, tags, hard }) {
      // A process that begins reads the last rows again, which this file has heard of.
      if (!isResumed && seq <= (marks.settled?.seq ?? 0)) return
      if (tags.includes(settingsTag)) return clear()
      notes.note(tags, hard)
      if (seq > (marks.newest?.seq ?? 0)) marks.newest = { seq, at }
      if (hard) sweepSoon()
      else within(notesMs)
    },
    clear,
    distrust() {
      if (hasServed) return clear()
      notes.forget(openedAt)
      marks = {}
      sweepSoon()
    },
    marks: () =>
      marks.settled === undefined ? undefined : { newest: marks.settled, ...marks, settled: marks.settled },
    setMark(mark) {
      if (!isResumed) return
      marks = { settled: mark, newest: (marks.newest?.seq ?? 0) > mark.seq ? (marks.newest ?? mark) : mark }
      within(notesMs)
    },
    isWaiting: () => file !== undefined && !isResumed,
    suspend() {
      isResumed = false
    },
    resume() {
      isResumed = file !== undefined
      hasServed ||= isResumed
    },
    stats: () =>
      guarded((opened) => ({ pages: Number(opened.count.get()?.count), bytes: opened.usedBytes() })) ?? {
        pages: 0,
        bytes: 0,
      },
    close() {
      stopAlarm()
      isStopped = true
      guarded((opened) => {
        opened.transaction(() => write(opened))
        opened.close()
      })
      file = undefined
    },
  }
}
