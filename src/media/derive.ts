import sharp, { type Sharp } from 'sharp'
import { embeddedMetadata, rightsOnly } from './embedded-metadata.ts'

// One thread: renditions are made beside a paper that is being read.
sharp.concurrency(1)

export type Focus = { x: number; y: number }
export type Format = 'avif' | 'webp' | 'jpeg' | 'png'
/** One file to be made of a picture. `name` stands in its address; a crop keeps the focal point inside. */
export type Plan = { name: string; width: number; height: number; format: Format; crop?: { ratio: number } }

const widths = [360, 720, 1080, 1440, 2160]
/** Shapes for lists and for cards on other sites. */
const crops = [
  { name: 'wide', ratio: 3 / 2, widths: [360, 720, 1080] },
  { name: 'square', ratio: 1, widths: [160, 320] },
]
const share = { name: 'share', width: 1200, height: 630 }
/** A decompression bomb says it is small: what it unpacks to is what is limited. */
export const maxPixels = 100_000_000

/** Every rendition of a picture of that size: none wider than the picture itself, at least one in each shape. */
export function plannedRenditions(width: number, height: number, hasAlpha: boolean, isAnimated: boolean): Plan[] {
  const fallback: Format = hasAlpha ? 'png' : 'jpeg'
  const formats: Format[] = isAnimated ? ['webp'] : ['avif', 'webp', fallback]
  const plans: Plan[] = []
  for (const target of fitting(widths, width)) {
    for (const format of formats) plans.push({ name: String(target), width: target, height: Math.max(1, Math.round((target * height) / width)), format })
  }
  for (const crop of crops) {
    const most = Math.min(width, Math.floor(height * crop.ratio))
    for (const target of fitting(crop.widths, most)) {
      for (const format of formats) plans.push({ name: `${crop.name}-${target}`, width: target, height: Math.max(1, Math.round(target / crop.ratio)), format, crop: { ratio: crop.ratio } })
    }
  }
  if (width >= 600) plans.push({ ...share, format: 'jpeg', crop: { ratio: share.width / share.height } })
  return plans
}

/** Where a rendition lies. A crop around another point is another file: what has been handed out is kept for ever. */
export function renditionKey(publicId: string, { name, format, crop }: Plan, { x, y }: Focus): string {
  const point = crop === undefined || (x === 0.5 && y === 0.5) ? '' : `.${Math.round(x * 100)}-${Math.round(y * 100)}`
  return `${publicId}/${name}${point}.${format}`
}

/** The part of a picture with the given shape that is as large as can be and as near to the focal point as can be. */
export function cropBox(width: number, height: number, ratio: number, focus: Focus): { left: number; top: number; width: number; height: number } {
  const boxWidth = Math.max(1, Math.min(width, Math.round(height * ratio)))
  const boxHeight = Math.max(1, Math.min(height, Math.round(width / ratio)))
  const place = (size: number, box: number, at: number) => Math.round(Math.min(Math.max(at * size - box / 2, 0), size - box))
  return { left: place(width, boxWidth, focus.x), top: place(height, boxHeight, focus.y), width: boxWidth, height: boxHeight }
}

/** Makes one rendition: upright, sRGB, without what the camera wrote into it (places, serial numbers); creator and copyright stay. */
export async function renderRendition(bytes: Uint8Array, plan: Plan, focus: Focus): Promise<{ bytes: Buffer; width: number; height: number }> {
  const source = await sharp(bytes).metadata()
  const drawn = source.format === 'svg' ? await drawnFor(plan, bytes, source.autoOrient) : { bytes, size: source.autoOrient }
  const moves = plan.crop === undefined && plan.format === 'webp' && (source.pages ?? 1) > 1 && (source.format === 'gif' || source.format === 'webp')
  const picture = sharp(drawn.bytes, { animated: moves, limitInputPixels: maxPixels, failOn: 'truncated' }).autoOrient()
  if (plan.crop !== undefined) picture.extract(cropBox(drawn.size.width, drawn.size.height, plan.crop.ratio, focus))
  picture.resize(plan.crop === undefined ? { width: plan.width } : { width: plan.width, height: plan.height, fit: 'fill' })
  if (plan.format === 'jpeg') picture.flatten({ background: '#ffffff' })
  const rights = rightsOnly(await embeddedMetadata(bytes, source))
  if (rights !== undefined) picture.withExif({ IFD0: rights })
  const { data, info } = await encoded(picture, plan.format).toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.pageHeight ?? info.height }
}

type Size = { width: number; height: number }

/** A drawing (SVG) is drawn at the size asked for, not drawn small and blown up; at 72 dpi it has its own size. */
async function drawnFor(plan: Plan, bytes: Uint8Array, size: Size): Promise<{ bytes: Buffer; size: Size }> {
  const across = plan.crop === undefined ? size.width : cropBox(size.width, size.height, plan.crop.ratio, { x: 0.5, y: 0.5 }).width
  const density = Math.min(Math.max(Math.ceil((72 * plan.width) / across), 72), 2400)
  const { data, info } = await sharp(bytes, { density, limitInputPixels: maxPixels }).png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true })
  return { bytes: data, size: info }
}

function encoded(picture: Sharp, format: Format): Sharp {
  if (format === 'avif') return picture.avif({ quality: 52, effort: 2 })
  if (format === 'webp') return picture.webp({ quality: 76, effort: 3 })
  if (format === 'png') return picture.png({ palette: true, effort: 5 })
  return picture.jpeg({ quality: 78, mozjpeg: true })
}

function fitting(targets: readonly number[], most: number): number[] {
  const fit = targets.filter((target) => target <= most)
  // A picture between two widths is also given whole, unless the next smaller one is nearly that.
  const largest = fit.at(-1) ?? 0
  if (most > largest * 1.2 && most < (targets.at(-1) ?? 0)) fit.push(Math.max(1, most))
  return fit.length === 0 ? [Math.max(1, most)] : fit
}
