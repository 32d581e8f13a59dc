import type { Tx } from '../kit/db/schema.ts'
import { recordDeed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { personTag } from '../people/tags.ts'
import { topicTag } from '../topics/tags.ts'
import type { Correction } from './article.ts'
import { withdrawUnheldIn } from './held-media.ts'
import { tellSearchEnginesLater } from './index-now.ts'
import type { SaveContext } from './save.ts'
import { authorIdsOf, correctionsOf, replaceCorrections, topicIdsOf, touchArticle, type ArticleRow } from './store.ts'
import { articleTag, frontTag, correctionsTag } from './tags.ts'

/** Says below a story's headline what was wrong in it. No page that lacks the words is served from then on. */
export async function correctArticleIn(
  tx: Tx,
  article: ArticleRow,
  { madeAt, words, tellsSearchEngines }: Correction & Pick<SaveContext, 'tellsSearchEngines'>,
): Promise<void> {
  await replaceCorrections(tx, article.id, [...(await correctionsOf(tx, article.id)), { madeAt, words }])
  // A picture that went with what was wrong, a moment ago.
  await withdrawUnheldIn(tx, article.id, madeAt)
  await touchArticle(tx, article.id, madeAt)
  const topics = (await topicIdsOf(tx, article.id)).map(topicTag)
  const authors = (await authorIdsOf(tx, article.id)).map(personTag)
  await invalidate(tx, [articleTag(article.id), correctionsTag, frontTag, ...topics, ...authors], { hard: true })
  await recordDeed(tx, { deed: 'article.correct', subject: `article:${article.id}`, detail: { words }, at: madeAt })
  if (tellsSearchEngines === true && article.path !== null) await tellSearchEnginesLater(tx, article.path, madeAt)
}
