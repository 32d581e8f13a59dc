import type { Database } from '../db/database.ts'
import type { Behind } from './behind.ts'
import { followInvalidations } from './follow.ts'
import type { Holds } from './holds.ts'
import type { Journal } from './journal.ts'
import type { Memory } from './memory.ts'
import type { Shelves } from './shelves.ts'
import type { Invalidation } from './store.ts'
import { settingsTag } from './tag.ts'

/** Whatever holds pages or parts of them. */
export type Held = { shelves: Shelves; behind: Behind; memory: Memory; journal: Journal; holds: Holds }

/** What becomes of all that the cache holds when something is invalidated, here or in another process. */
export type Invalidating = {
  /** With the first page: a command of the CLI, which renders none, never follows. */
  begin(): void
  clear(): void
  stop(): void
}

export function openInvalidating(database: Database, held: Held): Invalidating {
  const { behind } = held
  let stop: (() => void) | undefined
  return {
    begin() {
      if (stop !== undefined) return
      behind.open()
      stop = followInvalidations(database, {
        apply: (invalidation) => apply(held, invalidation),
        dropAll() {
          // What is on the disk can still be trusted as far as the house's journal of invalidations reaches back.
          behind.suspend()
          clearMemory(held)
        },
        softenAll: () => softenAll(held),
        caughtUp: behind.caughtUp,
      })
    },
    clear() {
      behind.clear()
      clearMemory(held)
    },
    stop: () => stop?.(),
  }
}

function apply(held: Held, invalidation: Invalidation): void {
  const { shelves, behind, memory, journal, holds } = held
  const { tags, hard } = invalidation
  behind.apply(invalidation)
  if (tags.includes(settingsTag)) return clearMemory(held)
  journal.note(tags, hard)
  memory.forget(tags, hard)
  // An unknown address may just have become known.
  shelves.forgetMissing()
  const touch = hard ? shelves.drop : holds.soften
  for (const tag of tags) for (const page of shelves.tagged(tag)) touch(page)
}

function softenAll({ shelves, behind, memory, journal }: Held): void {
  behind.suspend()
  journal.note('everything', false)
  memory.age()
  shelves.ageAll()
}

function clearMemory({ shelves, memory, journal }: Held): void {
  journal.note('everything', true)
  memory.clear()
  shelves.dropAll()
}
