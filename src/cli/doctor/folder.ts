import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { look, megabytes, messageOf, ok, warning, wrong, type Finding } from './finding.ts'

/** The data folder: room, leave to write, and who else can read it. */
export async function folderFindings(config: Config): Promise<Finding[]> {
  return [
    ...(await look('disk space', () => space(config))),
    ...(await look('writing', () => writing(config))),
    ...(await look('permissions', () => permissions(config))),
    ...(await look('page shelf', () => pageShelf(config))),
  ]
}

const [little, much] = [100_000_000, 1_000_000_000]

async function space({ dataDir }: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir)
  const free = bavail * bsize
  const database = await sizeOf(join(dataDir, 'house.db'))
  const words = `${megabytes(free)} free where ${dataDir} lies`
  const remedy = 'Make room: old backups, logs. A backup takes as much space again as the database and the media.'
  if (free < little) return wrong('disk space', words, remedy)
  return free < Math.max(much, database * 1.2) ? warning('disk space', words, remedy) : ok('disk space', words)
}

/** As far as the disk: a file that was only taken by the cache proves nothing. */
async function writing({ dataDir }: Config): Promise<Finding> {
  const file = join(dataDir, `.doctor-${randomBytes(6).toString('hex')}`)
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.write('written by crier doctor, and deleted at once\n')
    await handle.sync()
    await handle.close()
    return ok('writing', `${dataDir} can be written to`)
  } catch (error) {
    return wrong(
      'writing',
      `${dataDir} cannot be written to: ${messageOf(error)}`,
      'Make the user that Crier runs as the owner of the folder, or mount it writable.',
    )
  } finally {
    await rm(file, { force: true })
  }
}

const [readByOthers, readByGroup, enteredByOthers, enteredByGroup] = [0o004, 0o040, 0o001, 0o010]

/** Keys, addresses and mails lie in these files. */
async function permissions({ dataDir }: Config): Promise<Finding> {
  if (process.platform === 'win32') return ok('permissions', 'not checked on Windows')
  const { mode, uid } = await stat(dataDir)
  const files = [
    ...['', '-wal', '-shm'].map((end) => join(dataDir, `house.db${end}`)),
    ...['', '-wal'].map((end) => join(dataDir, `page-shelf.db${end}`)),
    ...(await filesIn(join(dataDir, 'outbox'))),
  ].filter((file) => existsSync(file))
  const modes = await Promise.all(files.map(async (file) => ({ file, mode: (await stat(file)).mode })))
  const remedy = `chmod -R go= ${dataDir}`
  const others = mode & enteredByOthers ? modes.find((file) => file.mode & readByOthers) : undefined
  if (others !== undefined) return wrong('permissions', `every user on this machine can read ${others.file}`, remedy)
  const group = mode & enteredByGroup ? modes.find((file) => file.mode & readByGroup) : undefined
  if (group !== undefined)
    return warning('permissions', `the group of ${group.file} can read it`, `${remedy}, unless you want that`)
  const self = process.getuid?.()
  if (self !== undefined && self !== 0 && self !== uid)
    return warning('permissions', `${dataDir} belongs to another user`, 'Always run Crier as the same user.')
  return ok('permissions', 'nobody else can read the database or the outbox')
}

async function pageShelf({ dataDir, pageShelfBytes }: Config): Promise<Finding> {
  if (pageShelfBytes === 0) return ok('page shelf', 'off (CRIER_PAGE_SHELF_MB is 0)')
  const file = join(dataDir, 'page-shelf.db')
  const bytes = (await sizeOf(file)) + (await sizeOf(`${file}-wal`))
  return ok('page shelf', `${megabytes(bytes)} of rendered pages, ${megabytes(pageShelfBytes)} at most, in ${file}`)
}

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).slice(0, 100).map((name) => join(folder, name))
}

export async function sizeOf(file: string): Promise<number> {
  return existsSync(file) ? (await stat(file)).size : 0
}
