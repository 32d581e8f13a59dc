import sharp from 'sharp'

/** Sides in pixels, and how grainy: JPEG of 5 to 12 MB, as cameras and telephones make them. */
const cameras = [
  { width: 4_000, height: 3_000, grain: 22 },
  { width: 5_472, height: 3_648, grain: 20 },
  { width: 6_000, height: 4_000, grain: 22 },
] as const

/** Photos with grain, each of other bytes; `width`: smaller ones. */
export async function somePhotos(count: number, width?: number): Promise<Buffer[]> {
  const taken: Buffer[] = []
  for (const camera of cameras.slice(0, count)) {
    const size = width === undefined ? camera : { width, height: Math.round((width * 2) / 3) }
    const noise = { type: 'gaussian', mean: 128, sigma: camera.grain } as const
    const create = { width: size.width, height: size.height, channels: 3, background: '#000', noise } as const
    taken.push(await sharp({ create }).jpeg({ quality: 88 }).toBuffer())
  }
  return Array.from({ length: count }, (_, number) => withComment(taken[number % taken.length]!, number))
}

/** Behind the start of the picture (FF D8), where it changes nothing that is seen: a comment (FF FE). */
function withComment(photo: Buffer, number: number): Buffer {
  const words = Buffer.from(`photo ${number} ${Date.now()}`)
  const mark = Buffer.from([0xff, 0xfe, 0, words.length + 2])
  return Buffer.concat([photo.subarray(0, 2), mark, words, photo.subarray(2)])
}
