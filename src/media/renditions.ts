/** Which files are made of a picture, in which order, and what they are called. */
export type Focus = { x: number; y: number }
export const centre: Focus = { x: 0.5, y: 0.5 }
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
/** WebP counts sides in 14 bits. */
const tallest = 16_383
const maxPixels = 12_000_000

/** Every rendition of a picture of that size: none wider than the picture itself, at least one in each shape. */
export function plannedRenditions(width: number, height: number, hasAlpha: boolean, isAnimated: boolean): Plan[] {
  const fallback: Format = hasAlpha ? 'png' : 'jpeg'
  const formats: Format[] = isAnimated ? ['webp'] : ['avif', 'webp', fallback]
  const plans: Plan[] = []
  // A scroll of a picture is made as wide as the formats' longest side and the memory of their encoders allow.
  const most = Math.min((tallest * width) / height, Math.sqrt((maxPixels * width) / height))
  const widest = Math.max(1, Math.min(width, Math.floor(most)))
  for (const target of fitting(widths, widest)) {
    const tall = Math.min(tallest, Math.max(1, Math.round((target * height) / width)))
    for (const format of formats) plans.push({ name: String(target), width: target, height: tall, format })
  }
  for (const crop of crops) {
    const most = Math.min(width, Math.floor(height * crop.ratio))
    for (const target of fitting(crop.widths, most)) {
      for (const format of formats)
        plans.push({
          name: `${crop.name}-${target}`,
          width: target,
          height: Math.max(1, Math.round(target / crop.ratio)),
          format,
          crop: { ratio: crop.ratio },
        })
    }
  }
  if (width >= 600) plans.push({ ...share, format: 'jpeg', crop: { ratio: share.width / share.height } })
  return plans
}

/** The one that comes with the picture: small enough to be made at once, in the format that every browser reads. */
export function firstPlan(plans: readonly Plan[]): Plan | undefined {
  const usable = plans.filter((plan) => plan.crop === undefined && plan.format !== 'avif' && plan.width <= 1080)
  return usable.findLast(({ format }) => format === 'jpeg') ?? usable.at(-1) ?? plans[0]
}

/** Drawn in one go at most: a second or two of work, after which others get their turn. */
const pixelsAtOnce = 6_000_000

/** Small ones first, and few enough at a time that nobody waits long behind them. */
export function inBatches(plans: readonly Plan[]): Plan[][] {
  const batches: Plan[][] = []
  let room = 0
  for (const plan of plans.toSorted((a, b) => pixelsOf(a) - pixelsOf(b))) {
    room -= pixelsOf(plan)
    if (room < 0) {
      batches.push([])
      room = pixelsAtOnce - pixelsOf(plan)
    }
    batches.at(-1)?.push(plan)
  }
  return batches
}

function pixelsOf({ width, height }: Plan): number {
  return width * height
}

/** Where a rendition is stored. A crop around another point is another file, since caches keep files forever. */
export function renditionKey(publicId: string, { name, format, crop }: Plan, { x, y }: Focus): string {
  const point = crop === undefined || (x === 0.5 && y === 0.5) ? '' : `.${Math.round(x * 100)}-${Math.round(y * 100)}`
  return `${publicId}/${name}${point}.${format}`
}

/** The part of a picture with the given shape that is as large as can be and as near to the focal point as can be. */
export function cropBox(
  width: number,
  height: number,
  ratio: number,
  focus: Focus,
): { left: number; top: number; width: number; height: number } {
  const boxWidth = Math.max(1, Math.min(width, Math.round(height * ratio)))
  const boxHeight = Math.max(1, Math.min(height, Math.round(width / ratio)))
  const place = (size: number, box: number, at: number) =>
    Math.round(Math.min(Math.max(at * size - box / 2, 0), size - box))
  return {
    left: place(width, boxWidth, focus.x),
    top: place(height, boxHeight, focus.y),
    width: boxWidth,
    height: boxHeight,
  }
}

function fitting(targets: readonly number[], most: number): number[] {
  const fit = targets.filter((target) => target <= most)
  // A picture between two widths is also given whole, unless the next smaller one is nearly that.
  const largest = fit.at(-1) ?? 0
  if (most > largest * 1.2 && most < (targets.at(-1) ?? 0)) fit.push(Math.max(1, most))
  return fit.length === 0 ? [Math.max(1, most)] : fit
}
