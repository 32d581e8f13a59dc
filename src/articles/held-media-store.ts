import { preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'

/** By public ids; those that nobody knows are left out. */
export async function mediaIds(db: Db, publicIds: readonly string[]): Promise<number[]> {
  if (publicIds.length === 0) return []
  const rows = await db
    .selectFrom('media')
    .select('id')
    .where('public_id', 'in', [...publicIds])
    .execute()
  return rows.map(({ id }) => id)
}

/** What an article holds from now on. What it held before is still known as something that it has had. */
export async function replaceHeldMedia(tx: Tx, articleId: number, ids: readonly number[]): Promise<void> {
  await releaseMedia(tx, articleId)
  if (ids.length > 0)
    await tx
      .insertInto('article_media')
      .values(ids.map((media_id) => ({ media_id, article_id: articleId, held: 1 })))
      .onConflict((conflict) => conflict.columns(['media_id', 'article_id']).doUpdateSet({ held: 1 }))
      .execute()
}

const releaseMedia = preparedWrite((tx, articleId: number) =>
  tx.updateTable('article_media').set({ held: 0 }).where('article_id', '=', articleId),
)

/** Of all that an article has ever had, what no published story holds and no poll shows. */
export async function unheldMedia(db: Db, articleId: number): Promise<number[]> {
  const rows = await db
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
  return rows.map(({ id }) => id)
}

/** The addresses of the stories and polls that show a file. */
export async function placesOfMedia(db: Db, mediaId: number): Promise<string[]> {
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
