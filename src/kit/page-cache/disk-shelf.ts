import { openAlarm, type Alarm } from './alarm.ts'
import { readFacts, writeFacts, writeNotes, type Mark, type Marks } from './disk-shelf-facts.ts'
import type { ShelfFile } from './disk-shelf-file.ts'
import { guardFile, type Guarded } from './disk-shelf-guard.ts'
import { makeRoom } from './disk-shelf-room.ts'
import { openTrust, type Trust } from './disk-shelf-trust.ts'
import { openWalk, type Walk } from './disk-shelf-walk.ts'
import type { Invalidation } from './store.ts'
import { insertPage, openReader, type StoredCoding, type StoredPage } from './stored-page.ts'
import { openWaitingPages, type WaitingPages } from './waiting-pages.ts'

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
const [usualFlushMs, notesMs] = [200, 5_000]
const [pagesAtOnce, maxWaitingBytes] = [32, 8_000_000]
/** One huge page would hold the thread. */
const maxBodyBytes = 1_000_000
/** Pages are rendered again after this long, in case they depend on the date in ways that no tag covers. */
const maxAgeMs = 30 * 86_400_000
const sweepMs = 100

type Parts = {
  options: DiskShelfOptions
  now(): number
  file: Guarded
  trust: Trust
  walk: Walk
  waiting: WaitingPages
  alarm: Alarm
  read: ReturnType<typeof openReader>
}

export function openDiskShelf(options: DiskShelfOptions): DiskShelf {
  const parts = openParts(options)
  const { file, trust, alarm } = parts
  file.use(() => {})
  return {
    generation: trust.generation,
    get: (key, coding) => get(parts, key, [coding]),
    any: (key) => get(parts, key, ['br', 'gzip']),
    old: (key) => get(parts, key, ['br', 'gzip'], true),
    put: (page) => put(parts, page),
    invalidate: trust.invalidate,
    clear: trust.clear,
    distrust: trust.distrust,
    marks: () => marksOf(trust),
    setMark: trust.setMark,
    isWaiting: () => file.isOpen() && !trust.isResumed(),
    suspend: trust.suspend,
    resume: () => (file.isOpen() ? trust.resume() : trust.suspend()),
    stats: () =>
      file.use((opened) => ({ pages: Number(opened.count.get()?.count), bytes: opened.usedBytes() })) ?? {
        pages: 0,
        bytes: 0,
      },
    close() {
      alarm.stop()
      file.close((opened) => {
        opened.transaction(() => write(parts, opened))
        opened.close()
      })
    },
  }
}

function openParts(options: DiskShelfOptions): Parts {
  const { path, maxBytes, identity, now = Date.now, onFault = () => {} } = options
  const waiting = openWaitingPages(maxWaitingBytes)
  const walk = openWalk()
  const alarm = openAlarm(() => flush(parts))
  const trust = openTrust({
    later: () => alarm.within(notesMs),
    sweep() {
      walk.again()
      alarm.within(sweepMs)
    },
    dropWaiting: waiting.clear,
  })
  const opened = (found: ShelfFile) => {
    const { isSwept, ...facts } = readFacts(found)
    trust.opened(facts)
    walk.begin(isSwept)
    if (!isSwept) alarm.within(sweepMs)
  }
  const lost = () => {
    trust.suspend()
    waiting.clear()
  }
  const file = guardFile({ path, maxBytes, identity, now, opened, lost, onFault })
  const parts: Parts = { options, now, file, trust, walk, waiting, alarm, read: openReader() }
  return parts
}

function get(parts: Parts, key: string, codings: readonly StoredCoding[], evenOld = false): StoredPage | undefined {
  if (!parts.trust.isResumed()) return undefined
  return parts.file.use((opened) => {
    for (const coding of codings) {
      const page = find(parts, opened, { key, coding, evenOld })
      if (page !== undefined) return page
    }
    return undefined
  })
}

type Wanted = { key: string; coding: StoredCoding; evenOld: boolean }

function find({ read, trust, now }: Parts, file: ShelfFile, wanted: Wanted): StoredPage | undefined {
  const found = read(file, wanted.key, wanted.coding)
  if (found === undefined) return undefined
  const { storedAt, ...page } = found
  const { tags, generation, until } = page
  if (wanted.evenOld) return trust.notes().mayServeOld(tags, generation) ? page : undefined
  const isOver = (until !== undefined && until <= now()) || now() - storedAt > maxAgeMs
  return !isOver && trust.notes().isCurrent(tags, generation) ? page : undefined
}

function put({ options, file, trust, waiting, alarm }: Parts, page: StoredPage): void {
  const { maxBytes, flushMs = usualFlushMs } = options
  const isTooLarge = page.body.length > Math.min(maxBodyBytes, maxBytes / 8)
  if (isTooLarge || file.use(() => true) === undefined || page.generation < trust.openedAt()) return
  if (waiting.put(page)) alarm.within(flushMs)
}

function flush(parts: Parts): void {
  const { options, file, walk, waiting, alarm } = parts
  file.use((opened) => opened.transaction(() => write(parts, opened)))
  if (!walk.isDone()) alarm.within(sweepMs)
  if (waiting.size() > 0) alarm.within((options.flushMs ?? usualFlushMs) / 8)
}

/** One transaction: after a crash the file holds a state that once was, and the journal says what came after it. */
function write(parts: Parts, file: ShelfFile): void {
  const { trust, walk } = parts
  const notes = trust.notes()
  const unwritten = notes.unwritten()
  writeNotes(file, unwritten)
  writePages(parts, file)
  walk.step(file, notes)
  writeFacts(file, { borders: unwritten.borders, marks: trust.marks(), isSwept: walk.isDone() })
}

function writePages({ options, trust, waiting, now }: Parts, file: ShelfFile): void {
  const { path, maxBytes, isHot = () => false } = options
  const notes = trust.notes()
  const pages = waiting.take(pagesAtOnce)
  for (const page of pages) if (notes.isCurrent(page.tags, page.generation)) insertPage(file, page, now())
  if (pages.length > 0) makeRoom(file, path, maxBytes, (name) => isHot(name.slice(name.indexOf(' ') + 1)))
}

function marksOf(trust: Trust): Marks | undefined {
  const { settled, newest } = trust.marks()
  return settled && { settled, newest: newest ?? settled }
}
