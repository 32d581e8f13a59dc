/** Pictures of options as programs name them: by the public id of what the paper has. */
import type { Db } from '../kit/db/schema.ts'
import { mediaOf } from '../media/store.ts'
import type { OptionPicture, Poll } from './poll.ts'
import type { PollFault } from './refusals.ts'

export type NamedPicture = { media: string; alt: string }

/** In the order of the options; what names no picture of the paper is a fault. */
export async function picturesNamed(
  db: Db,
  named: readonly (NamedPicture | null)[],
): Promise<{ pictures: (OptionPicture | null)[]; faults: PollFault[] }> {
  const publicIds = named.flatMap((picture) => picture?.media ?? [])
  const found = await mediaOf(db, { ids: [], publicIds })
  const ids = new Map(found.flatMap(({ publicId, kind, id }) => (kind === 'image' ? [[publicId, id] as const] : [])))
  const faults: PollFault[] = []
  const pictures = named.map((picture, index) => {
    if (picture === null) return null
    const mediaId = ids.get(picture.media)
    if (mediaId !== undefined) return { mediaId, alt: picture.alt }
    const words = `there is no picture "${picture.media}"`
    faults.push({ code: 'poll-picture-gone', path: `/pictures/${index}/media`, words })
    return null
  })
  return { pictures, faults }
}

/** A picture as a program is told of it; `src` is null until a rendition is made. */
export type ShownPicture = NamedPicture & { src: string | null }

export async function namesOfPictures(db: Db, { options }: Pick<Poll, 'options'>): Promise<(ShownPicture | null)[]> {
  const found = await mediaOf(db, { ids: options.flatMap(({ picture }) => picture?.mediaId ?? []), publicIds: [] })
  const publicIds = new Map(found.map(({ id, publicId }) => [id, publicId]))
  return options.map(({ picture }) => {
    const media = picture && publicIds.get(picture.mediaId)
    return media === undefined ? null : { media, alt: picture?.alt ?? '', src: picture?.view?.src ?? null }
  })
}
