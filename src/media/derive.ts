import sharp, { type Metadata, type Sharp } from 'sharp'
import { embeddedMetadata, rightsOnly } from './embedded-metadata.ts'
import { cropBox, type Focus, type Plan } from './renditions.ts'
import type { Rendered } from './traits.ts'

/** A decompression bomb says it is small: what it unpacks to is what is limited. */
export const maxPixels = 100_000_000
/** Of the picture that the renditions are made from, which is held unpacked: 96 MB with alpha. */
const masterPixels = 24_000_000

/** Unpacked, upright, sRGB; as large as the sharpest of the renditions needs it. */
type Master = { data: Buffer; width: number; height: number; channels: 1 | 2 | 3 | 4 }

/**
 * Makes renditions of one picture: upright, sRGB, without what the camera wrote into it (places, serial numbers);
 * creator and copyright stay. It is decoded once for all of them, and made smaller once for all formats of one size.
 */
export async function renderRenditions(bytes: Uint8Array, plans: readonly Plan[], focus: Focus): Promise<Rendered[]> {
  const source = await sharp(bytes, { limitInputPixels: maxPixels }).metadata()
  const rights = rightsOnly(await embeddedMetadata(bytes, source))
  const finished = async (picture: Sharp, plan: Plan): Promise<Rendered> => {
    if (rights !== undefined) picture.withExif({ IFD0: rights })
    const { data, info } = await encoded(picture, plan).toBuffer({ resolveWithObject: true })
    return { plan, bytes: data, width: info.width, height: info.pageHeight ?? info.height }
  }
  const moving = plans.filter((plan) => isMoving(source, plan))
  const still = plans.filter((plan) => !isMoving(source, plan))
  const rendered: Rendered[] = []
  for (const plan of moving)
    rendered.push(await finished(sharp(bytes, { ...careful, animated: true }).resize({ width: plan.width }), plan))
  const master = still.length === 0 ? undefined : await masterOf(bytes, source, still, focus)
  for (const same of Map.groupBy(still, ({ name }) => name).values()) {
    const [first] = same
    if (master === undefined || first === undefined) continue
    const { data, info } = await unpacked(atSize(master, first, focus))
    for (const plan of same) rendered.push(await finished(sharp(data, { raw: info }), plan))
  }
  return rendered
}

const careful = { limitInputPixels: maxPixels, failOn: 'truncated' } as const

function isMoving({ pages = 1, format }: Metadata, plan: Plan): boolean {
  return plan.crop === undefined && plan.format === 'webp' && pages > 1 && (format === 'gif' || format === 'webp')
}

async function masterOf(bytes: Uint8Array, source: Metadata, plans: readonly Plan[], focus: Focus): Promise<Master> {
  const { width, height } = source.autoOrient
  const across = ({ crop }: Plan) => (crop === undefined ? width : cropBox(width, height, crop.ratio, focus).width)
  const most = Math.sqrt(masterPixels / (width * height))
  const scale = Math.min(Math.max(...plans.map((plan) => plan.width / across(plan))), most)
  // A drawing (SVG) is drawn at the size asked for, not drawn small and blown up; at 72 dpi it has its own size.
  const picture =
    source.format === 'svg'
      ? sharp(bytes, { ...careful, density: densityFor(scale) })
      : sharp(bytes, careful).autoOrient()
  if (source.format !== 'svg' && scale < 1) picture.resize({ width: Math.max(1, Math.ceil(width * scale)) })
  const { data, info } = await unpacked(picture)
  return { data, ...info }
}

/** Dots per inch at which a drawing is so many times its own size. */
export function densityFor(scale: number): number {
  return Math.min(Math.max(Math.ceil(72 * scale), 1), 2400)
}

async function unpacked(picture: Sharp): Promise<{ data: Buffer; info: Omit<Master, 'data'> }> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  return { data, info: { width: info.width, height: info.height, channels: info.channels } }
}

function atSize({ data, ...raw }: Master, { crop, width, height }: Plan, focus: Focus): Sharp {
  const picture = sharp(data, { raw })
  if (crop !== undefined) picture.extract(cropBox(raw.width, raw.height, crop.ratio, focus))
  return picture.resize({ width, height, fit: 'fill' })
}

/**
 * Measured on the demo's pictures (2026-11): AVIF at effort 1 and with a quarter of the colours' samples (as JPEG and
 * WebP have them) takes half the time of effort 2 with all, for as many bytes; above 1,080 pixels effort 0 a third of
 * that, for 3 to 12 % more bytes. WebP at effort 2 takes half of 3, for 4 % more. JPEG without MozJPEG's search takes a
 * quarter, for 10 % more: few browsers are left that need it.
 */
function encoded(picture: Sharp, { format, width }: Plan): Sharp {
  if (format === 'avif') return picture.avif({ quality: 52, effort: width > 1080 ? 0 : 1, chromaSubsampling: '4:2:0' })
  if (format === 'webp') return picture.webp({ quality: 76, effort: 2 })
  if (format === 'png') return picture.png({ palette: true, effort: 5 })
  return picture
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 78, progressive: true, optimiseCoding: true, quantisationTable: 3 })
}
