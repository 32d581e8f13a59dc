import { Unavailable } from '../db/trouble.ts'
import type { Journal } from './journal.ts'
import type { Tag } from './tag.ts'

type Kept = { value: unknown; tags: readonly Tag[]; isStale?: boolean }

/**
 * Values by key, each read again after the first invalidation of one of its tags; of more than `maxKept` the oldest
 * goes. After a soft invalidation the old value serves while the database is away.
 */
export type Memory = {
  remember<Value>(key: string, read: () => Promise<{ value: Value; tags: readonly Tag[] }>): Promise<Value>
  forget(tags: readonly Tag[], hard: boolean): void
  /** Everything as after a soft invalidation. */
  age(): void
  clear(): void
}

export function openMemory(journal: Journal, maxKept = 1_000): Memory {
  const kept = new Map<string, Kept>()
  const byTag = new Map<Tag, Set<string>>()

  function keep(key: string, entry: Kept): void {
    drop(key)
    kept.set(key, entry)
    for (const tag of entry.tags) {
      const keys = byTag.get(tag)
      if (keys === undefined) byTag.set(tag, new Set([key]))
      else keys.add(key)
    }
    const [oldest] = kept.size > maxKept ? kept.keys() : []
    if (oldest !== undefined) drop(oldest)
  }

  function drop(key: string): void {
    const tags = kept.get(key)?.tags ?? []
    kept.delete(key)
    for (const tag of tags) {
      const keys = byTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) byTag.delete(tag)
    }
  }

  function age(key: string): void {
    const entry = kept.get(key)
    if (entry !== undefined) entry.isStale = true
  }

  function oldWhileAway(key: string, error: unknown): unknown {
    const old = kept.get(key)
    if (!(error instanceof Unavailable) || old === undefined) throw error
    // A page that is made of it is not new either.
    journal.note(old.tags, false)
    return old.value
  }

  return {
    async remember<Value>(key: string, read: () => Promise<{ value: Value; tags: readonly Tag[] }>): Promise<Value> {
      const known = kept.get(key)
      // Only `read` of the same key puts a value there.
      if (known !== undefined && known.isStale !== true) return known.value as Value
      const began = journal.begin()
      try {
        const { value, tags } = await read()
        // What came in between may have changed what was read.
        if (began.verdict(tags) === 'untouched') keep(key, { value, tags })
        return value
      } catch (error) {
        return oldWhileAway(key, error) as Value
      } finally {
        began.end()
      }
    },
    forget(tags, hard) {
      for (const tag of tags) for (const key of [...(byTag.get(tag) ?? [])]) (hard ? drop : age)(key)
    },
    age() {
      for (const key of kept.keys()) age(key)
    },
    clear() {
      kept.clear()
      byTag.clear()
    },
  }
}
