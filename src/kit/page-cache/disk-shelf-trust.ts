import { openNotes, type Notes } from './disk-notes.ts'
import type { Mark, Marks, ShelfFacts } from './disk-shelf-facts.ts'
import type { Invalidation } from './store.ts'
import { settingsTag } from './tag.ts'

/** How far the file's pages can be trusted: what was invalidated since, and how much of that has been heard. */
export type Trust = {
  /** What a render that begins now has seen. */
  generation(): number
  notes(): Notes
  marks(): Partial<Marks>
  /** Pages from before the file was opened do not come into it: what began then has not been watched since. */
  openedAt(): number
  /** Everything that was invalidated is known: pages may be served. */
  isResumed(): boolean
  opened(facts: Omit<ShelfFacts, 'isSwept'>): void
  suspend(): void
  resume(): void
  invalidate(invalidation: Invalidation): void
  clear(): void
  distrust(): void
  setMark(mark: Mark): void
}

/** What is to be done with the file then. */
type Follows = {
  /** It is to be told, not at once. */
  later(): void
  /** What must never be served again is to be taken out. */
  sweep(): void
  /** Nothing that is still to be written is good any more. */
  dropWaiting(): void
}

export function openTrust({ later, sweep, dropWaiting }: Follows): Trust {
  let notes: Notes = openNotes({ generation: 0, floor: 0, hardFloor: 0 }, [])
  let marks: Partial<Marks> = {}
  let openedAt = 0
  let [isResumed, hasServed] = [false, false]

  function clear(): void {
    notes.noteAll()
    marks = {}
    dropWaiting()
    sweep()
  }

  return {
    generation: () => notes.generation(),
    notes: () => notes,
    marks: () => marks,
    openedAt: () => openedAt,
    isResumed: () => isResumed,
    opened(facts) {
      // Later than any render of this process.
      openedAt = Math.max(facts.borders.generation, notes.generation()) + 1
      notes = openNotes({ ...facts.borders, generation: openedAt }, facts.notes)
      marks = facts.marks
      hasServed = false
    },
    suspend() {
      isResumed = false
    },
    resume() {
      isResumed = true
      hasServed = true
    },
    invalidate({ seq, at, tags, hard }) {
      // A process that begins reads the last rows again, which this file has heard of.
      if (!isResumed && seq <= (marks.settled?.seq ?? 0)) return
      if (tags.includes(settingsTag)) return clear()
      notes.note(tags, hard)
      if (seq > (marks.newest?.seq ?? 0)) marks.newest = { seq, at }
      if (hard) sweep()
      else later()
    },
    clear,
    distrust() {
      if (hasServed) return clear()
      notes.forget(openedAt)
      marks = {}
      sweep()
    },
    setMark(mark) {
      if (!isResumed) return
      marks = { settled: mark, newest: (marks.newest?.seq ?? 0) > mark.seq ? (marks.newest ?? mark) : mark }
      later()
    },
  }
}
