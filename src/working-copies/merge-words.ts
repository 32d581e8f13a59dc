/** Running text merged word by word: what changed outside goes in where the writers have not changed the same words. */
import { changesBetween, collide, samePlaces, type Change } from './changes.ts'
import type { Conflicts } from './conflicts.ts'
import { marks as markTable, type MarkName } from './nodes.ts'
import { markKey, type Marks, type Part } from './tree.ts'
import { lettersOf, partsBetween, splitWords, type Letters, type Word } from './words.ts'

/** At a place of the copy: how many letters go, and what comes. */
export type Edit = { at: number; remove: number; insert: Part[] }
/** From a place of the copy, so many letters get these marks; null takes a mark away. */
export type Format = { at: number; length: number; marks: Record<string, Record<string, string> | null> }

/**
 * What to do to `copy`, whose places the edits name, so that it has what changed between `base` and `next`: first the
 * formats, then the edits, in their order, which is from the end to the beginning. What both changed in the same way is
 * done already; what they changed otherwise stays as the writers have it and is a conflict.
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
 * Whether the writers' change does what the outside one does: the same words are gone, and the new ones stand at its
 * beginning or end. So a merge that is done a second time finds itself.
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

/** Where a place of the base is in the copy: behind what was put there. */
function placeAfter(inside: readonly Change[], place: number): number {
  const last = inside.findLast(({ to }) => to <= place)
  return last === undefined ? place : place + last.newTo - last.to
}

/** Where a place of the base is in the copy: before what was put there. */
function placeBefore(inside: readonly Change[], place: number): number {
  const last = inside.findLast(({ from, to }) => from < place && to <= place)
  return last === undefined ? place : place + last.newTo - last.to
}

/** The words that the colliding changes are about, in each of the three. */
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

/** Of the letters that all three have: the marks that changed outside and not in the copy. */
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
  for (let place = 0; place < count; place++) {
    const [nextPlace, at] = [inTheirs[place], inOurs[place]]
    if (nextPlace === undefined || at === undefined) continue
    const [was, will, is] = [before, theirs, ours].map(
      ({ letters }, index) => letters.marks[[place, nextPlace, at][index] ?? 0] ?? {},
    )
    if (was === undefined || will === undefined || is === undefined || was === will) continue
    const { set, isRefused } = changedMarks(was, will, is)
    if (isRefused) refused += ours.letters.text[at]
    if (Object.keys(set).length > 0) addFormat(formats, at, set)
  }
  if (refused !== '') conflicts.add({ field, conflict: 'marks', before: refused, ours: refused, theirs: refused })
  return formats
}

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

function addFormat(formats: Format[], at: number, set: Format['marks']): void {
  const last = formats.at(-1)
  if (last !== undefined && last.at + last.length === at && JSON.stringify(last.marks) === JSON.stringify(set)) {
    last.length++
  } else formats.push({ at, length: 1, marks: set })
}
