/** Which pictures and files stories hold, and what becomes of those that no reader is to see any more. */
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { mediaByPublicId } from '../media/store.ts'
import { restoreMediaIn, withdrawMediaIn } from '../media/withdrawn.ts'
import { assertCan } from '../staff/acts.ts'
import type { VersionInput } from './article.ts'
import { mediaRefs } from './document-walk.ts'
import { mediaIds, placesOfMedia, replaceHeldMedia, unheldMedia } from './held-media-store.ts'

/** Notes what the latest version has. References that lead nowhere are left out. */
export async function noteMediaIn(
  tx: Tx,
  articleId: number,
  { document, lead }: VersionInput,
  isNew = false,
): Promise<number[]> {
  const known = await mediaIds(tx, mediaRefs(document))
  const ids = [...new Set([...known, ...(lead === null ? [] : [lead.mediaId])])]
  if (!isNew || ids.length > 0) await replaceHeldMedia(tx, articleId, ids)
  return ids
}

type Saved = { articleId: number; version: VersionInput; at: number; isNew: boolean }
type Change = { wasPublic: boolean; isPublic: boolean; isCorrected: boolean }

/**
 * What a save means for the files themselves, which can be had without the story. A public story brings its files back.
 * Where it is taken from the readers or corrected, what it has had and nothing shows any more goes with that; an
 * ordinary change leaves it to the feeds and mails that still show it.
 */
export async function followMediaIn(tx: Tx, { articleId, version, at, isNew }: Saved, change: Change): Promise<void> {
  const held = await noteMediaIn(tx, articleId, version, isNew)
  if (change.isPublic) await restoreMediaIn(tx, held)
  if (change.wasPublic && (!change.isPublic || change.isCorrected)) await withdrawUnheldIn(tx, articleId, at)
}

/** Of all that a story has ever had, what no published story holds and no poll shows. */
export async function withdrawUnheldIn(tx: Tx, articleId: number, at: number): Promise<void> {
  await withdrawMediaIn(tx, await unheldMedia(tx, articleId), at)
}

export type FileWithdrawn = { outcome: 'withdrawn' } | Failure

/** Takes one file from the readers that nothing shows any more. What a story or poll shows must go there first. */
export async function withdrawFile(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { publicId }: { publicId: string },
): Promise<FileWithdrawn> {
  assertCan(actor, 'article.withdraw')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const media = await mediaByPublicId(tx, publicId)
    if (media === undefined) return failed('unknown', 'There is no such file.')
    const where = await placesOfMedia(tx, media.id)
    if (where.length > 0) {
      const places = where.join(', ')
      return failed('conflict', `it is shown at ${places}. Take it out there first, or withdraw the story.`)
    }
    await withdrawMediaIn(tx, [media.id], at)
    return { outcome: 'withdrawn' }
  })
}
