/**
 * Those of the names in both lists that have not been moved: the most of them that stand in the same order in both
 * (longest increasing subsequence, by patience sorting; n log n).
 */
export function steadyOrder(from: readonly string[], to: readonly string[]): Set<string> {
  const places = new Map(from.map((name, place) => [name, place]))
  const shared = to.flatMap((name) => {
    const place = places.get(name)
    return place === undefined ? [] : [{ name, place }]
  })
  /** Of each length of a run, the run that ends with the smallest place: the index of its last member. */
  const ends: number[] = []
  const before: (number | undefined)[] = []
  for (const [index, { place }] of shared.entries()) {
    const length = firstNotBelow(ends, (end) => (shared[end]?.place ?? 0) < place)
    before.push(length === 0 ? undefined : ends[length - 1])
    ends[length] = index
  }
  const steady = new Set<string>()
  for (let index = ends.at(-1); index !== undefined; index = before[index]) steady.add(shared[index]?.name ?? '')
  return steady
}

function firstNotBelow(ends: readonly number[], isBelow: (end: number) => boolean): number {
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBelow(ends[middle] ?? 0)) low = middle + 1
    else high = middle
  }
  return low
}
