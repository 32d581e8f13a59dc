import type { Db } from '../db/schema.ts'
import { catchUp } from './catch-up.ts'
import type { Mark } from './disk-shelf-facts.ts'
import type { DiskShelf } from './disk-shelf.ts'

/** Whether the shelf on the disk knows of all that was invalidated; it serves nothing before it does. */
export type CatchingUp = {
  /** Also for a file that was opened late, since it had been broken or another process's. */
  ifNeeded(shelf: DiskShelf): void
  /** Something may have been missed. */
  suspend(shelf: DiskShelf | undefined): void
  /** The journal was read up to there: what others invalidate is heard here from now on. */
  caughtUp(shelf: DiskShelf | undefined, settled: Mark | undefined): void
}

export function openCatchingUp(db: Db): CatchingUp {
  let settled: Mark | undefined
  let isCatchingUp = false
  let isInSync = false
  let suspensions = 0

  async function ifNeeded(shelf: DiskShelf): Promise<void> {
    if (isCatchingUp || !isInSync || !shelf.isWaiting()) return
    isCatchingUp = true
    const before = suspensions
    // Unreachable now: the next reading that succeeds brings it here again.
    await catchUp(db, shelf).catch(() => {})
    isCatchingUp = false
    if (suspensions !== before) shelf.suspend()
    else if (settled !== undefined) shelf.setMark(settled)
  }

  return {
    ifNeeded: (shelf) => void ifNeeded(shelf),
    suspend(shelf) {
      suspensions++
      isInSync = false
      shelf?.suspend()
    },
    caughtUp(shelf, mark) {
      settled = mark
      isInSync = true
      if (shelf === undefined) return
      if (shelf.isWaiting()) void ifNeeded(shelf)
      else if (mark !== undefined) shelf.setMark(mark)
    },
  }
}
