import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { copyFile, link, mkdir, mkdtemp, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import {
  clearAbandoned,
  databaseName,
  filesBelow,
  flush,
  flushFolder,
  mediaName,
  summaryName,
  summaryOf,
} from './backup.ts'
import { newerWords, type Migration } from './db/migrate.ts'
import { assertOurs } from './db/sqlite-file.ts'
import { Refusal } from './errors.ts'
import { fileWords, isNotThere } from './file-words.ts'
import { makeFolder } from './own-files.ts'
import { quoted } from './visible.ts'

/**
 * Unpacks a backup beside its final place, checks the database, and only then moves both in, the database last: with
 * it the paper is there. Never over a house, also over none that came to be meanwhile. `migrations`: all that this
 * version knows. `calmed`: statements of the rooms for what a restored paper is not to go on with by itself.
 * @throws Refusal that names the file and what is wrong with it
 */
export async function restoreHouse(
  file: string,
  into: string,
  migrations: readonly Migration[],
  calmed: readonly string[] = [],
): Promise<{ mediaFiles: number }> {
  // Whole, as the names in the file are compared with it.
  const dataDir = resolve(into)
  await assertReadable(file)
  assertNoPaper(dataDir)
  makeFolder(dataDir)
  await clearAbandoned(dataDir, restorePrefix)
  const folder = await mkdtemp(join(dataDir, restorePrefix))
  try {
    const mediaFiles = await unpack(file, folder)
    await checkSummary(join(folder, summaryName), mediaFiles, file)
    checkDatabase(join(folder, databaseName), file, migrations)
    calm(join(folder, databaseName), calmed)
    await flush(join(folder, databaseName))
    assertNoPaper(dataDir)
    await moveMedia(join(folder, mediaName), join(dataDir, mediaName))
    await moveDatabase(folder, dataDir)
    return { mediaFiles }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A backup of an older version may not have such tables yet: then there is nothing to be calmed. */
function calm(path: string, statements: readonly string[]): void {
  const database = new DatabaseSync(path)
  try {
    for (const statement of statements) {
      const table = /^update (\w+) /u.exec(statement)?.[1] ?? ''
      const isThere = database.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(table)
      if (isThere !== undefined) database.exec(statement)
    }
  } finally {
    database.close()
  }
}

const restorePrefix = '.restore-'

async function assertReadable(file: string): Promise<void> {
  const stats = await stat(file.includes('\0') ? '' : file).catch((error: unknown) => {
    if (isNotThere(error)) return undefined
    throw error
  })
  if (stats === undefined) throw new Refusal('not-found', `There is no file ${quoted(file)}.`)
  // A pipe may never deliver anything, and a backup must be read from beginning to end.
  if (!stats.isFile()) throw new Refusal('invalid', `${quoted(file)} is not a file: name what "crier backup" wrote.`)
  const opened = await open(file)
  try {
    const { buffer } = await opened.read(Buffer.alloc(2), 0, 2, 0)
    if (buffer.readUInt16BE() === 0x1f8b)
      throw new Refusal('invalid', `${quoted(file)} is compressed: unpack it with gunzip first. Nothing was changed.`)
  } finally {
    await opened.close()
  }
}

/** A journal without its database counts too: SQLite would replay it into the restored one. */
function assertNoPaper(dataDir: string): void {
  if (['', '-wal', '-journal'].some((end) => existsSync(join(dataDir, `${databaseName}${end}`)))) throw paper(dataDir)
}

function paper(dataDir: string): Refusal {
  return new Refusal(
    'conflict',
    `There is already a paper in ${dataDir}; nothing was changed. ` +
      'Move it away first, or set CRIER_DATA_DIR to an empty folder.',
  )
}

async function moveMedia(from: string, to: string): Promise<void> {
  await rename(from, to).catch(() => copyTree(from, to))
  await flushFolder(dirname(to))
}

/** Rendered pages of whatever paper was there before; they are in no backup. */
const shelfNames = ['', '-wal'].map((end) => `page-shelf.db${end}`)

/** Under its name only when nothing has it: another process may have started a paper while this one unpacked. */
async function moveDatabase(folder: string, dataDir: string): Promise<void> {
  const [from, to] = [join(folder, databaseName), join(dataDir, databaseName)]
  for (const name of shelfNames) await rm(join(dataDir, name), { force: true })
  try {
    await link(from, to)
  } catch (error) {
    if (existsSync(to)) throw paper(dataDir)
    // A disk that knows no second name for a file.
    if (fileWords(error) === undefined && codeOf(error) !== 'ENOTSUP') throw error
    await rename(from, to)
  }
  await flushFolder(dataDir)
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
      if (name === summaryName && (entry.header.size ?? 0) > maxSummaryBytes) throw incomplete(file)
      const path = join(folder, ...name.split('/'))
      await mkdir(dirname(path), { recursive: true })
      // Two of one name, also where the disk tells no cases apart: the second is not written over the first.
      await pipeline(entry, createWriteStream(path, { flags: 'wx', flush: true }))
      if (name.startsWith(`${mediaName}/`)) mediaFiles++
    }
  })()
  // Whichever side of the pipe fails first, it is the file that is at fault, or the disk.
  await Promise.all([read, entries]).catch((cause: unknown) => {
    tar.destroy()
    if (cause instanceof Refusal) throw cause
    if (diskCodes.has(codeOf(cause))) throw new Refusal('unavailable', `${fileWords(cause)}. Nothing was changed.`)
    throw new Refusal('invalid', `${quoted(file)} cannot be read as a backup: nothing was changed.`, { cause })
  })
  return mediaFiles
}

