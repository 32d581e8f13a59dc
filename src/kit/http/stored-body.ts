import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { Config } from '../../config.ts'
import { Refusal } from '../errors.ts'
import { isNotThere } from '../file-words.ts'
import { ownFile, ownFolder } from '../own-files.ts'
import { kitPhrases } from '../phrases.ts'
import { takeSomeMore } from './form-body.ts'

/**
 * A file that was sent as a body and lies on the disk, at `path`, until the call is answered; with the SHA-256 of its
 * bytes, made while they came in. Whoever wants it longer moves it away.
 */
export class StoredBody {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  constructor(path: string, { bytes, sha256 }: { bytes: number; sha256: string }) {
    this.path = path
    this.bytes = bytes
    this.sha256 = sha256
  }
}

/** By its class and not by its shape: JSON that a stranger sends could have the same fields, and name any file. */
export function isStored(sent: unknown): sent is StoredBody {
  return sent instanceof StoredBody
}

/** As the body of an operation: a file that is too long to be held in memory, whatever its type is said to be. */
export const storedBody: z.ZodType<StoredBody> = z.custom<StoredBody>(isStored)

/** Where such files lie meanwhile: in the data folder, for its owner alone. */
export function arrivingFolder({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, '.arriving')
}

/** @throws Refusal, and what the disk says */
export async function storeBody(request: IncomingMessage, folder: string, maxBytes: number): Promise<StoredBody> {
  const { form } = kitPhrases('en')
  if (request.destroyed && !request.complete) throw new Refusal('malformed', form.notWhole)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    takeSomeMore(request)
    throw new Refusal('too-large', form.tooLong(maxBytes))
  }
  const path = await arrivingPath(folder)
  const file = await open(path, 'wx', ownFile)
  try {
    const written = await write(request, file, maxBytes).finally(() => file.close())
    if (written.bytes === 0) throw new Refusal('malformed', 'The file is empty.', { reason: 'file-empty' })
    return new StoredBody(path, written)
  } catch (error) {
    await dropBody({ path })
    throw error
  }
}

async function arrivingPath(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: ownFolder })
  return join(folder, randomBytes(12).toString('hex'))
}

/** Hashed or written in one go, 50 MB would hold up everybody for a twentieth of a second. */
const pieceBytes = 1_000_000

/** The SHA-256 of bytes that are in memory, in hexadecimal. */
export async function hashInPieces(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    hash.update(bytes.subarray(at, at + pieceBytes))
    await nextTurn()
  }
  return hash.digest('hex')
}

/** A file of its own, made of what comes from elsewhere. The caller drops it. Returns its path. @throws as `from` */
export async function storeFrom(from: Readable | Iterable<Uint8Array>, folder: string): Promise<string> {
  const path = await arrivingPath(folder)
  try {
    await pipeline(from, createWriteStream(path, { flags: 'wx', mode: ownFile }))
    return path
  } catch (error) {
    await dropBody({ path })
    throw error
  }
}

/** Each piece is on its way to the disk before the next is read. */
async function write(
  request: IncomingMessage,
  file: FileHandle,
  maxBytes: number,
): Promise<Pick<StoredBody, 'bytes' | 'sha256'>> {
  const { form } = kitPhrases('en')
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += piece.length
      if (bytes > maxBytes) throw new Refusal('too-large', form.tooLong(maxBytes))
      hash.update(piece)
      await file.appendFile(piece)
    }
  } catch (cause) {
    if (!request.destroyed) takeSomeMore(request)
    else if (!request.complete) throw new Refusal('malformed', form.notWhole, { cause })
    throw cause
  }
  if (!request.complete) throw new Refusal('malformed', form.notWhole)
  return { bytes, sha256: hash.digest('hex') }
}

/** Whether it was moved away or not. */
export async function dropBody({ path }: { path: string }): Promise<void> {
  await rm(path, { force: true })
}

/** No body takes so long to come in. */
const abandonedMs = 2 * 60 * 60_000

/** What a server that was killed has left. */
export async function dropAbandonedBodies({ config }: { config: Pick<Config, 'dataDir'> }): Promise<void> {
  const folder = arrivingFolder(config)
  const names = await readdir(folder).catch((error: unknown) => {
    if (isNotThere(error)) return []
    throw error
  })
  for (const path of names.map((name) => join(folder, name))) {
    const touched = (await stat(path).catch(() => undefined))?.mtimeMs
    // By the clock of the disk, which is the machine's.
    if (touched !== undefined && touched < Date.now() - abandonedMs) await dropBody({ path })
  }
}
