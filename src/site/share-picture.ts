import sharp, { type OverlayOptions } from 'sharp'
import type { CardFont } from '../kit/assets.ts'
import { escape } from '../kit/markup.ts'
import { cardSize, type ShareCard } from './share-card.ts'

sharp.concurrency(1)

const [ink, paper] = ['#15181b', '#ffffff']
const margin = 72
const measure = cardSize.width - 2 * margin
const display = 'Newsreader 16pt, Noto Naskh Arabic'
/** The name that the cut keeps from its variable original; its weight is 650. */
const sans = 'Public Sans Thin, Noto Naskh Arabic'
/** Largest that fits, as a newspaper sets it. */
const headlineSizes = [120, 104, 90, 78, 68, 58, 50, 44]
const longestHeadline = 240
const headlineHeight = 340

/**
 * Draws the card as a PNG: the paper's name over its double rule, the kicker, the headline as large as it fits. Pango sets
 * it (lines, right-to-left, joined letters) with our own faces, and with the machine's for other scripts. Words that no
 * face has letters for are left out: a card with boxes on it would be worse than the paper's name alone.
 */
export async function drawSharePicture(card: ShareCard, fonts: readonly CardFont[]): Promise<Buffer> {
  await loadFonts(fonts)
  const publication = await written(card.publication, fonts)
  const kicker = await written(card.kicker, fonts)
  const headline = await written(cut(card.headline), fonts)
  const layers: Layer[] = []
  if (headline === '') layers.push(await fitted(publication, { top: 190, height: 300 }))
  else {
    if (publication !== '') layers.push({ ...(await text(publication, { face: display, size: 46, colour: ink })), top: 54 })
    const kickerLayer = kicker === '' ? undefined : await text(kicker.toLocaleUpperCase(), { face: sans, size: 29, colour: card.accent, spacing: 1_400 })
    if (kickerLayer !== undefined) layers.push({ ...kickerLayer, top: 168 })
    layers.push(await fitted(headline, { top: kickerLayer === undefined ? 176 : 218, height: headlineHeight }))
  }
  return sharp({ create: { ...cardSize, channels: 3, background: paper } })
    .composite([...rules(headline === '' ? cardSize.height - 92 : 122), accentBar(card.accent), ...layers.filter(({ width }) => width > 0).map((layer) => placed(layer, card.direction))])
    .png({ palette: true, effort: 1, colours: 64 })
    .toBuffer()
}

type Layer = { input: Buffer; width: number; height: number; top: number }
const nothing = { input: Buffer.alloc(0), width: 0, height: 0 }
type Style = { face: string; size: number; colour: string; spacing?: number }

/** Once in a process: from then on the faces are known by their names. */
let loaded: Promise<unknown> | undefined
function loadFonts(fonts: readonly CardFont[]): Promise<unknown> {
  return (loaded ??= Promise.all(fonts.map(({ file }) => sharp({ text: { text: 'a', fontfile: file, font: 'sans 8' } }).raw().toBuffer())))
}

async function fitted(words: string, { top, height }: { top: number; height: number }): Promise<Layer> {
  // A letter takes about half its size across and the whole of it down: larger than this it cannot fit, and is not tried.
  const likely = 1.25 * Math.sqrt((measure * height) / (0.5 * words.length))
  let layer: Omit<Layer, 'top'> | undefined
  for (const size of headlineSizes.filter((size, index) => size <= likely || index === headlineSizes.length - 1)) {
    layer = await text(words, { face: display, size, colour: ink })
    if (layer.height <= height) break
  }
  return { ...(layer ?? nothing), top }
}

async function text(words: string, { face, size, colour, spacing = 0 }: Style): Promise<Omit<Layer, 'top'>> {
  if (words === '') return nothing
  const markup = `<span foreground="${colour}" letter_spacing="${spacing}" font_features="lnum=1" line_height="0.94">${escape(words)}</span>`
  const { data, info } = await sharp({ text: { text: markup, font: `${face} ${size}`, width: measure, rgba: true, wrap: 'word-char', dpi: 72 } }).png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true })
  return { input: data, width: info.width, height: info.height }
}

function placed({ input, width, top }: Layer, direction: ShareCard['direction']): OverlayOptions {
  return { input, top, left: direction === 'rtl' ? cardSize.width - margin - width : margin }
}

/** The masthead's double rule. */
function rules(top: number): OverlayOptions[] {
  return [top, top + 6].map((y, index) => ({ input: { create: { width: measure, height: index === 0 ? 3 : 1, channels: 3, background: ink } }, top: y, left: margin }))
}

function accentBar(background: string): OverlayOptions {
  return { input: { create: { width: cardSize.width, height: 14, channels: 3, background } }, top: 0, left: 0 }
}

/** At a word's end; a word that goes on for ever at a letter's. */
function cut(headline: string): string {
  const clean = headline.replaceAll(/\s+/gu, ' ').trim()
  if (clean.length <= longestHeadline) return clean
  const start = [...clean].slice(0, longestHeadline).join('')
  return `${start.replace(/\s\S*$/u, '')}…`
}

/** The words that can be drawn here: symbols without a shape are dropped, with a letter missing nothing is left. */
async function written(words: string, fonts: readonly CardFont[]): Promise<string> {
  let kept = ''
  for (const character of words) {
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
const mostShapes = 5_000

/** Whether a face of this machine has a character that ours lack: without falling back to other faces it looks different, namely like a box. */
async function hasShape(character: string): Promise<boolean> {
  const known = shapes.get(character)
  if (known !== undefined) return known
  const drawn = (fallback: boolean) => sharp({ text: { text: `<span fallback="${fallback}">${escape(character)}</span>`, font: `${display} 20`, dpi: 72 } }).raw().toBuffer()
  const [own, any] = await Promise.all([drawn(false), drawn(true)])
  const has = !own.equals(any)
  if (shapes.size >= mostShapes) shapes.clear()
  shapes.set(character, has)
  return has
}
