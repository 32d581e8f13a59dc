import { Unavailable } from '../db/trouble.ts'
import type { Journal } from './journal.ts'

type Kept = { value: unknown; tags: readonly string[]; isStale?: boolean }

/**
 * Values by key, each read anew after the first invalidation of one of its tags. After a soft one the old value serves
 * while the database is away.
 */
export type Memory = {
  remember<Value>(key: string, read: () => Promise<{ value: Value; tags: readonly string[] }>): Promise<Value>
  forget(tags: readonly string[], hard: boolean): void
  /** Everything as after a soft invalidation. */
  age(): void
  clear(): void
}

const mostKept = 1_000

export function openMemory(journal: Journal): Memory {
  const kept = new Map<string, Kept>()

  function forget(tags: readonly string[], hard: boolean): void {
    for (const [key, entry] of kept) {
      if (!entry.tags.some((tag) => tags.includes(tag))) continue
      if (hard) kept.delete(key)
      else entry.isStale = true
    }
  }

  function oldWhileAway(key: string, error: unknown): unknown {
    const old = kept.get(key)
    if (!(error instanceof Unavailable) || old === undefined) throw error
    // A page that is made of it is not new either.
    journal.note(old.tags, false)
    return old.value
  }

  return {
    async remember<Value>(key: string, read: () => Promise<{ value: Value; tags: readonly string[] }>): Promise<Value> {
      const known = kept.get(key)
      // Only `read` of the same key puts a value there.
      if (known !== undefined && known.isStale !== true) return known.value as Value
      const began = journal.begin()
      try {
        const { value, tags } = await read()
        // What came in between may have changed what was read.
        if (began.verdict(tags) === 'untouched') {
          if (kept.size >= mostKept) kept.clear()
          kept.set(key, { value, tags })
        }
        return value
      } catch (error) {
        return oldWhileAway(key, error) as Value
      } finally {
        began.end()
      }
    },
    forget,
    age() {
      for (const entry of kept.values()) entry.isStale = true
    },
    clear: () => kept.clear(),
  }
}
