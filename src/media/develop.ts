/** The darkroom's side of works.ts. */
import { open, readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { renderRenditions } from './derive.ts'
import { inspectMedia, pictureTraits, type Inspected } from './inspect.ts'
import { firstPlan, plannedRenditions, type Focus, type Plan } from './renditions.ts'
import { maxPictureBytes, placeWarningsIn } from './sound.ts'
import type { Rendered, Traits } from './traits.ts'
import type { TakingIn } from './works.ts'

// One thread beside a paper that is being read; what was decoded for one picture is of no use to the next.
sharp.concurrency(1)
sharp.cache(false)
// Of the decoders only those that a file's kind can call for, and nothing that opens a file by its name.
sharp.block({ operation: ['VipsForeignLoad'] })
const decoders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff', 'Svg']
sharp.unblock({ operation: decoders.map((decoder) => `VipsForeignLoad${decoder}Buffer`) })

export async function develop({
  path,
  size,
  fileName,
  focus,
}: TakingIn): Promise<{ inspected: Inspected; first?: Rendered }> {
  if (size > maxPictureBytes) return { inspected: await inspectLarge(path, fileName, size) }
  const bytes = await readFile(path)
  const inspected = await inspectMedia(bytes, fileName)
  if (!inspected.ok || inspected.kind !== 'image') return { inspected }
  const plan = firstPlan(
    plannedRenditions(inspected.width ?? 1, inspected.height ?? 1, inspected.hasAlpha, inspected.animated),
  )
  const [first] = plan === undefined ? [] : await renderRenditions(inspected.cleaned ?? bytes, [plan], focus)
  return { inspected, ...(first && { first }) }
}

/** Of a sound or film, whatever it is; a web page or program is known by less. */
const beginning = 4 * 1024 * 1024

/** What is larger than a picture may be is known by its beginning, and not held in memory. */
async function inspectLarge(path: string, fileName: string, size: number): Promise<Inspected> {
  await using file = await open(path)
  const start = Buffer.alloc(beginning)
  const { bytesRead } = await file.read(start, 0, beginning, 0)
  const inspected = await inspectMedia(start.subarray(0, bytesRead), fileName, size)
  if (!inspected.ok) return inspected
  return { ...inspected, warnings: await placeWarningsIn(file, size, { mime: inspected.mime, fileName }) }
}

export async function traitsOf({ path }: { path: string }): Promise<Traits> {
  return pictureTraits(await readFile(path))
}

export async function deriveAll({
  path,
  plans,
  focus,
}: {
  path: string
  plans: readonly Plan[]
  focus: Focus
}): Promise<Rendered[]> {
  return renderRenditions(await readFile(path), plans, focus)
}
