import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { orFailure, type Failure } from '../kit/outcome.ts'
import { quoted, visibleLines } from '../kit/visible.ts'
import { assertCan } from '../staff/acts.ts'
import type { Correction } from './article.ts'
import { correctionsOf, replaceCorrections } from './correction-store.ts'
import { withdrawUnheldIn } from './held-media.ts'
import { tellSearchEnginesLater, tellsSearchEngines } from './index-now.ts'
import { notToStory } from './refusals.ts'
import { assertRevision, notPublished } from './snapshot.ts'
import { authorIdsOf, heldArticle, topicIdsOf, touchArticle } from './store.ts'
import type { CorrectionKind } from './tables.ts'
import { renewPages } from './touched-pages.ts'

/** Of the words of one correction. */
export const maxCorrectionCharacters = 10_000

export type Corrected = ({ outcome: 'corrected'; path: string } & Correction) | Failure

type Correcting = {
  articleId: number
  kind?: CorrectionKind
  words: string
  expectedRevision?: number | undefined
}

/**
 * Says below a story's headline what was wrong in it, or what else is known since. No page that lacks the words is
 * served from then on.
 */
export async function correctArticle(
  house: House,
  actor: Actor,
  { articleId, kind = 'correction', words: given, expectedRevision }: Correcting,
): Promise<Corrected> {
  assertCan(actor, 'article.correct')
  const at = house.clock.now()
  return orFailure(
    house.write(actor, (tx) => correctArticleIn(tx, house, { articleId, kind, words: given, expectedRevision, at })),
  )
}

/** The step itself, for whoever says elsewhere too what was wrong. */
export async function correctArticleIn(
  tx: Tx,
  house: House,
  { articleId, kind = 'correction', words: given, expectedRevision, at: madeAt }: Correcting & { at: number },
): Promise<Corrected> {
  const words = given.trim()
  const fault = correctionFault(words)
  if (fault !== undefined) return fault
  const article = await heldArticle(tx, articleId)
  assertRevision(article, expectedRevision)
  if (article?.state !== 'published' || article.path === null) return notPublished(article)
  await replaceCorrections(tx, articleId, [...(await correctionsOf(tx, articleId)), { kind, madeAt, words }])
  // A picture that went with what was wrong, a moment ago.
  await withdrawUnheldIn(tx, articleId, madeAt)
  await touchArticle(tx, articleId, madeAt)
  const touched = {
    articleIds: [articleId],
    topicIds: await topicIdsOf(tx, articleId),
    personIds: await authorIdsOf(tx, articleId),
    isCorrected: true,
  }
  await renewPages(tx, touched, { hard: true })
  await recordDeed(tx, {
    deed: 'article.correct',
    subject: `article:${articleId}`,
    detail: { kind, words },
    at: madeAt,
  })
  if (tellsSearchEngines(house)) await tellSearchEnginesLater(tx, article.path, madeAt)
  return { outcome: 'corrected', path: article.path, kind, madeAt, words }
}

/** What is wrong with the words of a correction. */
export function correctionFault(words: string): Failure | undefined {
  const [most, length] = [maxCorrectionCharacters, words.length]
  if (!/[\p{L}\p{N}]/u.test(words))
    return notToStory('correction-missing', 'invalid', 'A correction needs words: what was wrong, and what is right.')
  if (length > most)
    return notToStory('correction-long', 'invalid', `A correction has at most ${most} characters, not ${length}.`, {
      most,
    })
  return visibleLines(words) === words
    ? undefined
    : notToStory('correction-signs', 'invalid', `${quoted(words)} has control characters.`)
}
