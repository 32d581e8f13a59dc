/**
 * A story's page is set once, with gaps for parts that change independently and would otherwise force a new one. A gap
 * is marked between two NULs, which no text can contain.
 */
import { createHash, hash } from 'node:crypto'
import type { BlockOf } from '../../articles/document.ts'
import { trusted, type Markup } from '../../kit/markup.ts'

/** The newest of its topic; a poll with its result; what the page says of its own making. */
export type Gap =
  | { kind: 'onward' }
  | { kind: 'poll'; block: Pick<BlockOf<'poll'>, 'poll' | 'wordpress'> }
  | { kind: 'colophon' }

/** `at`: in bytes. */
export type PlacedGap = Gap & { at: number }

/** Stands in the page where something is put in later. */
export function gap(kind: Gap): Markup {
  // Safe: JSON writes NUL as \u0000, and none of it is left when the page is sent.
  return trusted(`\0${JSON.stringify(kind)}\0`)
}

/** The page without its gaps, and where they were. `hash`: of both. */
export function withoutGaps(html: string): { body: Buffer; gaps: PlacedGap[]; hash: string } {
  const gaps: PlacedGap[] = []
  const pieces: Buffer[] = []
  let at = 0
  for (const [index, piece] of html.split('\0').entries()) {
    if (index % 2 === 1) {
      const kind: Gap = JSON.parse(piece)
      gaps.push({ ...kind, at })
    } else {
      const bytes = Buffer.from(piece)
      pieces.push(bytes)
      at += bytes.length
    }
  }
  const body = Buffer.concat(pieces)
  return { body, gaps, hash: createHash('sha256').update(body).update(JSON.stringify(gaps)).digest('base64url') }
}

/** The page with these words in its gaps, one text for each, in memory of its own. */
export function filled(body: Buffer, gaps: readonly PlacedGap[], words: readonly string[]): Buffer {
  const length = words.reduce((sum, text) => sum + Buffer.byteLength(text), body.length)
  const page = Buffer.allocUnsafeSlow(length)
  let [from, at] = [0, 0]
  for (const [index, { at: end }] of gaps.entries()) {
    at += body.copy(page, at, from, end)
    at += page.write(words[index] ?? '', at)
    from = end
  }
  body.copy(page, at, from)
  return page
}

/** Names the bytes of a page by what is put into its gaps, a tenth of it: hashing all of it took 50 µs (2026-11-29). */
export function hashWith(hashOfPage: string, words: readonly string[]): string {
  return hash('sha256', [hashOfPage, ...words].join('\0'), 'base64url')
}
