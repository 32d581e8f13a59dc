/** The darkroom's side of works.ts. */
import sharp from 'sharp'
import { renderRenditions } from './derive.ts'
import { inspectMedia, pictureTraits } from './inspect.ts'
import { firstPlan, plannedRenditions, type Focus, type Plan } from './renditions.ts'
import type { Traits } from './traits.ts'
import type { Rendered } from './traits.ts'
import type { TakingIn } from './works.ts'

// One thread beside a paper that is being read; what was decoded for one picture is of no use to the next.
sharp.concurrency(1)
sharp.cache(false)
// Of the decoders only those that a file's kind can call for, and nothing that opens a file by its name.
sharp.block({ operation: ['VipsForeignLoad'] })
const decoders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff', 'Svg']
sharp.unblock({ operation: decoders.map((decoder) => `VipsForeignLoad${decoder}Buffer`) })

export async function develop({
  bytes,
  size,
  fileName,
  focus,
}: TakingIn): Promise<{ inspected: Awaited<ReturnType<typeof inspectMedia>>; first?: Rendered }> {
  const inspected = await inspectMedia(bytes, fileName, size)
  if (!inspected.ok || inspected.kind !== 'image') return { inspected }
  const plan = firstPlan(
    plannedRenditions(inspected.width ?? 1, inspected.height ?? 1, inspected.hasAlpha, inspected.animated),
  )
  const [first] = plan === undefined ? [] : await renderRenditions(inspected.cleaned ?? bytes, [plan], focus)
  return { inspected, ...(first && { first }) }
}

export async function traitsOf(bytes: Buffer): Promise<Traits> {
  return pictureTraits(bytes)
}

export async function deriveAll({
  bytes,
  plans,
  focus,
}: {
  bytes: Buffer
  plans: readonly Plan[]
  focus: Focus
}): Promise<Rendered[]> {
  return renderRenditions(bytes, plans, focus)
}
