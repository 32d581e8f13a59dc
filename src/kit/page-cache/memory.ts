import type { Journal } from './journal.ts'

type Kept = { value: unknown; tags: readonly string[] }

/** Values by key, each forgotten with the first invalidation of one of its tags, hard or soft. */
export type Memory = {
  remember<Value>(key: string, read: () => Promise<{ value: Value; tags: readonly string[] }>): Promise<Value>
  forget(tags: readonly string[]): void
  clear(): void
}

const mostKept = 1_000

export function openMemory(journal: Journal): Memory {
  const kept = new Map<string, Kept>()

  function forget(tags: readonly string[]): void {
    for (const [key, entry] of kept) if (entry.tags.some((tag) => tags.includes(tag))) kept.delete(key)
  }

  return {
    async remember<Value>(key: string, read: () => Promise<{ value: Value; tags: readonly string[] }>): Promise<Value> {
      const known = kept.get(key)
      // Only `read` of the same key puts a value there.
      if (known !== undefined) return known.value as Value
      const began = journal.begin()
      try {
        const { value, tags } = await read()
        // What came in between may have changed what was read.
        if (began.verdict(tags) === 'untouched') {
          if (kept.size >= mostKept) kept.clear()
          kept.set(key, { value, tags })
        }
        return value
      } finally {
        began.end()
      }
    },
    forget,
    clear: () => kept.clear(),
  }
}
