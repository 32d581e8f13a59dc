/** Merges running text word by word: an outside change goes in where the writers have not changed the same words. */
import { changesBetween, collide, samePlaces, type Change } from './changes.ts'
import type { Conflicts } from './conflicts.ts'
import { marks as markTable, type MarkName } from './nodes.ts'
import { markKey, type Marks, type Part } from './tree.ts'
import { lettersOf, partsBetween, splitWords, type Letters, type Word } from './words.ts'

/** At a place in the copy: how many letters are removed, and what is inserted. */
export type Edit = { at: number; remove: number; insert: Part[] }
/** From a place in the copy, this many letters get these marks; null removes a mark. */
export type Format = { at: number; length: number; marks: Record<string, Record<string, string> | null> }

/**
 * What to do to `copy` so that it has what changed between `base` and `next`; the places are the copy's. First the
 * formats, then the edits, in order, from the end to the beginning. What both changed in the same way is already done;
 * what they changed differently stays as the writers have it and is a conflict.
 */
export function mergeWords(
  field: string,
  [base, next, copy]: readonly [readonly Part[], readonly Part[], readonly Part[]],
  conflicts: Conflicts,
): { edits: Edit[]; formats: Format[] } {
  const [before, theirs, ours] = [rowOf(base), rowOf(next), rowOf(copy)]
  const outside = lettersOfChanges(before, theirs, changesBetween(keys(before), keys(theirs)))
  const inside = lettersOfChanges(before, ours, changesBetween(keys(before), keys(ours)))
  const free = outside.filter((change) => {
    const met = inside.filter((other) => collide(change, other) || isSameGap(change, other))
    if (met.some((other) => isDone(change, theirs.letters, other, ours.letters))) return false
    if (!met.some((other) => collide(change, other))) return true
    conflicts.add({ field, conflict: 'words', ...threeTexts(before, theirs, ours, change, met) })
    return false
  })
  const edits = free.map((change): Edit => {
    const at = placeAfter(inside, change.from)
    const end = change.from === change.to ? at : placeBefore(inside, change.to)
    return { at, remove: end - at, insert: partsBetween(theirs.letters, change.newFrom, change.newTo) }
  })
  const formats = formatsOf(field, [before, theirs, ours], [outside, inside], conflicts)
  return { edits: edits.toReversed(), formats }
}

type Row = { letters: Letters; words: Word[] }

function rowOf(parts: readonly Part[]): Row {
  const letters = lettersOf(parts)
  return { letters, words: splitWords(letters) }
}

function keys({ words }: Row): string[] {
  return words.map(({ key }) => key)
}

/** Counted in letters instead of words. */
function lettersOfChanges(before: Row, after: Row, changes: readonly Change[]): Change[] {
  const start = ({ words, letters }: Row, place: number) => words[place]?.start ?? letters.text.length
  return changes.map(({ from, to, newFrom, newTo }) => ({
    from: start(before, from),
    to: start(before, to),
    newFrom: start(after, newFrom),
    newTo: start(after, newTo),
  }))
}

function isSameGap(one: Change, other: Change): boolean {
  return one.from === one.to && other.from === other.to && one.from === other.from
}

/**
 * Whether the writers' change already does what the outside one does: the same words are gone, and the new ones are at
 * its beginning or end. So a merge done twice recognises itself.
 */
function isDone(change: Change, theirs: Letters, other: Change, ours: Letters): boolean {
  if (other.from > change.from || other.to < change.to) return false
  const [wanted, made] = [
    theirs.text.slice(change.newFrom, change.newTo),
    ours.text.slice(other.newFrom, other.newTo),
  ].map((text) => text.trim())
  if (wanted === undefined || made === undefined) return false
  if (wanted === '') return made === ''
  return ` ${made} `.startsWith(` ${wanted} `) || ` ${made} `.endsWith(` ${wanted} `)
}

/** Where a place in the base is in the copy: after anything inserted there. */
function placeAfter(inside: readonly Change[], place: number): number {
  const last = inside.findLast(({ to }) => to <= place)
  return last === undefined ? place : place + last.newTo - last.to
}

/** Where a place in the base is in the copy: before anything inserted there. */
function placeBefore(inside: readonly Change[], place: number): number {
  const last = inside.findLast(({ from, to }) => from < place && to <= place)
  return last === undefined ? place : place + last.newTo - last.to
}

/** The words in conflict, in each of the three. */
function threeTexts(before: Row, theirs: Row, ours: Row, change: Change, met: readonly Change[]) {
  const textIn = ({ letters }: Row, from: number, to: number) => letters.text.slice(from, to)
  return {
    before: textIn(before, change.from, change.to),
    theirs: textIn(theirs, change.newFrom, change.newTo),
    ours: met.map((other) => textIn(ours, other.newFrom, other.newTo)).join(' '),
  }
}

// Marks -------------------------------------------------------------------------

const markNames = Object.keys(markTable) as MarkName[]

/** For the letters in all three: marks that changed outside and not in the copy. */
function formatsOf(
  field: string,
  [before, theirs, ours]: readonly [Row, Row, Row],
  [outside, inside]: readonly [readonly Change[], readonly Change[]],
  conflicts: Conflicts,
): Format[] {
  const count = before.letters.text.length
  const [inTheirs, inOurs] = [samePlaces(count, outside), samePlaces(count, inside)]
  const formats: Format[] = []
  let refused = ''
  for (const stretch of stretches(count, inTheirs, inOurs, [before, theirs, ours])) {
    const { set, isRefused } = changedMarks(...stretch.marks)
    if (isRefused) refused += ours.letters.text.slice(stretch.at, stretch.at + stretch.length)
    if (Object.keys(set).length > 0) formats.push({ at: stretch.at, length: stretch.length, marks: set })
  }
  if (refused !== '') conflicts.add({ field, conflict: 'marks', before: refused, ours: refused, theirs: refused })
  return formats
}

type Stretch = { at: number; length: number; marks: readonly [Marks, Marks, Marks] }

/** Letters in all three that have the same marks in each. */
function stretches(
  count: number,
  inTheirs: readonly (number | undefined)[],
  inOurs: readonly (number | undefined)[],
  [before, theirs, ours]: readonly [Row, Row, Row],
): Stretch[] {
  const found: Stretch[] = []
  for (let place = 0; place < count; place++) {
    const [next, at] = [inTheirs[place], inOurs[place]]
    if (next === undefined || at === undefined) continue
    const [was, will, is] = [before.letters.marks[place], theirs.letters.marks[next], ours.letters.marks[at]]
    if (was === undefined || will === undefined || is === undefined) continue
    const last = found.at(-1)
    const isSame = last?.marks[0] === was && last.marks[1] === will && last.marks[2] === is
    if (last !== undefined && isSame && last.at + last.length === at) last.length++
    else found.push({ at, length: 1, marks: [was, will, is] })
  }
  return found
}

/** What to set in the copy where the outside changed `was` to `will`, and whether the copy has something else again. */
function changedMarks(was: Marks, will: Marks, is: Marks): { set: Format['marks']; isRefused: boolean } {
  const set: Format['marks'] = {}
  let isRefused = false
  for (const name of markNames) {
    const [old, wanted, held] = [markKey(name, was), markKey(name, will), markKey(name, is)]
    if (old === wanted || held === wanted) continue
    if (held === old) set[name] = will[name] ?? null
    else isRefused = true
  }
  return { set, isRefused }
}
