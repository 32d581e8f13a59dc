import { openNotes, type Notes } from './disk-notes.ts'
import { isInUse, openShelfFile, removeShelfFile, type ShelfFile } from './disk-shelf-file.ts'
import { makeRoom, sweep } from './disk-shelf-room.ts'
import type { Invalidation } from './store.ts'
import { insertPage, nameOf, openReader, type StoredCoding, type StoredPage } from './stored-page.ts'
import { settingsTag, type Tag } from './tag.ts'

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

/** A row of the journal. `at` tells it from the row of the same number in another database, such as a backup's. */
export type Mark = { seq: number; at: number }
/** `settled`: everything up to it has been applied. `newest`: of a state that pages here were rendered from. */
export type Marks = { settled: Mark; newest: Mark }

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
  let timer: NodeJS.Timeout | undefined
  let dueAt = Infinity
  const waiting = new Map<string, StoredPage>()
  let waitingBytes = 0
  const read = openReader()

  function open(): void {
    triedAt = now()
    if (mustBeginAnew) removeShelfFile(path)
    const opened = openShelfFile(path, options.identity(), maxBytes)
    const number = (name: string) => Number(opened.fact(name) ?? 0)
    // Later than any render of this process: what began before has not been watched since.
    openedAt = Math.max(number('generation'), notes.generation()) + 1
    const borders = { generation: openedAt, floor: number('floor'), hardFloor: number('hardFloor') }
    const rows = opened.notes.all().map(({ tag, generation, hard }) => ({
      tag: String(tag) as Tag,
      generation: Number(generation),
      hard: Number(hard),
    }))
    notes = openNotes(borders, rows)
    const kept = opened.fact('marks')
    // Written by `flush` alone.
    marks = kept === undefined ? {} : (JSON.parse(kept) as Marks)
    swept = opened.fact('swept') === undefined ? 0 : undefined
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
    forgetWaiting()
    const broken = file
    file = undefined
    try {
      broken?.drop()
    } catch {
      // It is told below why.
    }
    onFault(error, isTaken)
  }

  function within(ms: number): void {
    if (isStopped || performance.now() + ms >= dueAt) return
    clearTimeout(timer)
    dueAt = performance.now() + ms
    timer = setTimeout(flush, ms).unref()
  }

  function flush(): void {
    dueAt = Infinity
    guarded((opened) => opened.transaction(() => write(opened)))
    if (swept !== undefined) within(sweepMs)
    if (waiting.size > 0) within(flushMs / 8)
  }

  /** One transaction: after a crash the file holds a state that once was, and the journal says what came after it. */
  function write(opened: ShelfFile): void {
    const { rows, forgotten, borders } = notes.unwritten()
    for (const { tag, generation, hard } of rows) opened.note.run(tag, generation, hard)
    if (forgotten !== undefined) opened.forgetNotes.run(forgotten)
    writePages(opened)
    if (swept !== undefined) walk(opened, swept)
    for (const [name, value] of Object.entries(borders)) opened.setFact.run(name, String(value))
    if (marks.settled === undefined) opened.dropFact.run('marks')
    else opened.setFact.run('marks', JSON.stringify(marks))
    // A walk that a restart has ended begins again.
    if (swept === undefined) opened.setFact.run('swept', 'yes')
    else opened.dropFact.run('swept')
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
    let count = 0
    for (const [name, page] of waiting) {
      if (++count > pagesAtOnce) break
      waiting.delete(name)
      waitingBytes -= page.body.length
      if (!notes.isCurrent(page.tags, page.generation)) continue
      insertPage(opened, page, now())
    }
    if (count > 0) makeRoom(opened, path, maxBytes, (name) => isHot(name.slice(name.indexOf(' ') + 1)))
  }

  function forgetWaiting(): void {
    waiting.clear()
    waitingBytes = 0
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
    forgetWaiting()
    sweepSoon()
  }

  guarded(() => {})
  return {
    generation: () => notes.generation(),
    get: (key, coding) => get(key, [coding]),
    any: (key) => get(key, ['br', 'gzip']),
    old: (key) => get(key, ['br', 'gzip'], true),
    put(page) {
      const { length } = page.body
      const isTooMuch = length > Math.min(maxBodyBytes, maxBytes / 8) || waitingBytes + length > maxWaitingBytes
      if (isTooMuch || guarded(() => true) === undefined || page.generation < openedAt) return
      const name = nameOf(page.key, page.coding)
      waitingBytes += length - (waiting.get(name)?.body.length ?? 0)
      waiting.set(name, page)
      within(flushMs)
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
      clearTimeout(timer)
      isStopped = true
      guarded((opened) => {
        opened.transaction(() => write(opened))
        opened.close()
      })
      file = undefined
    },
  }
}
