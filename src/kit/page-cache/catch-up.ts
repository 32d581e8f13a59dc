import type { Db } from '../db/schema.ts'
import type { Mark } from './disk-shelf-facts.ts'
import type { DiskShelf } from './disk-shelf.ts'
import { invalidationsAfter } from './store.ts'

/** To read and note more would take longer than to render what is asked for. */
const maxRows = 20_000

/**
 * Applies to the shelf on the disk what was invalidated since it was last written, by whomever, and lets it serve. Rows
 * that it remembers and that are not there any more were pruned long ago, or it is another database, such as an older
 * one that came from a backup: then nothing on the shelf can be trusted.
 */
export async function catchUp(db: Db, shelf: DiskShelf): Promise<void> {
  const marks = shelf.marks()
  const rows = marks === undefined ? [] : await invalidationsAfter(db, marks.settled.seq - 1, maxRows + 1)
  const isThere = (mark: Mark) => rows.some(({ seq, at }) => seq === mark.seq && at === mark.at)
  if (marks === undefined || rows.length > maxRows || !isThere(marks.settled) || !isThere(marks.newest))
    shelf.distrust()
  else for (const row of rows) if (row.seq > marks.settled.seq) shelf.invalidate(row)
  shelf.resume()
}
