/** The value kept under this key; made the first time. */
export function getOrCreate<Key, T>(cache: Map<Key, T>, key: Key, make: () => T): T {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}