const maxSummaryBytes = 10_000

/** What says nothing against the backup. */
const diskCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE'])

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** What `backupHouse` writes, and nothing else: no journal that SQLite would replay, nothing that leads out. */
function isOurs(name: string): boolean {
  if (name === databaseName || name === summaryName) return true
  const [top, ...below] = name.split('/')
  return top === mediaName && below.length > 0 && below.every((part) => !/^\.{0,2}$|[\\\0]/u.test(part))
}

function strange(file: string, name: string): Refusal {
  return new Refusal('invalid', `${file} holds ${quoted(name)}, which no backup of Crier does: nothing was changed.`)
}

function incomplete(file: string): Refusal {
  return new Refusal('invalid', `${file} is not complete, files at its end are missing: nothing was changed.`)
}

/** A tar file that was cut off between two files reads as a whole one: only the summary at its end tells. */
async function checkSummary(path: string, mediaFiles: number, file: string): Promise<void> {
  const summary = await readFile(path, 'utf8').catch(() => '')
  const format = /^\{"format":(\d{1,6})[,}]/u.exec(summary)?.[1]
  if (format !== undefined && format !== '1')
    throw new Refusal(
      'conflict',
      `A newer version of Crier has written ${file}: nothing was changed. Restore it with that version or a later one.`,
    )
  if (summary !== summaryOf(mediaFiles)) throw incomplete(file)
}

function checkDatabase(path: string, file: string, migrations: readonly Migration[]): void {
  let verdict: unknown
  let unknown: string[] = []
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    verdict = database.prepare('pragma integrity_check').get()?.integrity_check
    assertOurs(database, file, { mustExist: true })
    if (verdict === 'ok') unknown = unknownIn(database, migrations)
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
  if (unknown.length > 0) throw new Refusal('conflict', newerWords(`the database in ${file}`, unknown))
}

function unknownIn(database: DatabaseSync, migrations: readonly Migration[]): string[] {
  const known = new Set(migrations.map(({ name }) => name))
  const applied = database.prepare('select name from migrations order by name').all()
  return applied.map(({ name }) => String(name)).filter((name) => !known.has(name))
}

async function copyTree(from: string, to: string): Promise<void> {
  for (const path of await filesBelow(from)) {
    const target = join(to, relative(from, path))
    await mkdir(dirname(target), { recursive: true })
    // Whole under its name or not at all, as what stands there may belong to somebody; under a name of its own until
    // then, as two restores may do this at once.
    const partial = `${target}.${randomBytes(4).toString('hex')}.partial`
    try {
      await copyFile(path, partial)
      await flush(partial)
      await rename(partial, target)
    } finally {
      await unlink(partial).catch(() => {})
    }
  }
}
