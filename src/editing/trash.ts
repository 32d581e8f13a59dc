/** Moving stories to the trash and back. Nothing is destroyed. */
import { assertRevision } from '../articles/snapshot.ts'
import { articleById, heldArticle, type ArticleRow } from '../articles/store.ts'
import type { ArticleState } from '../articles/tables.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure, orFailure, type Failure } from '../kit/outcome.ts'
import { notDone } from './refusals.ts'
import { setHiddenState } from './store.ts'
import { noSuchStory, storyFor } from './story-for.ts'

export type Trashing = { articleId: number; expectedRevision?: number | undefined }
export type Trashed = { outcome: 'trashed' | 'restored'; state: ArticleState; revision: number } | Failure

const trashable: readonly ArticleState[] = ['draft', 'pending', 'ready', 'private', 'withdrawn']

/** A story that readers have, or are about to get, must be withdrawn or unscheduled first. */
export async function trashStory(house: House, actor: Actor, given: Trashing): Promise<Trashed> {
  return move(house, actor, given, {
    outcome: 'trashed',
    to: ({ state }) => (trashable.includes(state) ? 'trashed' : undefined),
    refusal: ({ state }) =>
      state === 'published'
        ? notDone('cannot-trash-live', 'conflict', 'Readers can see this story. Withdraw it first.')
        : notDone('cannot-trash', 'conflict', `A story that is ${state} cannot be moved to the trash.`),
  })
}

/** Out of the trash: a draft again, or withdrawn as it was. */
export async function restoreStory(house: House, actor: Actor, given: Trashing): Promise<Trashed> {
  return move(house, actor, given, {
    outcome: 'restored',
    to: ({ state, publishedVersion }) => {
      if (state !== 'trashed') return undefined
      return publishedVersion === null ? 'draft' : 'withdrawn'
    },
    refusal: () => notDone('not-in-trash', 'conflict', 'The story is not in the trash.'),
  })
}

type Move = {
  outcome: 'trashed' | 'restored'
  to(row: ArticleRow): ArticleState | undefined
  refusal(row: ArticleRow): Failure
}

async function move(
  house: House,
  actor: Actor,
  { articleId, expectedRevision }: Trashing,
  { outcome, to, refusal }: Move,
): Promise<Trashed> {
  // A story that readers have seen no longer belongs only to its writer.
  const wasPublic = (await articleById(house.db, articleId))?.publishedVersion != null
  const row = await storyFor(house, actor, wasPublic ? 'article.withdraw' : 'article.write', articleId)
  if (isFailure(row)) return row
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<Trashed> => {
      const held = await heldArticle(tx, articleId)
      assertRevision(held, expectedRevision)
      if (held === undefined) return noSuchStory
      const state = to(held)
      if (state === undefined) return refusal(held)
      await setHiddenState(tx, articleId, state, at)
      const deed = outcome === 'trashed' ? 'article.trash' : 'article.restore'
      await recordDeed(tx, { deed, subject: `article:${articleId}`, at })
      return { outcome, state, revision: held.revision + 1 }
    }),
  )
}
