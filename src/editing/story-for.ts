import { subjectFor } from '../articles/own-store.ts'
import { notToStory } from '../articles/refusals.ts'
import { articleById, type ArticleRow } from '../articles/store.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { type Failure } from '../kit/outcome.ts'
import { assertCan, type Act } from '../staff/acts.ts'

/**
 * The story, if the actor may do this to it.
 * @throws Refusal 'forbidden'
 */
export async function storyFor(
  house: Pick<House, 'db'>,
  actor: Actor,
  act: Act,
  articleId: number,
): Promise<ArticleRow | Failure> {
  const row = await articleById(house.db, articleId)
  if (row === undefined) return noSuchStory
  assertCan(actor, act, await subjectFor(house.db, actor, act, articleId))
  return row
}

export const noSuchStory: Failure = notToStory('no-such-story', 'unknown', 'There is no such story.')
