import type { Rendition } from './store.ts'

/** A picture as a page shows it: every source with its widths, and the size that keeps its place while it loads. */
export type PictureView = {
  width: number
  height: number
  src: string
  srcset: string
  sources: { type: string; srcset: string }[]
}

export type Shape = 'whole' | 'wide' | 'square'

const types = ['avif', 'webp'] as const

/** Undefined while no rendition of that shape is there; then the page shows the picture once its job is done. */
export function pictureView(renditions: readonly Rendition[], shape: Shape = 'whole'): PictureView | undefined {
  const fitting = renditions.filter((rendition) => shapeOf(rendition.name) === shape)
  const fallback = fitting.filter(({ format }) => format === 'jpeg' || format === 'png')
  const plain = fallback.length > 0 ? fallback : fitting
  const largest = plain.at(-1)
  if (largest === undefined) return shape === 'whole' ? undefined : pictureView(renditions)
  const middle = plain.findLast(({ width }) => width <= 1080) ?? largest
  return {
    width: largest.width,
    height: largest.height,
    src: addressOf(middle),
    srcset: srcsetOf(plain),
    sources: types.flatMap((format) => {
      const same = fitting.filter((rendition) => rendition.format === format)
      return same.length === 0 || plain[0] === same[0] ? [] : [{ type: `image/${format}`, srcset: srcsetOf(same) }]
    }),
  }
}

/** The picture that other sites show beside a link; its own crop when there is one. */
export function sharePicture(
  renditions: readonly Rendition[],
): { path: string; width: number; height: number } | undefined {
  const rendition =
    renditions.find(({ name }) => name === 'share') ??
    renditions.findLast(({ name, format }) => shapeOf(name) === 'whole' && format === 'jpeg')
  return rendition === undefined
    ? undefined
    : { path: addressOf(rendition), width: rendition.width, height: rendition.height }
}

/**
 * The rendition for a picture of another size that somebody asks for: of its shape where there is one, as near to its
 * width as can be; the largest when no size is asked for.
 */
export function nearestRendition(
  renditions: readonly Rendition[],
  size: { width: number; height: number } | undefined,
): string | undefined {
  const everywhere = renditions.filter(({ format }) => format === 'jpeg' || format === 'png')
  const usable = (everywhere.length > 0 ? everywhere : renditions).filter(({ name }) => name !== 'share')
  const whole = usable.filter(({ name }) => shapeOf(name) === 'whole')
  const ratio = size && size.width / size.height
  const alike =
    ratio === undefined ? whole : usable.filter(({ width, height }) => Math.abs(width / height / ratio - 1) < 0.04)
  const asked = size?.width ?? Number.MAX_SAFE_INTEGER
  const [nearest] = (alike.length > 0 ? alike : whole).toSorted(
    (a, b) => Math.abs(a.width - asked) - Math.abs(b.width - asked),
  )
  return nearest && addressOf(nearest)
}

function shapeOf(name: string): Shape | 'share' {
  if (name === 'share') return 'share'
  return name.startsWith('wide-') ? 'wide' : name.startsWith('square-') ? 'square' : 'whole'
}

function srcsetOf(renditions: readonly Rendition[]): string {
  return renditions.map((rendition) => `${addressOf(rendition)} ${rendition.width}w`).join(', ')
}

/** Where readers get it. */
export function addressOf({ storageKey }: Pick<Rendition, 'storageKey'>): string {
  return `/media/${storageKey}`
}
