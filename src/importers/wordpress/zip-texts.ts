import { isUtf8 } from 'node:buffer'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { Refusal } from '../../kit/errors.ts'

/** A text inside a zip, read from there piece by piece. `bytes` as unpacked. */
export type ZipText = { name: string; bytes: number; open(): AsyncIterable<Uint8Array> }

const maxEntries = 100_000
const bomb = { ratio: 200, bytes: 64 * 1024 * 1024 }

/**
 * The files of a zip whose names match; its others are not looked at. Nothing is unpacked to the disk, and each entry
 * gives no more than its list promises: yauzl checks that, and that no name leads out of its folder.
 * @throws Refusal in words
 */
export async function textsInZip(path: string, names: RegExp): Promise<ZipText[]> {
  const zip = await opened(path)
  try {
    const texts: ZipText[] = []
    let seen = 0
    for await (const entry of zip.eachEntry()) {
      if (++seen > maxEntries) throw new Refusal('too-large', `"${path}" holds more than ${maxEntries} files.`)
      const name = nameOf(entry)
      if (!names.test(name) || /(^|\/)(__MACOSX\/|\._)/u.test(name)) continue
      assertHarmless(path, name, entry)
      texts.push({ name, bytes: entry.uncompressedSize, open: () => textOf(path, entry) })
    }
    return texts
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal(
      'invalid',
      `"${path}" was refused: ${cause instanceof Error ? cause.message : 'it is damaged'}.`,
      {
        cause,
      },
    )
  } finally {
    zip.close()
  }
}

function opened(path: string): Promise<ZipFile> {
  return openPromise(path, { autoClose: false }).catch((cause: unknown) => {
    throw new Refusal('invalid', `"${path}" cannot be read as a zip archive; perhaps it is not whole.`, { cause })
  })
}

function nameOf({ fileName, fileNameRaw }: Entry): string {
  return isUtf8(fileNameRaw) ? fileNameRaw.toString('utf8').replaceAll('\\', '/') : fileName
}

function assertHarmless(path: string, name: string, entry: Entry): void {
  if (entry.isEncrypted())
    throw new Refusal('invalid', `"${path}" is locked with a password ("${name}"). Pack it again without one.`)
  if (entry.uncompressedSize > bomb.bytes && entry.uncompressedSize > entry.compressedSize * bomb.ratio)
    throw new Refusal('invalid', `"${path}" was refused: "${name}" unpacks to more than any export does (a zip bomb).`)
}

/** Opened for each reading, so that none is left open between the passes of an import. */
async function* textOf(path: string, entry: Entry): AsyncGenerator<Uint8Array> {
  const zip = await opened(path)
  try {
    yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>
  } catch (cause) {
    throw new Refusal('invalid', `"${path}" cannot be unpacked: ${cause instanceof Error ? cause.message : ''}.`, {
      cause,
    })
  } finally {
    zip.close()
  }
}
