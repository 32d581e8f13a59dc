/** What a page showed when it was made, and how often that had changed by then. */
type AskedFor = { tags: readonly string[]; changes: number }

/**
 * By key, of the `most` that were noted last. A tag has no space, so each is kept as one line: as a list of strings
 * 20,000 stories took 14 MB (2026-11-29).
 */
export function openAskedFor(most: number): {
  get(key: string): AskedFor | undefined
  note(key: string, asked: AskedFor): void
} {
  const lines = new Map<string, string>()
  return {
    get(key) {
      const [changes, ...tags] = lines.get(key)?.split(' ') ?? []
      return changes === undefined ? undefined : { tags, changes: Number(changes) }
    },
    note(key, { tags, changes }) {
      lines.delete(key)
      lines.set(key, [changes, ...tags].join(' '))
      const [oldest] = lines.size > most ? lines.keys() : []
      if (oldest !== undefined) lines.delete(oldest)
    },
  }
}
