/** Ranges of one writer's operations, counted as Yjs counts: from a clock, one step per letter. */
import * as Y from 'yjs'

export type ClockRange = { clock: number; length: number }
/** By writer, in the order of their clocks, none overlapping another. */
export type ClockRanges = ReadonlyMap<number, readonly ClockRange[]>

type DeleteSet = Parameters<typeof Y.mergeDeleteSets>[0][number]

/** The union of these delete sets. */
export function rangesOf(sets: readonly DeleteSet[]): ClockRanges {
  const merged = Y.mergeDeleteSets([...sets])
  return new Map(
    [...merged.clients].map(([client, deletions]) => [
      client,
      deletions.map(({ clock, len }) => ({ clock, length: len })).toSorted((one, other) => one.clock - other.clock),
    ]),
  )
}

/** The parts of a range that none of the others covers, in order. */
export function without(range: ClockRange, others: readonly ClockRange[] = []): ClockRange[] {
  const left: ClockRange[] = []
  const end = range.clock + range.length
  let from = range.clock
  for (let index = firstEndingAfter(others, from); index < others.length && from < end; index++) {
    const other = others[index]
    if (other === undefined || other.clock >= end) break
    if (other.clock > from) left.push({ clock: from, length: other.clock - from })
    from = Math.max(from, other.clock + other.length)
  }
  if (from < end) left.push({ clock: from, length: end - from })
  return left
}

function firstEndingAfter(ranges: readonly ClockRange[], clock: number): number {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const range = ranges[middle]
    if (range !== undefined && range.clock + range.length <= clock) low = middle + 1
    else high = middle
  }
  return low
}
