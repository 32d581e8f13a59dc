/** The files of one export: big houses get several, packed or in a folder. Nothing is unpacked to the disk. */
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { Refusal } from '../../kit/errors.ts'
import type { ZipText } from './zip-texts.ts'

export type ExportFile = {
  /** As it is called in messages; of one inside a zip both names. */
  name: string
  /** Of what lies on the disk, packed or not: what `seen` is told of, in pieces. */
  bytes: number
  open(seen?: (bytes: number) => void): AsyncIterable<Uint8Array>
}

/** XML packs to a tenth or a thirtieth; what unpacks to more than this is made to. */
const bomb = { ratio: 200, bytes: 64 * 1024 * 1024 }
const maxFiles = 10_000

/**
 * The exports that a path stands for: itself, all of a folder, all inside a zip, by name.
 * @throws Refusal in words
 */
export async function exportFiles(paths: string | readonly string[]): Promise<ExportFile[]> {
  const files: ExportFile[] = []
  for (const path of [paths].flat()) files.push(...(await filesAt(path)))
  return files
}

async function filesAt(path: string): Promise<ExportFile[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Refusal('not-found', `There is no file "${path}".`)
  if (found.isFile()) return fileAt(path, found.size)
  if (!found.isDirectory()) throw new Refusal('invalid', `"${path}" is neither a file nor a folder.`)
  const names = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(xml|xml\.gz|zip)$/iu.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted(byNumbers)
  if (names.length === 0)
    throw new Refusal('not-found', `There is no export (a file ending in .xml, .xml.gz or .zip) in "${path}".`)
  if (names.length > maxFiles) throw new Refusal('too-large', `"${path}" holds more than ${maxFiles} exports.`)
  const files: ExportFile[] = []
  for (const name of names) files.push(...(await fileAt(name, (await stat(name)).size)))
  return files
}

/** `site.2.xml` before `site.10.xml`. */
function byNumbers(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}

async function fileAt(path: string, bytes: number): Promise<ExportFile[]> {
  const kind = await kindOf(path)
  if (kind === 'gzip') return [{ name: path, bytes, open: (seen) => unpacked(path, bytes, seen) }]
  if (kind !== 'zip') return [{ name: path, bytes, open: (seen) => told(createReadStream(path, piece), seen) }]
  const texts = await (await import('./zip-texts.ts')).textsInZip(path, /\.xml$/iu)
  if (texts.length === 0)
    throw new Refusal('invalid', `There is no export (a file ending in .xml) inside "${path}". Nothing was imported.`)
  return texts.map((text) => zipped(path, text)).toSorted((one, other) => byNumbers(one.name, other.name))
}

const piece = { highWaterMark: 64 * 1024 }

function zipped(path: string, { name, bytes, open: read }: ZipText): ExportFile {
  return { name: `${path} (${name})`, bytes, open: (seen) => told(read(), seen) }
}

async function kindOf(path: string): Promise<'gzip' | 'zip' | 'plain'> {
  await using file = await open(path)
  const { buffer } = await file.read({ buffer: Buffer.alloc(4), length: 4, position: 0 })
  if (buffer[0] === 0x1f && buffer[1] === 0x8b) return 'gzip'
  return buffer.toString('latin1') === 'PK\u0003\u0004' ? 'zip' : 'plain'
}

async function* told(stream: AsyncIterable<Uint8Array>, seen?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of stream) {
    seen?.(bytes.length)
    yield bytes
  }
}

async function* unpacked(path: string, size: number, seen?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(path, piece)
  const stream = createGunzip()
  packed.on('data', (bytes) => seen?.(bytes.length))
  packed.on('error', (error) => stream.destroy(error))
  let length = 0
  try {
    for await (const bytes of packed.pipe(stream) as AsyncIterable<Uint8Array>) {
      length += bytes.length
      if (length > bomb.bytes && length > size * bomb.ratio) throw bombRefusal(path)
      yield bytes
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal('invalid', `"${path}" cannot be unpacked: ${cause instanceof Error ? cause.message : ''}.`, {
      cause,
    })
  } finally {
    packed.destroy()
    stream.destroy()
  }
}

function bombRefusal(path: string): Refusal {
  return new Refusal('invalid', `"${path}" was refused: it unpacks to more than any export does (a bomb).`)
}
