/**
 * Reads again whenever it is called. Readings may overlap and end in any order: one that began before another that has
 * been taken is older than it, and is dropped.
 */
export function reloading<Value>(read: () => Promise<Value>, take: (value: Value) => void): () => Promise<void> {
  let [begun, taken] = [0, 0]
  return async () => {
    const number = ++begun
    const value = await read()
    if (number < taken) return
    taken = number
    take(value)
  }
}
