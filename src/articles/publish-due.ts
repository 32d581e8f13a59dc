import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { saveArticleIn, saveContext } from './save.ts'
import { articleById, authorIdsOf, latestVersion, topicIdsOf } from './store.ts'

/**
 * Publishes a scheduled story whose time has come. One that was moved, published or withdrawn meanwhile stays as it is.
 */
export async function publishDue(house: House, articleId: number): Promise<void> {
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const article = await articleById(tx, articleId)
    const version = await latestVersion(tx, articleId)
    if (
      article?.state !== 'scheduled' ||
      article.publishedAt === null ||
      article.publishedAt > at ||
      version === undefined
    )
      return
    const { number: _, ...content } = version
    await saveArticleIn(
      tx,
      articleId,
      {
        kind: article.kind,
        slug: article.slug,
        state: 'published',
        version: content,
        topicIds: await topicIdsOf(tx, articleId),
        authorIds: await authorIdsOf(tx, articleId),
        publishedAt: article.publishedAt,
        updatedAt: article.publishedAt,
        commentsOpen: article.commentsOpen === 1,
        pinned: article.pinned === 1,
      },
      saveContext(house, at),
    )
  })
}
