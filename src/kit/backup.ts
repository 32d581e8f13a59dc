import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { extract, pack } from 'tar-stream'
import type { Config } from '../config.ts'
import { assertOurs } from './db/sqlite-file.ts'
import { Refusal } from './errors.ts'
import { ownFile } from './own-files.ts'

/** Where the pieces of a house stand inside a backup (a plain tar file) and inside a data folder alike. */
const databaseName = 'house.db'
const mediaName = 'media'
/** Rendered pages of whatever paper was there before; they are in no backup. */
const shelfNames = ['', '-wal'].map((end) => `page-shelf.db${end}`)
/** The last entry of a backup. */
const summaryName = 'backup.json'

/**
 * Writes one tar file with the database and all media. SQLite's VACUUM INTO reads one consistent state while others
 * write; media files are never changed once written, so those that the copied database speaks of are complete.
 * The file appears under its name only when it is whole.
 */
export async function backupHouse(
  house: { config: Config; engine: string },
  file: string,
): Promise<{ databaseBytes: number; mediaFiles: number }> {
  if (house.engine !== 'sqlite')
    throw new Refusal(
      'unsupported',
      'Backup is for SQLite for now: use pg_dump for the database, and copy the media folder beside it.',
    )
  const { dataDir } = house.config
  const target = resolve(file)
  await mkdir(dirname(target), { recursive: true })
  const folder = await mkdtemp(`${target}.partial-`)
  try {
    const copy = join(folder, databaseName)
    copyDatabase(join(dataDir, databaseName), copy)
    const databaseBytes = (await stat(copy)).size
    const tar = pack()
    const written = pipeline(tar, createWriteStream(join(folder, 'backup.tar'), { mode: ownFile }))
    await addFile(tar, databaseName, copy)
    let mediaFiles = 0
    for (const path of await filesBelow(join(dataDir, mediaName))) {
      await addFile(tar, `${mediaName}/${relative(join(dataDir, mediaName), path).split(sep).join('/')}`, path)
      mediaFiles++
    }
    tar.entry({ name: summaryName }, summaryOf(mediaFiles))
    tar.finalize()
    await written
    await rename(join(folder, 'backup.tar'), target)
    return { databaseBytes, mediaFiles }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One consistent state of a database in another file, also while others write (SQLite: VACUUM INTO). */
export function copyDatabase(from: string, to: string): void {
  const database = new DatabaseSync(from, { readOnly: true })
  database.prepare('vacuum into ?').run(to)
  database.close()
}

/** Unpacks a backup beside its final place, checks the database, and only then moves both in. Never over a house. */
export async function restoreHouse(file: string, into: string): Promise<{ mediaFiles: number }> {
  // Whole, as the names in the file are compared with it.
  const dataDir = resolve(into)
  if (!existsSync(file)) throw new Refusal('not-found', `There is no file "${file}".`)
  // A journal without its database counts too: SQLite would replay it into the restored one.
  if ([databaseName, `${databaseName}-wal`].some((name) => existsSync(join(dataDir, name)))) {
    throw new Refusal(
      'conflict',
      `There is a paper in ${dataDir} already; nothing was changed. Move it away first, or set CRIER_DATA_DIR to an empty folder.`,
    )
  }
  await mkdir(dataDir, { recursive: true })
  const folder = await mkdtemp(join(dataDir, '.restore-'))
  try {
    const mediaFiles = await unpack(file, folder)
    await checkSummary(join(folder, summaryName), mediaFiles, file)
    checkDatabase(join(folder, databaseName), file)
    await rename(join(folder, mediaName), join(dataDir, mediaName)).catch(() =>
      copyTree(join(folder, mediaName), join(dataDir, mediaName)),
    )
    for (const name of shelfNames) await rm(join(dataDir, name), { force: true })
    await rename(join(folder, databaseName), join(dataDir, databaseName))
    return { mediaFiles }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function addFile(tar: ReturnType<typeof pack>, name: string, path: string): Promise<void> {
  const { size, mtime } = await stat(path)
  const entry = tar.entry({ name, size, mtime })
  await pipeline(createReadStream(path), entry)
}

async function unpack(file: string, folder: string): Promise<number> {
  let mediaFiles = 0
  await mkdir(join(folder, mediaName))
  const tar = extract()
  const read = pipeline(createReadStream(file), tar)
  const entries = (async () => {
    for await (const entry of tar) {
      const { name, type } = entry.header
      // Who packs one anew by hand packs the folders too.
      if (type === 'directory') {
        entry.resume()
        continue
      }
      if (type !== 'file' || !isOurs(name)) throw strange(file, name)
      const path = join(folder, ...name.split('/'))
      await mkdir(dirname(path), { recursive: true })
      // Two of one name, also where the disk tells no cases apart: the second is not written over the first.
      await pipeline(entry, createWriteStream(path, { flags: 'wx' }))
      if (name.startsWith(`${mediaName}/`)) mediaFiles++
    }
  })()
  // Whichever side of the pipe fails first, it is the file that is at fault.
  await Promise.all([read, entries]).catch((cause: unknown) => {
    tar.destroy()
    if (cause instanceof Refusal) throw cause
    throw new Refusal('invalid', `${file} cannot be read as a backup: nothing was changed.`, { cause })
  })
  return mediaFiles
}

/** What `backupHouse` writes, and nothing else: no journal that SQLite would replay, nothing that leads out. */
function isOurs(name: string): boolean {
  if (name === databaseName || name === summaryName) return true
  const [top, ...below] = name.split('/')
  return top === mediaName && below.length > 0 && below.every((part) => !/^\.{0,2}$|[\\\0]/u.test(part))
}

function strange(file: string, name: string): Refusal {
  return new Refusal('invalid', `${file} holds "${name}", which no backup of Crier does: nothing was changed.`)
}

/** A tar file that was cut off between two files reads as a whole one: only the summary at its end tells. */
async function checkSummary(path: string, mediaFiles: number, file: string): Promise<void> {
  const summary = await readFile(path, 'utf8').catch(() => '')
  if (summary !== summaryOf(mediaFiles))
    throw new Refusal('invalid', `${file} is not complete, files at its end are missing: nothing was changed.`)
}

function summaryOf(mediaFiles: number): string {
  return JSON.stringify({ format: 1, mediaFiles })
}

function checkDatabase(path: string, file: string): void {
  let verdict: unknown
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    verdict = database.prepare('pragma integrity_check').get()?.integrity_check
    assertOurs(database, file, { mustExist: true })
    database.close()
  } catch (cause) {
    const isForeign = cause instanceof Refusal
    throw new Refusal(
      'invalid',
      `${file} holds no ${isForeign ? "paper's" : 'readable'} database: nothing was changed.`,
      { cause },
    )
  }
  if (verdict !== 'ok')
    throw new Refusal('invalid', `The database in ${file} is damaged (${String(verdict)}): nothing was changed.`)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.partial'))
    .map((entry) => join(entry.parentPath, entry.name))
}

async function copyTree(from: string, to: string): Promise<void> {
  for (const path of await filesBelow(from)) {
    const target = join(to, relative(from, path))
    await mkdir(dirname(target), { recursive: true })
    await copyFile(path, target)
  }
}
