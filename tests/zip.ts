import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = {
  name: string
  bytes: Uint8Array
  /** Bit 0: locked. */ flags?: number
  /** Other than the truth. */ claimedBytes?: number
  /** Where the file is said to be: that of an earlier entry. */ offset?: number
  /** As Unix says it, with its kind (st_mode). */ mode?: number
}

/** A zip archive as the test wants it, true or not (APPNOTE 6.3.9: local headers, central directory, end). */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []]
  let size = 0
  for (const { name, bytes, flags = 0x800, claimedBytes = bytes.length, offset, mode } of entries) {
    const [packed, raw] = [deflateRawSync(bytes), Buffer.from(name)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claimedBytes, 18)
    common.writeUInt16LE(raw.length, 22)
    const [rest, place] = [Buffer.alloc(14), Buffer.alloc(4)]
    place.writeUInt32LE(offset ?? size)
    if (mode !== undefined) rest.writeUInt16LE(mode, 8)
    const madeBy = mode === undefined ? 'PK\x01\x02\x14\x00' : 'PK\x01\x02\x14\x03'
    directory.push(Buffer.from(madeBy, 'latin1'), common, rest.subarray(0, 10), place, raw)
    if (offset !== undefined) continue
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, raw, packed])
    files.push(file)
    size += file.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(size, 16)
  return Buffer.concat([...files, list, end])
}

/** A folder as people pack it: with its own name on top. */
export function zipOfFolder(folder: string, top: string): Buffer {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return zipOf(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { name: `${top}/${relative(folder, path).split(sep).join('/')}`, bytes: readFileSync(path) }
    }),
  )
}
