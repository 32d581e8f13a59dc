/** Which pictures and files stories hold, and what becomes of those that no reader is to see any more. */
import type { Actor, Db, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { mediaByPublicId } from '../media/store.ts'
import { restoreMediaIn, withdrawMediaIn } from '../media/withdrawn.ts'
import { assertCan } from '../staff/acts.ts'
import type { VersionInput } from './article.ts'
import { mediaRefs } from './document-walk.ts'

/** Notes what the latest version has. References that lead nowhere are left out. */
export async function noteMediaIn(tx: Tx, articleId: number, { document, lead }: VersionInput): Promise<number[]> {
  await tx.updateTable('article_media').set({ held: 0 }).where('article_id', '=', articleId).execute()
  const refs = mediaRefs(document)
  const query = tx.selectFrom('media').select('id')
  const known = refs.length === 0 ? [] : await query.where('public_id', 'in', refs).execute()
  const ids = [...new Set([...known.map(({ id }) => id), ...(lead === null ? [] : [lead.mediaId])])]
  if (ids.length === 0) return []
  await tx
    .insertInto('article_media')
    .values(ids.map((media_id) => ({ media_id, article_id: articleId, held: 1 })))
    .onConflict((conflict) => conflict.columns(['media_id', 'article_id']).doUpdateSet({ held: 1 }))
    .execute()
  return ids
}

type Saved = { articleId: number; version: VersionInput; at: number }
type Change = { wasPublic: boolean; isPublic: boolean; isCorrected: boolean }

/**
 * What a save means for the files themselves, which can be had without the story. A public story brings its files back.
 * Where it is taken from the readers or corrected, what it has had and nothing shows any more goes with that; an
 * ordinary change leaves it to the feeds and mails that still show it.
 */
export async function followMediaIn(tx: Tx, { articleId, version, at }: Saved, change: Change): Promise<void> {
  const held = await noteMediaIn(tx, articleId, version)
  if (change.isPublic) await restoreMediaIn(tx, held)
  if (change.wasPublic && (!change.isPublic || change.isCorrected)) await withdrawUnheldIn(tx, articleId, at)
}

/** Of all that a story has ever had, what no published story holds and no poll shows. */
export async function withdrawUnheldIn(tx: Tx, articleId: number, at: number): Promise<void> {
  const rows = await tx
    .selectFrom('article_media as had')
    .select('had.media_id as id')
    .where('had.article_id', '=', articleId)
    .where(({ not, exists, selectFrom }) => {
      const holders = selectFrom('article_media as also').innerJoin('articles', 'articles.id', 'also.article_id')
      const published = holders.where('also.held', '=', 1).where('articles.state', '=', 'published')
      return not(exists(published.select('articles.id').whereRef('also.media_id', '=', 'had.media_id')))
    })
    .where(({ not, exists, selectFrom }) => {
      const options = selectFrom('poll_options').select('poll_options.id')
      return not(exists(options.whereRef('poll_options.media_id', '=', 'had.media_id')))
    })
    .execute()
  await withdrawMediaIn(
    tx,
    rows.map(({ id }) => id),
    at,
  )
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
    const where = await shownAt(tx, media.id)
    if (where.length > 0) {
      const places = where.join(', ')
      return failed('conflict', `it is shown at ${places}. Take it out there first, or withdraw the story.`)
    }
    await withdrawMediaIn(tx, [media.id], at)
    return { outcome: 'withdrawn' }
  })
}

async function shownAt(db: Db, mediaId: number): Promise<string[]> {
  const stories = await db
    .selectFrom('article_media')
    .innerJoin('articles', 'articles.id', 'article_media.article_id')
    .select('articles.path')
    .where('article_media.media_id', '=', mediaId)
    .where('article_media.held', '=', 1)
    .where('articles.state', '=', 'published')
    .execute()
  const polls = await db
    .selectFrom('poll_options')
    .innerJoin('polls', 'polls.id', 'poll_options.poll_id')
    .select('polls.public_id as publicId')
    .where('poll_options.media_id', '=', mediaId)
    .execute()
  return [...stories.flatMap(({ path }) => path ?? []), ...polls.map(({ publicId }) => `/polls/${publicId}`)]
}
