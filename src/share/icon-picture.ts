import sharp from 'sharp'
import type { CardFont } from '../kit/assets.ts'
import { display, drawable, drawWords, loadFonts } from './text-outlines.ts'

/** `letterShare`: of the side; `rounding` of the corners, too. */
export type Icon = { letter: string; ground: string; side: number; letterShare: number; rounding: number }

/** The paper's first letter on its accent, as a PNG. */
export async function drawIcon(icon: Icon, fonts: readonly CardFont[]): Promise<Buffer> {
  await loadFonts(fonts)
  const { side, ground, rounding } = icon
  const letter = await drawable(icon.letter, fonts)
  const field = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
<rect width="100%" height="100%" rx="${Math.round(side * rounding)}" fill="${ground}"/></svg>`
  const size = Math.round(side * icon.letterShare)
  const drawn = await drawWords(letter, { face: display, size, colour: '#ffffff', width: side })
  const layers = drawn.width === 0 ? [] : [{ input: await sharp(drawn.input).trim().toBuffer(), gravity: 'centre' }]
  return sharp(Buffer.from(field)).composite(layers).png({ palette: true, effort: 1, colours: 64 }).toBuffer()
}
