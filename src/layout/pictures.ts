import type { Db } from '../kit/db/schema.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { pictureView, type Shape } from '../media/picture-view.ts'
import type { Picture } from '../media/picture.ts'
import { mediaOf, renditionsOf, type Media, type Rendition } from '../media/store.ts'
import { mediaTag } from '../media/tags.ts'

/** The media of one page with their renditions, read in two queries and looked up by id or public id. */
export type PageMedia = {
  byId(id: number | null): { media: Media; renditions: Rendition[] } | undefined
  byPublicId(publicId: string): { media: Media; renditions: Rendition[] } | undefined
  /** One tag per picture: the page is rendered again when its renditions are done. */
  tags: Tag[]
}

export async function pageMedia(
  db: Db,
  refs: { ids: readonly (number | null)[]; publicIds: readonly string[] },
): Promise<PageMedia> {
  const ids = [...new Set(refs.ids.filter((id) => id !== null))]
  const wanted = { ids, publicIds: [...new Set(refs.publicIds)] }
  const [media, rows] = await Promise.all([mediaOf(db, wanted), renditionsOf(db, wanted)])
  const renditions = Map.groupBy(rows, ({ mediaId }) => mediaId)
  const entries = media.map((item) => ({ media: item, renditions: renditions.get(item.id) ?? [] }))
  const byId = new Map(entries.map((entry) => [entry.media.id, entry]))
  const byPublicId = new Map(entries.map((entry) => [entry.media.publicId, entry]))
  return {
    byId: (id) => (id === null ? undefined : byId.get(id)),
    byPublicId: (publicId) => byPublicId.get(publicId),
    tags: entries.filter((entry) => entry.media.kind === 'image').map((entry) => mediaTag(entry.media.id)),
  }
}

export function pictureOf(
  entry: { media: Media; renditions: Rendition[] } | undefined,
  alt: string,
  shape: Shape = 'whole',
): Picture | undefined {
  const view = entry === undefined ? undefined : pictureView(entry.renditions, shape)
  return view === undefined ? undefined : { ...view, alt }
}
