import type { House } from '../kit/house.ts'
import { system } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { plannedRenditions, renderRendition, renditionKey } from './derive.ts'
import { pictureTraits } from './inspect.ts'
import { insertRendition, mediaById } from './store.ts'

/** Makes every rendition of a picture that is not there yet; pages that show it are rendered anew when all are. */
export async function deriveMedia(house: House, mediaId: number, context: { signal: AbortSignal }): Promise<void> {
  const media = await mediaById(house.db, mediaId)
  if (media === undefined || media.kind !== 'image' || media.width === null || media.height === null) return
  const original = await house.storage.get(media.storageKey)
  const focus = { x: media.focusX, y: media.focusY }
  const { hasAlpha, animated } = await pictureTraits(original)
  const plans = plannedRenditions(media.width, media.height, hasAlpha, animated)
  for (const plan of plans) {
    context.signal.throwIfAborted()
    const storageKey = renditionKey(media.publicId, plan, focus)
    const rendered = await renderRendition(original, plan, focus)
    await house.storage.put(storageKey, rendered.bytes)
    await house.write(system, (tx) =>
      insertRendition(tx, { mediaId, name: plan.name, format: plan.format, width: rendered.width, height: rendered.height, bytes: rendered.bytes.length, storageKey }),
    )
  }
  await house.write(system, (tx) => invalidate(tx, [`media:${mediaId}`]))
}
