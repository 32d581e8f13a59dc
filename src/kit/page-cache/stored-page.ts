/** A page as a row of the shelf on the disk. */
import type { Coding } from './coding.ts'
import type { ShelfFile } from './disk-shelf-file.ts'
import type { Tag } from './tag.ts'

export type StoredCoding = Exclude<Coding, 'identity'>

/** A compressed page as it stands on the disk. All of them have status 200. */
export type StoredPage = {
  key: string
  coding: StoredCoding
  /** Names and values in turn, without those that depend on the coding. */
  headers: readonly string[]
  tags: readonly Tag[]
  /** Of the uncompressed bytes. */
  hash: string
  /** Epoch milliseconds from which on it must be rendered again. */
  until: number | undefined
  isOptimal: boolean
  body: Buffer
  /** Of the beginning of its render. */
  generation: number
}

/** In the order of the columns. */
type Row = [
  generation: number,
  until: number | null,
  storedAt: number,
  isOptimal: number,
  hash: string,
  tags: string,
  headers: string,
  body: Uint8Array,
]

const maxHeaders = 100

export function nameOf(key: string, coding: StoredCoding): string {
  return `${coding} ${key}`
}

export function tagsOf(line: string): Tag[] {
  return line === '' ? [] : (line.split(' ') as Tag[])
}

export function insertPage(file: ShelfFile, page: StoredPage, storedAt: number): void {
  const { key, coding, generation, until = null, isOptimal, hash, body } = page
  const words = [hash, page.tags.join(' '), JSON.stringify(page.headers)] as const
  file.insert.run(nameOf(key, coding), generation, until, storedAt, isOptimal ? 1 : 0, ...words, body)
}

/** Most pages have the same headers, and to parse those takes as long as to find the page: they are remembered. */
export function openReader(): (
  file: ShelfFile,
  key: string,
  coding: StoredCoding,
) => (StoredPage & { storedAt: number }) | undefined {
  const parsed = new Map<string, readonly string[]>()

  function headersOf(json: string): readonly string[] {
    const known = parsed.get(json)
    if (known !== undefined) return known
    if (parsed.size >= maxHeaders) parsed.clear()
    const headers = JSON.parse(json) as string[]
    parsed.set(json, headers)
    return headers
  }

  return (file, key, coding) => {
    const row = file.find.get(nameOf(key, coding)) as unknown as Row | undefined
    if (row === undefined) return undefined
    const [generation, until, storedAt, isOptimal, hash, tags, headers, bytes] = row
    return {
      key,
      coding,
      headers: headersOf(headers),
      tags: tagsOf(tags),
      hash,
      until: until ?? undefined,
      isOptimal: isOptimal === 1,
      body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      generation,
      storedAt,
    }
  }
}
