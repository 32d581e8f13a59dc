/** The keys that were asked for last, so many of them: whether one is asked for again. */
export function openAskedLately(most: number): (key: string) => boolean {
  const places = new Set<string>()
  const inTurn: (string | undefined)[] = Array.from({ length: most })
  let next = 0
  return (key) => {
    if (places.has(key)) return true
    const oldest = inTurn[next]
    if (oldest !== undefined) places.delete(oldest)
    inTurn[next] = key
    places.add(key)
    next = (next + 1) % most
    return false
  }
}
