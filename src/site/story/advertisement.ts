import type { House } from '../../kit/house.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import type { Locale } from '../../kit/times.ts'
import { pageMedia, pictureOf } from '../../layout/pictures.ts'
import { wordsOf } from '../../layout/words.ts'
import { advertisementOf } from '../../placements/placement.ts'
import type { Advertisement } from './views/article.ts'

/** The one slot of a story's page, when the publisher has filled it. */
export async function advertisementView(
  house: House,
  { language }: Locale,
): Promise<{ view: Advertisement | undefined; tags: Tag[] }> {
  const slot = advertisementOf(house.settings.current(), wordsOf(language).advertisement)
  if (slot === undefined) return { view: undefined, tags: [] }
  const media = await pageMedia(house.db, { ids: [], publicIds: [slot.media] })
  const picture = pictureOf(media.byPublicId(slot.media), slot.alt)
  return { view: picture && { href: slot.href, label: slot.label, picture }, tags: media.tags }
}
