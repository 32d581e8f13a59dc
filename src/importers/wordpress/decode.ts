import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'

/**
 * `faultyLines` are line feeds counted from the start of this text up to each line that held bytes which are no UTF-8.
 */
export type Decoded = { text: string; faultyLines: number[] }

export type BytesDecoder = { write(bytes: Uint8Array): Decoded; end(): Decoded }

/**
 * UTF-8 (with or without byte order mark), UTF-16 by its mark, or what the XML declaration names. Pieces that are no
 * UTF-8 are read as `otherwise`, where that is given. Throws a RangeError for an encoding nobody knows.
 */
export function decoderFor(firstBytes: Uint8Array, otherwise?: string): BytesDecoder {
  const label = encodingOf(firstBytes)
  return label === 'utf-8'
    ? utf8Decoder(otherwise === undefined ? undefined : new TextDecoder(otherwise))
    : namedDecoder(label)
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = Buffer.from(bytes.subarray(0, 300)).toString('latin1')
  const declared = /<\?xml[^<>]*?encoding=["']([\w.:-]+)["']/u.exec(head)?.[1]?.toLowerCase() ?? 'utf-8'
  return declared === 'utf8' || declared === 'us-ascii' ? 'utf-8' : declared
}

function namedDecoder(label: string): BytesDecoder {
  const decoder = new TextDecoder(label)
  return {
    write: (bytes) => ({ text: decoder.decode(bytes, { stream: true }), faultyLines: [] }),
    end: () => ({ text: decoder.decode(), faultyLines: [] }),
  }
}

function utf8Decoder(otherwise?: TextDecoder): BytesDecoder {
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = true
  return {
    write(bytes) {
      let buffer: Buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      if (rest.length > 0) buffer = Buffer.concat([rest, buffer])
      const whole = buffer.length - unfinishedBytes(buffer)
      rest = Buffer.from(buffer.subarray(whole))
      const decoded = decodeWhole(buffer.subarray(0, whole), otherwise)
      if (isFirst && decoded.text.startsWith('\ufeff')) decoded.text = decoded.text.slice(1)
      if (whole > 0) isFirst = false
      return decoded
    },
    end: () => decodeWhole(rest, otherwise),
  }
}

function decodeWhole(buffer: Buffer, otherwise?: TextDecoder): Decoded {
  if (otherwise !== undefined && !isUtf8(buffer)) return { text: otherwise.decode(buffer), faultyLines: [] }
  const text = buffer.toString('utf8')
  return { text, faultyLines: isUtf8(buffer) ? [] : faultyLines(buffer) }
}

/** How many bytes at the end belong to a character whose rest is still to come. */
function unfinishedBytes(buffer: Buffer): number {
  for (let back = 1; back <= Math.min(3, buffer.length); back++) {
    const byte = buffer[buffer.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}

function faultyLines(buffer: Buffer): number[] {
  const lines: number[] = []
  for (let start = 0, line = 0; start <= buffer.length; line++) {
    const feed = buffer.indexOf(0x0a, start)
    const end = feed === -1 ? buffer.length : feed
    if (!isUtf8(buffer.subarray(start, end))) lines.push(line)
    start = end + 1
  }
  return lines
}
