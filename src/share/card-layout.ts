/** What all drawn cards have: paper, the accent at the top, the masthead's double rule, the paper's name. */
import sharp, { type OverlayOptions } from 'sharp'
import { cardSize } from './share-card.ts'
import { display, drawFitting, drawWords, nothing, type Direction, type Drawn } from './text-outlines.ts'

export const [ink, soft, hair, paper] = ['#15181b', '#5a6167', '#d6d8d6', '#ffffff']
export const margin = 72
export const measure = cardSize.width - 2 * margin

export type Placed = Drawn & {
  top: number
  /** From the margin where lines begin; `toEnd`: they end at the other margin. */ inset?: number
  toEnd?: boolean
}
export type Card = { accent: string; direction: Direction }

export async function cardOfLayers({ accent, direction }: Card, layers: readonly Placed[]): Promise<Buffer> {
  return sharp({ create: { ...cardSize, channels: 3, background: paper } })
    .composite([
      { input: filled(cardSize.width, 14, accent).input, top: 0, left: 0 },
      ...layers.filter(({ width }) => width > 0).map((layer) => overlay(layer, direction)),
    ])
    .png({ palette: true, effort: 1, colours: 64 })
    .toBuffer()
}

/** Where the words cannot be drawn: the paper's name alone. */
export async function nameAlone(card: Card, publication: string): Promise<Buffer> {
  const name = await drawFitting(
    publication,
    { face: display, colour: ink },
    { width: measure, height: 300, sizes: [120, 104, 90, 78, 68, 58, 50, 44] },
  )
  return cardOfLayers(card, [...doubleRule(cardSize.height - 92), { ...name, top: 190 }])
}

export async function nameplate(publication: string, { size, top }: { size: number; top: number }): Promise<Placed> {
  return {
    ...(publication === ''
      ? nothing
      : await drawWords(publication, { face: display, size, colour: ink, width: measure })),
    top,
  }
}

export function doubleRule(top: number): Placed[] {
  return [
    { ...filled(measure, 3, ink), top },
    { ...filled(measure, 1, ink), top: top + 6 },
  ]
}

/** A filled area as a layer. */
export function filled(width: number, height: number, background: string): Drawn {
  return {
    input: Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="100%" height="100%" fill="${background}"/></svg>`,
    ),
    width,
    height,
  }
}

function overlay({ input, width, top, inset = 0, toEnd = false }: Placed, direction: Direction): OverlayOptions {
  return {
    input,
    top: Math.round(top),
    left: Math.round((direction === 'rtl') === toEnd ? margin + inset : cardSize.width - margin - inset - width),
  }
}
