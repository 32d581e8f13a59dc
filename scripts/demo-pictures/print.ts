/** Prints a drawn sheet: ink that covers unevenly, paper that shows through, edges that are not quite straight. */
import sharp from 'sharp'
import { height, svgOf, width, type Sheet } from './sheet.ts'

const maxBytes = 118 * 1024

/**
 * A JPEG of at most 118 KB of the sheet or a band of it, always the same bytes for the same sheet and the same version
 * of sharp.
 */
export async function print(sheet: Sheet, band = { top: 0, height }): Promise<Buffer> {
  const { data, info } = await sharp(Buffer.from(svgOf(sheet)))
    .extract({ left: 0, width, ...band })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const printed = inked(data, info.width, info.height)
  const picture = sharp(printed, { raw: { width: info.width, height: info.height, channels: 3 } })
  for (const quality of [84, 80, 76, 72, 68, 64, 60, 56, 52, 48, 44, 40, 36]) {
    const jpeg = await picture.clone().jpeg({ quality, mozjpeg: true, chromaSubsampling: '4:2:0' }).toBuffer()
    if (jpeg.length <= maxBytes) return jpeg
  }
  throw new Error('This sheet holds too many strokes for its size in bytes.')
}

function inked(source: Buffer, w: number, h: number): Buffer {
  const result = Buffer.alloc(source.length)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      // Edges wander by about a pixel, as pressed ink does.
      const sx = clamp(Math.round(x + (smoothNoise(x, y, 17, 1) - 0.5) * 4.4), w - 1)
      const sy = clamp(Math.round(y + (smoothNoise(x, y, 17, 2) - 0.5) * 4.4), h - 1)
      const from = (sy * w + sx) * 3
      const coverage = 1 + (smoothNoise(x, y, 61, 3) - 0.5) * 0.04 + (smoothNoise(x, y, 4, 4) - 0.5) * 0.045
      // Where the roller missed, a little paper shows: more in the dark than in the light.
      const missed = Math.max(0, smoothNoise(x, y, 3, 5) * 0.62 + smoothNoise(x, y, 120, 6) * 0.38 - 0.71) * 0.9
      const to = (y * w + x) * 3
      for (let channel = 0; channel < 3; channel++) {
        const value = (source[from + channel] ?? 0) * coverage
        const paper = channel === 0 ? 244 : channel === 1 ? 235 : 218
        result[to + channel] = clamp(Math.round(value + (paper - value) * missed), 255)
      }
    }
  }
  return result
}

/** Value noise between 0 and 1 with features of about `size` pixels. */
function smoothNoise(x: number, y: number, size: number, plane: number): number {
  const [gx, gy] = [x / size, y / size]
  const [x0, y0] = [Math.floor(gx), Math.floor(gy)]
  const [fx, fy] = [ease(gx - x0), ease(gy - y0)]
  const top = grain(x0, y0, plane) * (1 - fx) + grain(x0 + 1, y0, plane) * fx
  const bottom = grain(x0, y0 + 1, plane) * (1 - fx) + grain(x0 + 1, y0 + 1, plane) * fx
  return top * (1 - fy) + bottom * fy
}

function grain(x: number, y: number, plane: number): number {
  let mixed = Math.imul(x + 7919 * plane, 374761393) ^ Math.imul(y + 104729, 668265263)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 1274126177)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296
}

function ease(share: number): number {
  return share * share * (3 - 2 * share)
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value
}
