/** What has changed between two rows of things, and what two people changed of the same row. */
import { diffArrays } from 'diff'

/** In place of what stood from `from` to `to` stands what now stands from `newFrom` to `newTo`. */
export type Change = { from: number; to: number; newFrom: number; newTo: number }

/** Beyond this many differences nothing is in common that anybody would recognise, and looking for it takes long. */
const maxDifferences = 1000

/** The least changes that make `after` of `before`, in order, with something unchanged between any two. */
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

/** For each place of `before` the place in `after` where the same thing stands, if it does. */
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

/** Whether two changes of the same row touch the same things; what is put between the same two things does not. */
export function collide(one: Change, other: Change): boolean {
  if (one.from === one.to && other.from === other.to) return false
  if (one.from === one.to) return other.from < one.from && one.from < other.to
  if (other.from === other.to) return one.from < other.from && other.from < one.to
  return one.from < other.to && other.from < one.to
}

/**
 * The places of the longest rising row among the numbers: what has not moved, when the numbers are where things stood
 * before. Undefined numbers belong to none.
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
