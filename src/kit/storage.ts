import { FSDriver } from 'flydrive/drivers/fs'
import type { DriverContract } from 'flydrive/types'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, copyFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { Config } from '../config.ts'
import { isBelow, realPath } from './below.ts'
import { Refusal } from './errors.ts'
import { ownFolder } from './own-files.ts'

/**
 * Files by key (`abc/1080.jpeg`), on the disk or in a bucket. What is put is there whole and durable, or not at all.
 */
export type Storage = {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** A file of this machine's disk, which is not there any more afterwards. */
  move(key: string, from: string): Promise<void>
  /** @throws Refusal 'not-found' */
  get(key: string): Promise<Buffer>
  stream(key: string): Promise<Readable>
  exists(key: string): Promise<boolean>
  size(key: string): Promise<number>
  delete(key: string): Promise<void>
  /**
   * The file on this machine's disk, for answering byte ranges; undefined when the store is elsewhere.
   * @throws Refusal 'not-found'
   */
  localPath(key: string): Promise<string | undefined>
}

export async function openStorage(config: Pick<Config, 'media' | 'umask'>): Promise<Storage> {
  // The driver itself: FlyDrive's Disk around it refuses keys with letters beyond ASCII, which file names have.
  const driver = await driverOf(config.media)
  const folder = config.media.kind === 'disk' ? resolve(config.media.folder) : undefined
  const placeOf = (key: string) => (folder === undefined ? undefined : join(folder, checked(key)))
  const found = <T>(key: string, reading: Promise<T>) => orNotFound(driver, key, reading)

  /** A link that leads out of the folder is not one of our files. */
  async function localPath(key: string): Promise<string | undefined> {
    const path = placeOf(key)
    if (folder === undefined || path === undefined) return undefined
    const [top, real] = await Promise.all([realPath(folder), realPath(path)])
    if (top !== undefined && real !== undefined && isBelow(top, real)) return real
    throw new Refusal('not-found', `The file ${key} is not in the store.`)
  }

  /** Originals hold places and names: nobody who serves this folder beside us reads them. */
  async function madeFor(key: string): Promise<string | undefined> {
    return folder !== undefined && key.startsWith('originals/') ? closedFolder(folder, 'originals') : undefined
  }

  /** What came in was its owner's alone; here it has the mode of all that is put. */
  async function moveTo(partial: string, from: string): Promise<void> {
    await renameOrCopy(from, partial)
    await chmod(partial, 0o666 & ~config.umask)
  }

  return {
    async put(key, bytes) {
      const path = placeOf(key)
      if (path === undefined) return driver.put(checked(key), bytes)
      await putDurably(path, (partial) => writeFile(partial, bytes, { flag: 'wx' }), await madeFor(key))
    },
    async move(key, from) {
      const path = placeOf(key)
      await (path === undefined
        ? driver.putStream(checked(key), createReadStream(from))
        : putDurably(path, (partial) => moveTo(partial, from), await madeFor(key)))
      await rm(from, { force: true })
    },
    async get(key) {
      const path = await localPath(key)
      return path === undefined
        ? Buffer.from(await found(key, driver.getBytes(checked(key))))
        : await found(key, readFile(path))
    },
    async stream(key) {
      const path = await localPath(key)
      // Opened first: a missing file is told now, not while somebody is being answered.
      return path === undefined
        ? await found(key, driver.getStream(checked(key)))
        : (await found(key, open(path))).createReadStream()
    },
    exists: async (key) => driver.exists(checked(key)),
    size: async (key) => (await found(key, driver.getMetaData(checked(key)))).contentLength,
    delete: async (key) => driver.delete(checked(key)),
    localPath,
  }
}

type Write = (partial: string) => Promise<void>

/** Another disk takes a copy. */
async function renameOrCopy(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error
    await copyFile(from, to)
  })
}

/**
 * Written beside its name, flushed, then renamed: a crash leaves the old file or the new one.
 * `madeBefore`: the first folder on the way that was just made.
 */
async function putDurably(path: string, write: Write, madeBefore: string | undefined): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true })
  const firstNew = madeBefore ?? made
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`
  try {
    await write(partial)
    const file = await open(partial, 'r+')
    await file.sync().finally(() => file.close())
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  await rename(partial, path)
  await syncFolders(dirname(path), firstNew === undefined ? dirname(path) : dirname(firstNew))
}

/** A folder in a folder, which its owner alone may enter. Returns the first of both that was made, if any was. */
async function closedFolder(folder: string, name: string): Promise<string | undefined> {
  const outer = await mkdir(folder, { recursive: true })
  const inner = await mkdir(join(folder, name), { recursive: true, mode: ownFolder })
  return outer ?? inner
}

/** A name is durable when its folder is: from the innermost up to the last. Windows has no such call and needs none. */
async function syncFolders(innermost: string, last: string): Promise<void> {
  if (process.platform === 'win32') return
  for (let path = innermost; path.length >= last.length; path = dirname(path)) {
    const folder = await open(path)
    await folder.sync().finally(() => folder.close())
    if (path === dirname(path)) return
  }
}

/** Keys are ours, made of ids and safe names; anything else never reaches the disk. */
function checked(key: string): string {
  if (
    key === '' ||
    key.startsWith('/') ||
    key.includes('\\') ||
    key.includes('\0') ||
    key.split('/').some((part) => part === '' || part === '.' || part === '..')
  ) {
    throw new Refusal('not-found', 'There is no such file.')
  }
  return key
}

/** Only what is not there is "not found": a store that cannot be reached or read is a fault, and stays one. */
async function orNotFound<T>(driver: DriverContract, key: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (cause) {
    if (await driver.exists(key)) throw cause
    throw new Refusal('not-found', `The file ${key} is not in the store.`, { cause })
  }
}

async function driverOf(media: Config['media']): Promise<DriverContract> {
  if (media.kind === 'disk') return new FSDriver({ location: media.folder, visibility: 'private' })
  try {
    const { S3Driver } = await import('flydrive/drivers/s3')
    return new S3Driver({
      credentials: { accessKeyId: media.key, secretAccessKey: media.secret },
      region: media.region,
      bucket: media.bucket,
      visibility: 'private',
      supportsACL: false,
      ...(media.endpoint === undefined ? {} : { endpoint: media.endpoint, forcePathStyle: true }),
    })
  } catch (cause) {
    throw new Refusal(
      'unavailable',
      'Media in a bucket need two more packages: npm install @aws-sdk/client-s3 @aws-sdk/s3-request-presigner',
      { cause },
    )
  }
}
