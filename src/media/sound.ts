/** What sound and film files say of themselves: as little as a page needs. */

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
  if (!hasPlaceIn(bytes, mime)) return []
  return [`${fileName} names the place where it was recorded; readers who save it can see that.`]
}

/** Whether a film names the place where it was recorded, as phones write it: `©xyz`, `loci`, or Apple's key. */
function hasPlaceIn(bytes: Buffer, mime: string): boolean {
  if (!isMp4(mime)) return false
  const moov = box(bytes, 'moov')
  return (
    moov !== undefined &&
    [Buffer.from('\xa9xyz', 'latin1'), Buffer.from('loci'), Buffer.from('com.apple.quicktime.location')].some((mark) =>
      moov.includes(mark),
    )
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
    const short = bytes.readUInt32BE(at)
    const isLong = short === 1 && at + 16 <= bytes.length
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short
    if (size < 8) return undefined
    if (bytes.toString('latin1', at + 4, at + 8) === type)
      return at + size <= bytes.length ? bytes.subarray(at + (isLong ? 16 : 8), at + size) : undefined
    at += size
  }
  return undefined
}
