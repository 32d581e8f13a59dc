import { isUtf8 } from 'node:buffer'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { Refusal } from '../../kit/errors.ts'
import type { MediaSource } from '../wordpress/run/run.ts'

/**
 * The uploads folder of an old site in a zip. Nothing is unpacked to the disk: a file is read when a story's attachment
 * names it.
 */
export type MediaZip = { source: Extract<MediaSource, { kind: 'archive' }>; files: number; close(): void }

/** Each takes some 500 bytes of the importing process, which has 1 GB (2026-11-29). */
const maxEntries = 1_000_000
/** A picture or sound that a page can show; what is larger is named in the report. */
const maxFileBytes = 256 * 1024 * 1024
/** Deflate packs 1,032 : 1 at most, pictures hardly at all. */
const bomb = { ratio: 200, bytes: 64 * 1024 * 1024 }

/**
 * Reads the list of files and judges it as a whole before anything is unpacked.
 * @throws Refusal naming the file and what is wrong: no zip, broken, locked, a name that leads out of its folder, a
 * bomb
 */
export async function openMediaZip(path: string, name: string): Promise<MediaZip> {
  const zip = await openPromise(path, { autoClose: false }).catch((cause: unknown) => {
    throw new Refusal(
      'invalid',
      `“${name}” cannot be read as a zip archive; perhaps it is not whole. Pack it once more and drop it again.`,
      { cause },
    )
  })
  try {
    const entries = await filesOf(zip, name)
    const prefix = prefixOf(entries.keys())
    return {
      files: entries.size,
      source: {
        kind: 'archive',
        name: `“${name}”`,
        read: (wanted) => bytesOf(zip, entries.get(prefix + wanted) ?? entries.get(wanted)),
      },
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** What Unix says an entry is (APPNOTE 4.4.15: st_mode, in the upper half). Others say nothing: all are files. */
const kinds = { mask: 0o170_000, file: 0o100_000 }

/** A link's or device's entry holds no picture: it is kept to be told from one that is not there. */
type Kept = Entry | 'no-file'

async function filesOf(zip: ZipFile, name: string): Promise<Map<string, Kept>> {
  const entries = new Map<string, Kept>()
  let [packed, unpacked, seen] = [0, 0, 0]
  try {
    for await (const entry of zip.eachEntry()) {
      if (++seen > maxEntries)
        throw new Refusal(
          'too-large',
          `“${name}” holds more than ${maxEntries} files. Please pack the uploads folder alone.`,
        )
      if (entry.fileName.endsWith('/') || /(^|\/)(__MACOSX\/|\.DS_Store$)/u.test(entry.fileName)) continue
      assertHarmless(entry, name)
      packed += entry.compressedSize
      unpacked += entry.uncompressedSize
      const kind = (entry.externalFileAttributes >>> 16) & kinds.mask
      entries.set(nameOf(entry), kind === 0 || kind === kinds.file ? entry : 'no-file')
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal(
      'invalid',
      `“${name}” was refused: ${cause instanceof Error ? plain(cause.message) : 'it cannot be read'}. Nothing ` +
        `was unpacked. Pack the uploads folder once more with your system's own tool.`,
      { cause },
    )
  }
  // Entries that lie over one another are the other way to make much out of little.
  if (packed > zip.fileSize) throw bombRefusal(name, 'its files lie over one another')
  if (unpacked > bomb.bytes && unpacked > zip.fileSize * bomb.ratio)
    throw bombRefusal(name, `its ${megabytes(zip.fileSize)} would unpack to ${megabytes(unpacked)}`)
  return entries
}

/** macOS and some servers write UTF-8 without saying so; read as the standard wants, their names would be nonsense. */
function nameOf({ fileName, fileNameRaw }: Entry): string {
  return isUtf8(fileNameRaw) ? fileNameRaw.toString('utf8').replaceAll('\\', '/') : fileName
}

function assertHarmless(entry: Entry, name: string): void {
  const { fileName, compressedSize, uncompressedSize } = entry
  if (entry.isEncrypted())
    throw new Refusal('invalid', `“${name}” is locked with a password (“${fileName}”). Pack it again without one.`)
  if (uncompressedSize > bomb.bytes && uncompressedSize > compressedSize * bomb.ratio)
    throw bombRefusal(
      name,
      `“${fileName}” would unpack from ${megabytes(compressedSize)} to ${megabytes(uncompressedSize)}`,
    )
}

function bombRefusal(name: string, why: string): Refusal {
  return new Refusal(
    'invalid',
    `“${name}” was refused: ${why}, as no folder of pictures does (a zip bomb). Nothing was unpacked.`,
  )
}

async function bytesOf(zip: ZipFile, entry: Kept | undefined): Promise<Buffer | undefined> {
  if (entry === undefined) return undefined
  if (entry === 'no-file') throw new Refusal('invalid', 'is packed as a link, not as a file')
  if (entry.uncompressedSize > maxFileBytes)
    throw new Refusal(
      'too-large',
      `is ${megabytes(entry.uncompressedSize)} large; ${megabytes(maxFileBytes)} are taken in at most`,
    )
  try {
    // The stream fails when it gives more or less than the entry promised.
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk)
    return Buffer.concat(chunks)
  } catch (cause) {
    throw new Refusal(
      'invalid',
      `cannot be unpacked: ${cause instanceof Error ? plain(cause.message) : 'it is damaged'}`,
      { cause },
    )
  }
}

/** What stands before "2024/05/picture.jpg" in most names: how much of the path was packed along. */
function prefixOf(names: Iterable<string>): string {
  const counts = new Map<string, number>()
  let uploads: string | undefined
  for (const name of names) {
    const dated = /^(.*?)(?:\d{4}\/\d{2}\/[^/]+)$/u.exec(name)?.[1]
    if (dated !== undefined) counts.set(dated, (counts.get(dated) ?? 0) + 1)
    uploads ??= /^(?:.*\/)?uploads\//u.exec(name)?.[0]
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most?.[0] ?? uploads ?? ''
}

function megabytes(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} KB`
    : `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MB`
}

function plain(message: string): string {
  return message
    .replace(/^invalid relative path:/u, 'a name leads out of its folder:')
    .replace(/^absolute path:/u, 'a name is an absolute path:')
}
