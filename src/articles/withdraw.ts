import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { orFailure, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import { noteChangeIn } from './changes.ts'
import { withdrawUnheldIn } from './held-media.ts'
import { tellSearchEnginesLater, tellsSearchEngines } from './index-now.ts'
import { markArticlePaths } from './path-store.ts'
import type { SaveContext } from './save-context.ts'
import { assertRevision, notPublished } from './snapshot.ts'
import {
  authorIdsOf,
  heldArticle,
  moveMonth,
  noLongerRelated,
  speakerIdsOf,
  topicIdsOf,
  unlist,
  updateArticle,
  type ArticleRow,
} from './store.ts'
import { renewPages } from './touched-pages.ts'
import { idsUnder, translationKeyOf } from './translation-store.ts'

export type Withdrawn = { outcome: 'withdrawn'; path: string } | Failure

/** Takes an article from the readers: its addresses answer 410 from the next request on. */
export async function withdrawArticle(
  house: House,
  actor: Actor,
  { articleId, expectedRevision }: { articleId: number; expectedRevision?: number | undefined },
): Promise<Withdrawn> {
  assertCan(actor, 'article.withdraw')
  const context = { at: house.clock.now(), tellsSearchEngines: tellsSearchEngines(house) }
  return orFailure(
    house.write(actor, async (tx): Promise<Withdrawn> => {
      const article = await heldArticle(tx, articleId)
      assertRevision(article, expectedRevision)
      if (article?.state !== 'published' || article.path === null) return notPublished(article)
      await withdrawArticleIn(tx, article, context)
      return { outcome: 'withdrawn', path: article.path }
    }),
  )
}

async function withdrawArticleIn(
  tx: Tx,
  article: ArticleRow,
  { at, tellsSearchEngines: tells }: Pick<SaveContext, 'at' | 'tellsSearchEngines'>,
): Promise<void> {
  await moveMonth(tx, article.archiveMonth, null)
  await updateArticle(tx, article.id, {
    ...article,
    state: 'withdrawn',
    archiveMonth: null,
    commentsOpen: article.commentsOpen === 1,
    commentsHeld: article.commentsHeld === 1,
    pinned: false,
    changedAt: at,
  })
  await markArticlePaths(tx, article.id, 'gone')
  await unlist(tx, article.id)
  await withdrawUnheldIn(tx, article.id, at)
  await noLongerRelated(tx, article.id)
  const touched = {
    articleIds: [article.id, ...(await idsUnder(tx, await translationKeyOf(tx, article.id)))],
    topicIds: await topicIdsOf(tx, article.id),
    personIds: [...(await authorIdsOf(tx, article.id)), ...(await speakerIdsOf(tx, article.id))],
  }
  await renewPages(tx, touched, { hard: true })
  if (tells === true && article.path !== null) await tellSearchEnginesLater(tx, article.path, at)
  await noteChangeIn(tx, article.id, at)
  await recordDeed(tx, { deed: 'article.withdraw', subject: `article:${article.id}`, detail: {}, at })
}
