/** What sound and film files say of themselves: as little as a page needs. */
import type { FileHandle } from 'node:fs/promises'

/** No picture on a page is larger than this; sound and film files often are. */
export const maxPictureBytes = 50_000_000

/**
 * Length in seconds of WAV (RIFF) and MP4 (ISO 14496-12, mvhd); undefined for other formats and for files that do not
 * say.
 */
export function soundDuration(bytes: Buffer, mime: string): number | undefined {
  if (mime === 'audio/wav') return wavDuration(bytes)
  return isMp4(mime) ? mp4Duration(bytes) : undefined
}

/** A warning for the person who uploads a film that says where it was recorded. */
export function placeWarnings(bytes: Buffer, mime: string, fileName: string): string[] {
  return isMp4(mime) ? warningsOf(box(bytes, 'moov'), fileName) : []
}

/** The same for a file that is too large to be held in memory. */
export async function placeWarningsIn(
  file: FileHandle,
  size: number,
  { mime, fileName }: { mime: string; fileName: string },
): Promise<string[]> {
  return isMp4(mime) ? warningsOf(await boxIn(file, size, 'moov'), fileName) : []
}

function warningsOf(moov: Buffer | undefined, fileName: string): string[] {
  if (moov === undefined || !namesPlace(moov)) return []
  return [`${fileName} names the place where it was recorded; readers who save it can see that.`]
}

/** Whether a film names the place where it was recorded, as phones write it: `©xyz`, `loci`, or Apple's key. */
function namesPlace(moov: Buffer): boolean {
  return [Buffer.from('\xa9xyz', 'latin1'), Buffer.from('loci'), Buffer.from('com.apple.quicktime.location')].some(
    (mark) => moov.includes(mark),
  )
}

function isMp4(mime: string): boolean {
  return mime === 'video/mp4' || mime === 'audio/mp4' || mime === 'video/quicktime'
}

/** A sound or film has a few; a file of nothing else would take seconds. */
const maxParts = 10_000

function wavDuration(bytes: Buffer): number | undefined {
  let bytesPerSecond = 0
  for (let at = 12, parts = 0; at + 8 <= bytes.length && parts < maxParts; parts++) {
    const size = bytes.readUInt32LE(at + 4)
    const name = bytes.toString('latin1', at, at + 4)
    if (name === 'fmt ' && at + 20 <= bytes.length) bytesPerSecond = bytes.readUInt32LE(at + 16)
    if (name === 'data')
      return bytesPerSecond === 0 ? undefined : Math.min(size, bytes.length - at - 8) / bytesPerSecond
    at += 8 + size + (size % 2)
  }
  return undefined
}

function mp4Duration(bytes: Buffer): number | undefined {
  const header = box(box(bytes, 'moov') ?? Buffer.alloc(0), 'mvhd')
  if (header === undefined || header.length < 32) return undefined
  const isLong = header[0] === 1
  const scale = header.readUInt32BE(isLong ? 20 : 12)
  const length = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16)
  return scale === 0 || length === 0 ? undefined : length / scale
}

/** The content of the first box of a type; undefined when it is not there or reaches past the end. */
function box(bytes: Buffer, type: string): Buffer | undefined {
  for (let at = 0, parts = 0; at + 8 <= bytes.length && parts < maxParts; parts++) {
    const found = boxAt(bytes.subarray(at, at + headBytes), bytes.length - at)
    if (found === undefined) return undefined
    const { size, head } = found
    if (found.type === type) return at + size <= bytes.length ? bytes.subarray(at + head, at + size) : undefined
    at += size
  }
  return undefined
}

/** Of an hour of film it is some megabytes. */
const maxBoxBytes = 64_000_000

/** The same from a file, of which nothing else is read but the heads of the boxes before. */
async function boxIn(file: FileHandle, length: number, type: string): Promise<Buffer | undefined> {
  const start = Buffer.alloc(headBytes)
  for (let at = 0, parts = 0; at + 8 <= length && parts < maxParts; parts++) {
    const { bytesRead } = await file.read(start, 0, headBytes, at)
    const found = boxAt(start.subarray(0, bytesRead), length - at)
    if (found === undefined) return undefined
    const { size, head } = found
    if (found.type === type) {
      if (at + size > length || size > maxBoxBytes) return undefined
      const content = Buffer.alloc(size - head)
      return content.subarray(0, (await file.read(content, 0, content.length, at + head)).bytesRead)
    }
    at += size
  }
  return undefined
}

const headBytes = 16

/** What the head of a box says; `left`: how many bytes there are from its first one on. */
function boxAt(start: Buffer, left: number): { type: string; size: number; head: number } | undefined {
  if (start.length < 8) return undefined
  const short = start.readUInt32BE(0)
  const isLong = short === 1 && start.length >= headBytes
  const restOr = short === 0 ? left : short
  const size = isLong ? Number(start.readBigUInt64BE(8)) : restOr
  const head = isLong ? headBytes : 8
  return size < head ? undefined : { type: start.toString('latin1', 4, 8), size, head }
}
