/** Matches items of two sequences where only their order and words tell which became which. */

export type Alike = { name: string; words: string }

/** Beyond this many comparisons items are simply paired in order. */
const maxComparisons = 2500

/**
 * Pairs that keep both orders, as `[place, other place]`: of all ways to pair items with the same name, the one that
 * keeps most words. Items without a word in common are paired only if nothing better is left.
 */
export function aligned(row: readonly Alike[], others: readonly Alike[]): [number, number][] {
  if (row.length * others.length > maxComparisons) return inTurn(row, others)
  const [words, otherWords] = [row, others].map((those) => those.map((one) => new Set(one.words.split(/\s+/u))))
  const gain = (place: number, other: number) => {
    if (row[place]?.name !== others[other]?.name) return 0
    return 0.01 + likeness(words?.[place] ?? new Set(), otherWords?.[other] ?? new Set())
  }
  // best[place][other]: the most that what follows both can give.
  const best = Array.from({ length: row.length + 1 }, () => new Array<number>(others.length + 1).fill(0))
  const at = (place: number, other: number) => best[place]?.[other] ?? 0
  const paired = (place: number, other: number) => gain(place, other) + at(place + 1, other + 1)
  for (let place = row.length - 1; place >= 0; place--) {
    const line = best[place] ?? []
    for (let other = others.length - 1; other >= 0; other--) {
      line[other] = Math.max(paired(place, other), at(place + 1, other), at(place, other + 1))
    }
  }
  const pairs: [number, number][] = []
  for (let place = 0, other = 0; place < row.length && other < others.length;) {
    if (gain(place, other) > 0 && at(place, other) === paired(place, other)) pairs.push([place++, other++])
    else if (at(place, other) === at(place + 1, other)) place++
    else other++
  }
  return pairs
}

function inTurn(row: readonly Alike[], others: readonly Alike[]): [number, number][] {
  const length = Math.min(row.length, others.length)
  const pairs = Array.from({ length }, (_, place): [number, number] => [place, place])
  return pairs.filter(([place]) => row[place]?.name === others[place]?.name)
}

/** From 0 to 1: what share of their words both have. */
function likeness(words: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return words.intersection(others).size / Math.max(1, words.size, others.size)
}
