import type { House } from '../kit/house.ts'
import { system } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { plannedRenditions, renderRendition, renditionKey } from './derive.ts'
import { pictureTraits } from './inspect.ts'
import { insertRendition, mediaById, storedRenditions } from './store.ts'

/** Makes every rendition of a picture that is not there whole, so that a stopped job goes on where it was; pages that show the picture are rendered anew when all are. */
export async function deriveMedia(house: House, mediaId: number, context: { signal: AbortSignal }): Promise<void> {
  const media = await mediaById(house.db, mediaId)
  if (media === undefined || media.kind !== 'image' || media.width === null || media.height === null) return
  const original = await house.storage.get(media.storageKey)
  const focus = { x: media.focusX, y: media.focusY }
  const { hasAlpha, animated } = await pictureTraits(original)
  const plans = plannedRenditions(media.width, media.height, hasAlpha, animated)
  const stored = await storedRenditions(house.db, mediaId)
  for (const plan of plans) {
    context.signal.throwIfAborted()
    const storageKey = renditionKey(media.publicId, plan, focus)
    if (await isWhole(house, storageKey, stored.get(storageKey))) continue
    const rendered = await renderRendition(original, plan, focus)
    await house.storage.put(storageKey, rendered.bytes)
    await house.write(system, (tx) =>
      insertRendition(tx, { mediaId, name: plan.name, format: plan.format, width: rendered.width, height: rendered.height, bytes: rendered.bytes.length, storageKey }),
    )
  }
  await house.write(system, (tx) => invalidate(tx, [`media:${mediaId}`]))
}

/** A row is written after its file; a file may have gone since, or come back short from a backup. */
async function isWhole({ storage }: House, storageKey: string, bytes: number | undefined): Promise<boolean> {
  return bytes !== undefined && (await storage.exists(storageKey)) && (await storage.size(storageKey)) === bytes
}
