/** What changed between two sequences, and what two people changed in the same one. */
import { diffArrays } from 'diff'

/** `from` to `to` was replaced by `newFrom` to `newTo`. */
export type Change = { from: number; to: number; newFrom: number; newTo: number }

/** Beyond this many differences nobody would recognise anything in common, and searching takes long. */
const maxDifferences = 1000

/** The fewest changes that turn `before` into `after`, in order, with something unchanged between any two. */
export function changesBetween(before: readonly string[], after: readonly string[]): Change[] {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from++
  let [to, newTo] = [before.length, after.length]
  while (to > from && newTo > from && before[to - 1] === after[newTo - 1]) {
    to--
    newTo--
  }
  if (from === to && from === newTo) return []
  const parts = diffArrays(before.slice(from, to), after.slice(from, newTo), { maxEditLength: maxDifferences })
  if (parts === undefined) return [{ from, to, newFrom: from, newTo }]
  const changes: Change[] = []
  let open: Change | undefined
  let [at, newAt] = [from, from]
  for (const { added, removed, count = 0 } of parts) {
    const length = count
    if (!added) at += length
    if (!removed) newAt += length
    if (!added && !removed) open = undefined
    else if (open !== undefined) Object.assign(open, { to: at, newTo: newAt })
    else {
      open = { from: removed ? at - length : at, to: at, newFrom: added ? newAt - length : newAt, newTo: newAt }
      changes.push(open)
    }
  }
  return changes
}

/** For each place of `before`, the place in `after` of the same item, if there is one. */
export function samePlaces(length: number, changes: readonly Change[]): (number | undefined)[] {
  const places: (number | undefined)[] = []
  let shift = 0
  for (const change of changes) {
    while (places.length < change.from) places.push(places.length + shift)
    while (places.length < change.to) places.push(undefined)
    shift = change.newTo - change.to
  }
  while (places.length < length) places.push(places.length + shift)
  return places
}

/** Whether two changes touch the same items; insertions between the same two items do not. */
export function collide(one: Change, other: Change): boolean {
  if (one.from === one.to && other.from === other.to) return false
  if (one.from === one.to) return other.from < one.from && one.from < other.to
  if (other.from === other.to) return one.from < other.from && other.from < one.to
  return one.from < other.to && other.from < one.to
}

/**
 * The places of the longest increasing subsequence: what has not moved, if the numbers are earlier positions. Undefined
 * numbers are never part of it.
 */
export function longestRise(numbers: readonly (number | undefined)[]): Set<number> {
  const ends: number[] = []
  const previous: (number | undefined)[] = []
  numbers.forEach((number, place) => {
    if (number === undefined) return
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1
      else high = middle
    }
    previous[place] = low === 0 ? undefined : ends[low - 1]
    ends[low] = place
  })
  const rise = new Set<number>()
  for (let place = ends.at(-1); place !== undefined; place = previous[place]) rise.add(place)
  return rise
}
