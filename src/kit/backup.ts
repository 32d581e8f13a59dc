import { createWriteStream } from 'node:fs'
import { mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack, type Pack } from 'tar-stream'
import type { Config } from '../config.ts'
import { isBelow, realPath } from './below.ts'
import { sqliteFault } from './db/trouble.ts'
import { Refusal } from './errors.ts'
import { isNotThere } from './file-words.ts'
import { makeFolder, ownFile } from './own-files.ts'

/** Where the pieces of a house stand inside a backup (a plain tar file) and inside a data folder alike. */
export const databaseName = 'house.db'
export const mediaName = 'media'
/** The last entry of a backup. */
export const summaryName = 'backup.json'

/** Untouched for so long, an unfinished backup or restore is one that was killed. */
const abandonedMs = 60 * 60 * 1000

/**
 * Writes one tar file with the database and all media. SQLite's VACUUM INTO reads one consistent state while others
 * write; media files are never changed once written, so those that the copied database speaks of are complete.
 * The file appears under its name only when it is whole and on the disk; until then an older one stays.
 * @throws Refusal for a path that cannot be a file or is one of the house's own, and for a file that is not a backup
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
  const target = await targetOf(file, house.config)
  makeFolder(dirname(target))
  await clearAbandoned(dirname(target), `${basename(target)}.partial-`)
  const folder = await mkdtemp(`${target}.partial-`)
  try {
    const [copy, packed] = [join(folder, databaseName), join(folder, 'backup.tar')]
    copyDatabase(join(dataDir, databaseName), copy)
    const databaseBytes = (await stat(copy)).size
    const mediaFiles = await packInto(packed, copy, join(dataDir, mediaName))
    await flush(packed)
    await rename(packed, target)
    await flushFolder(dirname(target))
    return { databaseBytes, mediaFiles }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One consistent state of a database in another file, also while others write (SQLite: VACUUM INTO). */
export function copyDatabase(from: string, to: string): void {
  const database = new DatabaseSync(from, { readOnly: true })
  try {
    database.prepare('vacuum into ?').run(to)
  } catch (error) {
    throw sqliteFault(error)
  } finally {
    database.close()
  }
}

export function summaryOf(mediaFiles: number): string {
  return JSON.stringify({ format: 1, mediaFiles })
}

/** Takes away what a backup or restore that was killed has left: `prefix` is how their folders' names begin. */
export async function clearAbandoned(folder: string, prefix: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(prefix)).map((name) => join(folder, name))
  for (const path of left) {
    const within = (await readdir(path).catch(() => [])).map((name) => join(path, name))
    const touched = await Promise.all([path, ...within].map((each) => stat(each).catch(() => undefined)))
    const newest = Math.max(...touched.map((stats) => stats?.mtimeMs ?? 0))
    if (newest < Date.now() - abandonedMs) await rm(path, { recursive: true, force: true })
  }
}

/** What was written into a file is on the disk. */
export async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
}

/** A name is durable when its folder is. Windows has no such call and needs none. */
export async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path)
  await folder.sync().finally(() => folder.close())
}

/** A folder's files and those below it. One that is not there has none; one that cannot be read is a fault. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isNotThere(error)) return []
    throw error
  })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.partial'))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** What a paper keeps in its data folder. */
const own = /^(?:house\.db.*|media|outbox|preview|demo|start-key|wordpress-import\.json|\..*)$/iu

/** Where a backup is to stand, links followed: the link stays one. */
async function targetOf(file: string, { dataDir, media }: Config): Promise<string> {
  if (file.trim() === '' || file.includes('\0') || /[/\\]$/u.test(file))
    throw new Refusal('invalid', `"${file}" names no file: say where the backup goes, such as backup.tar.`)
  const target = await realPlace(resolve(file))
  const folder = await realPlace(resolve(dataDir))
  const [top = ''] = isBelow(folder, target) ? relative(folder, target).split(sep) : []
  const isAmongMedia = media.kind === 'disk' && isBelow(await realPlace(resolve(media.folder)), target)
  if (isAmongMedia || own.test(top))
    throw new Refusal(
      'conflict',
      `${file} is where the paper keeps its own files: nothing was written. Name a file elsewhere.`,
    )
  await assertReplaceable(target, file)
  return target
}

/** The place that a path names, whether something is there yet or not. */
async function realPlace(path: string): Promise<string> {
  const real = await realPath(path)
  if (real !== undefined || dirname(path) === path) return real ?? path
  return join(await realPlace(dirname(path)), basename(path))
}

/** An older backup makes room for the new one, and so does an empty file; nothing else does. */
async function assertReplaceable(target: string, file: string): Promise<void> {
  const stats = await stat(target).catch((error: unknown) => {
    if (isNotThere(error)) return undefined
    throw error
  })
  if (stats === undefined || (stats.isFile() && stats.size === 0)) return
  if (!stats.isFile())
    throw new Refusal('conflict', `${file} is not a file: name one, such as ${join(file, 'backup.tar')}.`)
  if (!(await startOf(target)).startsWith(`${databaseName}\0`))
    throw new Refusal('conflict', `${file} is there already and is no backup of Crier: nothing was written over it.`)
}

async function startOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Whichever side of the pipe fails first ends the other, and is what is told. */
async function packInto(path: string, database: string, media: string): Promise<number> {
  const tar = pack()
  const written = pipeline(tar, createWriteStream(path, { mode: ownFile }))
  const filled = fill(tar, database, media).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  })
  const [, mediaFiles] = await Promise.all([written, filled])
  return mediaFiles
}

async function fill(tar: Pack, database: string, media: string): Promise<number> {
  await addFile(tar, databaseName, database)
  let mediaFiles = 0
  for (const path of await filesBelow(media)) {
    const name = `${mediaName}/${relative(media, path).split(sep).join('/')}`
    if (await addFile(tar, name, path)) mediaFiles++
  }
  tar.entry({ name: summaryName, mode: ownFile }, summaryOf(mediaFiles))
  tar.finalize()
  return mediaFiles
}

/** What the open file held at one moment, whatever takes its name meanwhile. False: it is gone. */
async function addFile(tar: Pack, name: string, path: string): Promise<boolean> {
  const file = await open(path).catch((error: unknown) => {
    if (isNotThere(error)) return undefined
    throw error
  })
  if (file === undefined) return false
  const { size, mtime } = await file.stat()
  const entry = tar.entry({ name, size, mtime, mode: ownFile })
  // What grows while it is read is taken as long as it was.
  if (size > 0) await pipeline(file.createReadStream({ start: 0, end: size - 1 }), entry)
  else await file.close().then(() => pipeline(Readable.from([]), entry))
  return true
}
