import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failedAs, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import { deriveLater } from './jobs.ts'
import type { Focus } from './renditions.ts'
import { mediaByPublicId, updateMedia } from './store.ts'

export type MediaDescription = { alt?: string; caption?: string; credit?: string; focus?: Focus }
export type MediaDescribed = { outcome: 'updated' | 'unchanged' } | Failure

/** What the next story that shows it begins with; stories that show it already keep their own words. */
export async function describeMedia(
  house: House,
  actor: Actor,
  { publicId, focus, ...words }: { publicId: string } & MediaDescription,
): Promise<MediaDescribed> {
  assertCan(actor, 'media.add')
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<MediaDescribed> => {
    const media = await mediaByPublicId(tx, publicId)
    if (media === undefined) return failedAs('no-such-file', 'unknown', `There is no picture or file "${publicId}".`)
    const next = {
      alt: words.alt ?? media.alt,
      caption: words.caption ?? media.caption,
      credit: words.credit ?? media.credit,
      focusX: focus?.x ?? media.focusX,
      focusY: focus?.y ?? media.focusY,
    }
    const changed = (Object.keys(next) as (keyof typeof next)[]).filter((field) => next[field] !== media[field])
    if (changed.length === 0) return { outcome: 'unchanged' }
    await updateMedia(tx, media.id, next)
    // Another focal point makes other crops.
    if (changed.some((field) => field.startsWith('focus')))
      await deriveLater(tx, { mediaId: media.id, step: 'quick' }, at)
    await recordDeed(tx, { deed: 'media.describe', subject: `media:${publicId}`, detail: { changed }, at })
    return { outcome: 'updated' }
  })
}
