import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { decoderFor, type BytesDecoder, type Decoded } from '../wordpress/decode.ts'
import { SourceFault } from './rows.ts'

export type TextPiece = { text: string; /** Lines that held bytes which are no text. */ faultyLines: number[] }

/**
 * What MySQL calls the encodings of old. A dump that names one holds UTF-8 nevertheless wherever WordPress wrote it.
 */
const charsets: Record<string, string> = {
  latin1: 'windows-1252',
  latin2: 'iso-8859-2',
  latin5: 'windows-1254',
  latin7: 'iso-8859-13',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1256: 'windows-1256',
  cp1257: 'windows-1257',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  greek: 'iso-8859-7',
  hebrew: 'iso-8859-8',
  tis620: 'windows-874',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  ujis: 'euc-jp',
  eucjpms: 'euc-jp',
  euckr: 'euc-kr',
  big5: 'big5',
  gbk: 'gbk',
  gb2312: 'gbk',
  gb18030: 'gb18030',
}

/**
 * A file's text piece by piece, unpacked where it is packed with gzip. @throws SourceFault, with the name it goes by,
 * when the packing is damaged.
 */
export async function* textOf(file: string, name?: string): AsyncGenerator<TextPiece, void, undefined> {
  let decoder: BytesDecoder | undefined
  let line = 1
  function piece({ text, faultyLines }: Decoded): TextPiece {
    const faulty = faultyLines.map((fed) => line + fed)
    for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) line++
    return { text, faultyLines: faulty }
  }
  try {
    for await (const bytes of await bytesOf(file)) {
      decoder ??= decoderFor(
        bytes,
        charsets[/SET NAMES (\w+)/u.exec(Buffer.from(bytes).toString('latin1'))?.[1]?.toLowerCase() ?? ''],
      )
      yield piece(decoder.write(bytes))
    }
  } catch (error) {
    if (isPackingFault(error))
      throw new SourceFault({ file: name, line }, `the compressed file is damaged or was cut off (${error.message}).`)
    throw error
  }
  if (decoder !== undefined) yield piece(decoder.end())
}

async function bytesOf(file: string): Promise<AsyncIterable<Uint8Array>> {
  for await (const bytes of createReadStream(file, { end: 1 })) {
    const [first, second] = bytes as Uint8Array
    if (first !== 0x1f || second !== 0x8b) break
    return unpacked(file)
  }
  return createReadStream(file)
}

async function* unpacked(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const source = createReadStream(file)
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  try {
    yield* source.pipe(gunzip)
  } finally {
    source.destroy()
  }
}

function isPackingFault(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
}
