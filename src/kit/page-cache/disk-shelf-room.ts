/** How the shelf on the disk stays within its bytes, and forgets what was withdrawn. */
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Notes } from './disk-notes.ts'
import type { ShelfFile } from './disk-shelf-file.ts'
import { tagsOf } from './stored-page.ts'

type Row = { id: number; name: string; generation: number; tags: string }

/** Bytes of the disk that are left to the paper. */
const spareBytes = 256_000_000
const [neighbours, maxRounds] = [32, 8]

/**
 * Takes pages from places at random until the rest fits: nothing has to be noted when one is read, and those that are
 * asked for often, which `isHot` knows, are spared. A little at each flush: more goes than came.
 */
export function makeRoom(file: ShelfFile, path: string, maxBytes: number, isHot: (name: string) => boolean): void {
  for (let round = 1; round <= maxRounds; round++) {
    const used = file.usedBytes()
    if (used <= maxBytes && (round > 1 || freeBytes(path) > spareBytes)) return
    const from = Math.random() * Number(file.newest.get()?.id ?? 0)
    for (const { id, name } of rowsAfter(file, Math.floor(from), neighbours))
      if (round > maxRounds / 2 || !isHot(name)) file.remove.run(id)
  }
}

/**
 * One step of a walk through the whole file, which takes out what must never be served again.
 * Returns where the next one begins, undefined at the end.
 */
export function sweep(file: ShelfFile, notes: Notes, after: number, step: number): number | undefined {
  const rows = rowsAfter(file, after, step)
  for (const { id, generation, tags } of rows) if (!notes.mayServeOld(tagsOf(tags), generation)) file.remove.run(id)
  return rows.length < step ? undefined : rows.at(-1)?.id
}

function rowsAfter(file: ShelfFile, after: number, limit: number): Row[] {
  return file.next.all(after, limit).map((row) => ({
    id: Number(row.id),
    name: String(row.name),
    generation: Number(row.generation),
    tags: String(row.tags),
  }))
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path))
  return bavail * bsize
}
