const hour = 3_600_000
const said = new WeakMap<object, Map<string, number>>()

/** Whether it is time to say this (again): once an hour in this process, for each `listener` such as a log. */
export function isDue(listener: object, what: string, now: number): boolean {
  const known = said.get(listener) ?? new Map<string, number>()
  said.set(listener, known)
  const last = known.get(what)
  if (last !== undefined && now >= last && now - last < hour) return false
  // What has not been said for an hour need not be remembered.
  for (const [other, at] of known) if (now - at >= hour) known.delete(other)
  known.set(what, now)
  return true
}
