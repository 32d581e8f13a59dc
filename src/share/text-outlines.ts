/**
 * Words as layers of a drawn card. Pango sets them: lines, right-to-left, joined letters; with our own faces, and the
 * machine's for other scripts.
 */
import sharp from 'sharp'
import type { CardFont } from '../kit/assets.ts'
import { escape } from '../kit/markup.ts'

sharp.concurrency(1)

export const display = 'Newsreader 16pt, Noto Naskh Arabic'
/** The name that the cut keeps from its variable original; its weight is 650. */
export const sans = 'Public Sans Thin, Noto Naskh Arabic'

export type Direction = 'ltr' | 'rtl'
export type Drawn = { input: Buffer; width: number; height: number }
export const nothing: Drawn = { input: Buffer.alloc(0), width: 0, height: 0 }

/**
 * `strut`: all lines of this face and size have one height, whatever letters they have, and stand in this direction. It
 * is empty space at their end (or their beginning).
 */
export type Style = {
  face: string
  size: number
  colour: string
  width: number
  spacing?: number
  strut?: { direction: Direction; at: 'start' | 'end' }
}
export type Room = { width: number; height: number; sizes: readonly number[] }

/** Once in a process: from then on the faces are known by their names. */
let loaded: Promise<unknown> | undefined
export function loadFonts(fonts: readonly CardFont[]): Promise<unknown> {
  return (loaded ??= Promise.all(
    fonts.map(({ file }) =>
      sharp({ text: { text: 'a', fontfile: file, font: 'sans 8' } })
        .raw()
        .toBuffer(),
    ),
  ))
}

export async function drawWords(
  words: string,
  { face, size, colour, width, spacing = 0, strut }: Style,
): Promise<Drawn> {
  if (words === '') return nothing
  const set = strut === undefined ? escape(words) : strutted(escape(words), strut)
  const attributes = `foreground="${colour}" letter_spacing="${spacing}" font_features="lnum=1" line_height="0.94"`
  const markup = `<span ${attributes}>${set}</span>`
  const { data, info } = await sharp({
    text: { text: markup, font: `${face} ${size}`, width, rgba: true, wrap: 'word-char', dpi: 72 },
  })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  return { input: data, width: info.width, height: info.height }
}

/**
 * Between marks of the direction the words keep their own; a high and a deep letter that nobody sees give the line its
 * height.
 */
function strutted(markup: string, { direction, at }: NonNullable<Style['strut']>): string {
  const mark = direction === 'rtl' ? '\u{200F}' : '\u{200E}'
  const words = `${mark}\u{2068}${markup}\u{2069}${mark}`
  const unseen = (letters: string) => `<span alpha="1">${letters}</span>`
  return at === 'start' ? `${mark}${unseen('Å|\u{A0}')}${words}` : `${words}${unseen('\u{A0}Å|')}`
}

/** As large as they fit; what is too long for the smallest size is cut at a word's end. */
export async function drawFitting(
  words: string,
  style: Omit<Style, 'size' | 'width'>,
  { width, height, sizes }: Room,
): Promise<Drawn> {
  const smallest = sizes.at(-1) ?? 0
  // A letter takes about half its size across and the whole of it down: larger than this it cannot fit, and is not
  // tried.
  const likely = 1.25 * Math.sqrt((width * height) / (0.5 * words.length))
  for (const size of sizes.filter((size) => size <= likely || size === smallest)) {
    const drawn = await drawWords(cutTo(words, longest), { ...style, size, width })
    if (drawn.height <= height && words.length <= longest) return drawn
  }
  return drawCut(words, { ...style, size: smallest, width }, height)
}

/** More letters than these fit on no card. */
const longest = 600

async function drawCut(words: string, style: Style, height: number): Promise<Drawn> {
  let best = nothing
  let [fits, fails] = [0, Math.min(longest, words.length)]
  while (fails - fits > 1) {
    const middle = Math.ceil((fits + fails) / 2)
    const drawn = await drawWords(cutTo(words, middle), style)
    if (drawn.height <= height) [best, fits] = [drawn, middle]
    else fails = middle
  }
  return best
}

/** At a word's end, if one is near; else at a letter's. */
function cutTo(words: string, length: number): string {
  if (words.length <= length) return words
  let start = ''
  for (const { segment } of letters.segment(words)) {
    if (start.length + segment.length > length) break
    start += segment
  }
  return `${start.replace(/[\s\p{P}]+\S{0,14}$/u, '')}…`
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The words that can be drawn here: symbols without a shape are dropped, with a letter missing nothing is left. */
export async function drawable(words: string, fonts: readonly CardFont[]): Promise<string> {
  let kept = ''
  // More than fits, so that what is too long is still seen to be.
  for (const character of words.slice(0, 2 * longest)) {
    if (/[\s\p{Cf}\p{M}]/u.test(character) || isOurs(character, fonts) || (await hasShape(character))) kept += character
    else if (/[\p{L}\p{N}]/u.test(character)) return ''
  }
  return kept.replaceAll(/\s+/gu, ' ').trim()
}

function isOurs(character: string, fonts: readonly CardFont[]): boolean {
  const code = character.codePointAt(0) ?? 0
  return fonts.some(({ ranges }) => ranges.some(([from, to]) => code >= from && code <= to))
}

const shapes = new Map<string, boolean>()
const maxShapes = 5_000

/**
 * Whether a face of this machine has a character that ours lack: without falling back to other faces it looks
 * different, namely like a box.
 */
async function hasShape(character: string): Promise<boolean> {
  const known = shapes.get(character)
  if (known !== undefined) return known
  const drawn = (fallback: boolean) =>
    sharp({
      text: { text: `<span fallback="${fallback}">${escape(character)}</span>`, font: `${display} 20`, dpi: 72 },
    })
      .raw()
      .toBuffer()
  const [own, any] = await Promise.all([drawn(false), drawn(true)])
  const has = !own.equals(any)
  if (shapes.size >= maxShapes) shapes.clear()
  shapes.set(character, has)
  return has
}
