/** What stands on the disk where the paper's SQLite file should be, before it is opened and while it is in use. */
import { accessSync, constants, statSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { Refusal } from '../errors.ts'
import type { TroubleKind } from './trouble.ts'

/** Written into the file's head ("CRIE"), so that it can be told whose database it is. */
const applicationId = 0x43_52_49_45

const remedy =
  'Make the paper from your newest backup with "crier restore", or, if there never was one here, ' +
  'start it with "crier init"; move this file away first.'

/**
 * Whether a file may be opened as the paper's; a file that is not there may only be made.
 * @throws Refusal in words: nothing there, nothing in it, not to be written to
 */
export function inspectFile(file: string, { mustExist }: { mustExist: boolean }): void {
  const stats = statOf(file)
  if (stats === undefined) {
    if (statOf(`${file}-wal`) !== undefined)
      throw new Refusal(
        'conflict',
        `${file} is not there, but its journal ${file}-wal is. Put the file back beside it; without it, ` +
          'move the journal away and make the paper from your newest backup with "crier restore".',
      )
    if (mustExist)
      throw new Refusal(
        'not-found',
        `There is no database ${file}. ` +
          'Make the paper from your newest backup with "crier restore", or start one with "crier init".',
      )
    return
  }
  if (!stats.isFile()) throw new Refusal('invalid', `${file} is not a file. ${remedy}`)
  if (stats.size === 0) throw new Refusal('invalid', `${file} is empty: it holds no paper. ${remedy}`)
  assertWritable(file)
}

/**
 * Whether what was opened is a paper's, before anything is written into it. Asked through SQLite: closing a descriptor
 * of our own would take the locks of every connection of this process with it (sqlite.org/howtocorrupt.html, 2.2).
 * @throws Refusal in words; SQLite itself reports a file that is damaged, truncated or not a database
 */
export function assertOurs(database: DatabaseSync, file: string, { mustExist }: { mustExist: boolean }): void {
  const owner = applicationIdOf(database)
  const tables = Number(database.prepare('select count(*) as tables from sqlite_schema').get()?.tables)
  const hasPaper =
    database.prepare(`select 1 from sqlite_schema where type = 'table' and name = 'migrations'`).get() !== undefined
  const isForeign = owner === 0 ? tables > 0 && !hasPaper : owner !== applicationId
  if (isForeign) throw new Refusal('invalid', `${file} is the database of another program. ${remedy}`)
  if (mustExist && !hasPaper)
    throw new Refusal('invalid', `${file} holds no paper: it was begun and never finished. ${remedy}`)
}

/** From now on the file says whose it is. */
export function sign(database: DatabaseSync): void {
  if (applicationIdOf(database) !== applicationId) database.exec(`pragma application_id = ${applicationId}`)
}

function applicationIdOf(database: DatabaseSync): number {
  return Number(database.prepare('pragma application_id').get()?.application_id)
}

function assertWritable(file: string): void {
  for (const path of [file, dirname(file)]) {
    try {
      accessSync(path, constants.W_OK)
    } catch (cause) {
      throw new Refusal(
        'forbidden',
        `${path} can only be read by this user, and the paper has to write. ` +
          'Make it writable for the user that runs Crier.',
        { cause },
      )
    }
  }
}

/**
 * Compares what stands in the file's place with what was there when it was opened: three calls of stat, 7 µs together
 * (2026-11).
 */
export function watchFile(file: string): () => TroubleKind | undefined {
  const [opened, ...besides] = [file, `${file}-wal`, `${file}-shm`].map((path) => ({
    path,
    mark: markOf(statOf(path)),
  }))
  return () => {
    const now = markOf(statOf(file))
    if (now !== opened?.mark) return now === undefined ? 'moved' : 'replaced'
    return besides.every(({ path, mark }) => markOf(statOf(path)) === mark) ? undefined : 'journal'
  }
}

function markOf(stats: Stats | undefined): string | undefined {
  return stats === undefined ? undefined : `${stats.dev} ${stats.ino}`
}

/** A folder that is gone or cannot be entered is as good as a file that is not there. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
