import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '../../kit/errors.ts'
import { ownFolder } from '../../kit/own-files.ts'
import { headBytes, kindFault, type Part } from './kinds.ts'

/**
 * A file as its owner's browser announces it; `stamp` is when it was last changed there. The same three: the same file.
 */
export type Note = { name: string; bytes: number; stamp: string }
export type Arrived = Note & { received: number }
export type Piece = Note & { offset: number }

export type Inbox = {
  /** What has come in so far, whole or not. */
  arrived(part: Part): Promise<Arrived | undefined>
  /**
   * Adds to what is there, from `offset` on. The file goes on where it broke off, also after a restart. @throws Refusal
   * in words
   */
  append(part: Part, piece: Piece, body: Readable): Promise<Arrived>
  /** A whole file of unknown size. */
  take(part: Part, name: string, body: Readable): Promise<Arrived>
  /** Forgets a file that turned out to be wrong. */
  remove(part: Part): Promise<void>
  path(part: Part): string
}

/**
 * The files that the start page was given, on the disk: a name and size beside the bytes, which alone say how far they
 * came.
 */
export function openInbox(folder: string, most: Record<Part, number>): Inbox {
  const path = (part: Part) => join(folder, part === 'export' ? 'export.xml' : 'media.zip')
  const notePath = (part: Part) => join(folder, `${part}.json`)
  const busy = new Set<Part>()

  async function arrived(part: Part): Promise<Arrived | undefined> {
    const text = await readFile(notePath(part), 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    const note = noteIn(text)
    return note && { ...note, received: (await stat(path(part)).catch(() => undefined))?.size ?? 0 }
  }

  /** One sender at a time; whatever goes wrong with the file itself, it is gone afterwards. */
  async function receive(part: Part, work: () => Promise<Arrived>): Promise<Arrived> {
    if (busy.has(part)) throw new Refusal('conflict', 'This file is being sent from another window already.')
    busy.add(part)
    try {
      return await work()
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'conflict') await remove(part)
      throw noRoom(error) ?? thrownAway(error) ?? error
    } finally {
      busy.delete(part)
    }
  }

  async function write(part: Part, body: Readable, options: { flags: 'a' | 'w'; atMost: number }): Promise<void> {
    const file = createWriteStream(path(part), { flags: options.flags })
    try {
      await pipeline(body, bounded(options.atMost, part, most[part]), file)
    } finally {
      // A write that was under way when the line broke still lands: before that nobody may ask how much there is.
      if (!file.closed) await once(file, 'close')
    }
  }

  async function look(part: Part, name: string): Promise<void> {
    const file = await open(path(part))
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0).finally(() => file.close())
    const fault = kindFault(part, buffer.subarray(0, bytesRead), name)
    if (fault !== undefined) throw new Refusal('unsupported', fault)
  }

  async function note(part: Part, { name, bytes, stamp }: Note): Promise<void> {
    await writeFile(notePath(part), JSON.stringify({ name, bytes, stamp }))
  }

  async function remove(part: Part): Promise<void> {
    for (const file of [notePath(part), path(part)]) await rm(file, { force: true })
  }

  return {
    arrived,
    path,
    remove,
    append: (part, piece, body) =>
      receive(part, async () => {
        await mkdir(folder, { recursive: true, mode: ownFolder })
        const known = await arrived(part)
        const isSame =
          known !== undefined && known.name === piece.name && known.bytes === piece.bytes && known.stamp === piece.stamp
        const received = isSame ? known.received : 0
        if (piece.offset !== received)
          throw new Refusal('conflict', `${received} bytes of this file are here; go on from there.`)
        if (piece.bytes > most[part]) throw tooLarge(part, most[part])
        await assertRoom(folder, piece.bytes - received)
        if (!isSame) await note(part, piece)
        await write(part, body, { flags: received === 0 ? 'w' : 'a', atMost: piece.bytes - received })
        if (received === 0) await look(part, piece.name)
        return { name: piece.name, bytes: piece.bytes, stamp: piece.stamp, received: (await stat(path(part))).size }
      }),
    take: (part, name, body) =>
      receive(part, async () => {
        await mkdir(folder, { recursive: true, mode: ownFolder })
        await remove(part)
        await write(part, body, { flags: 'w', atMost: most[part] })
        await look(part, name)
        const bytes = (await stat(path(part))).size
        // Only what came in whole is known: a plain form that broke off leaves nothing.
        await note(part, { name, bytes, stamp: '' })
        return { name, bytes, stamp: '', received: bytes }
      }),
  }
}

/**
 * Written by this file alone, but perhaps not to its end: a power cut leaves it empty, and then the file comes anew.
 */
function noteIn(text: string): Note | undefined {
  try {
    return JSON.parse(text) as Note
  } catch {
    return undefined
  }
}

function bounded(atMost: number, part: Part, limit: number): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length
      if (size > atMost) done(tooLarge(part, limit))
      else done(null, chunk)
    },
  })
}

async function assertRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bytes > bavail * bsize)
    throw new Refusal(
      'too-large',
      `There is no room for this file: ${size(bytes)} are to come, and the disk of the paper has ` +
        `${size(bavail * bsize)} left.`,
    )
}

function tooLarge(part: Part, limit: number): Refusal {
  return part === 'export'
    ? new Refusal(
        'too-large',
        `The export is larger than ${size(limit)}, which is what this page takes. "npx crier import wordpress ` +
          'export.xml" takes any size, and CRIER_UPLOAD_EXPORT_MB lets this page take more.',
      )
    : new Refusal(
        'too-large',
        `The zip is larger than ${size(limit)}, which is what this page takes. Unpack it and use "npx crier ` +
          'import wordpress export.xml --media FOLDER", or let this page take more with CRIER_UPLOAD_MEDIA_MB.',
      )
}

function noRoom(error: unknown): Refusal | undefined {
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
  return isFull
    ? new Refusal('too-large', 'The disk of the paper is full: the file did not fit.', { cause: error })
    : undefined
}

/** Somebody has pressed the button that throws everything away, in another window. */
function thrownAway(error: unknown): Refusal | undefined {
  const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  const words = 'The files were thrown away, perhaps from another window, while this one came in. Send it again.'
  return isGone ? new Refusal('gone', words, { cause: error }) : undefined
}

function size(bytes: number): string {
  return bytes < 1024 ** 3 ? `${Math.round(bytes / 1024 ** 2)} MB` : `${Math.round((bytes / 1024 ** 3) * 10) / 10} GB`
}
