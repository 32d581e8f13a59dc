import { assertRevision } from '../articles/snapshot.ts'
import { heldArticle, type ArticleRow } from '../articles/store.ts'
import type { ArticleState } from '../articles/tables.ts'
import type { Actor, Db, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure, orFailure, type Failure } from '../kit/outcome.ts'
import { visibleLines } from '../kit/visible.ts'
import type { Act } from '../staff/acts.ts'
import { copyRow } from '../working-copies/copy-store.ts'
import { readCopy } from '../working-copies/read-copy.ts'
import { contentHash } from './content-hash.ts'
import { notDone } from './refusals.ts'
/** Review: submitting, sending back, approving. */
import { setHiddenState, insertReview, noteChange, reviewsOf } from './store.ts'
import { noSuchStory, storyFor } from './story-for.ts'
import type { ReviewVerdict } from './tables.ts'

export type Reviewing = { articleId: number; words?: string | undefined; expectedRevision?: number | undefined }

export type Reviewed = { outcome: ReviewVerdict; state: ArticleState; revision: number } | Failure

const maxWords = 5_000

type Step = {
  act: Act
  verdict: ReviewVerdict
  /**
   * Which states each verdict leads from and to. For a live story it concerns the update, and readers see nothing of
   * it.
   */
  to: Partial<Record<ArticleState, ArticleState>>
}

const submitting: Step = {
  act: 'article.submit',
  verdict: 'submitted',
  to: { draft: 'pending', pending: 'pending', published: 'published' },
}
const returning: Step = {
  act: 'article.approve',
  verdict: 'returned',
  to: { pending: 'draft', ready: 'draft', published: 'published' },
}
const approving: Step = {
  act: 'article.approve',
  verdict: 'approved',
  to: { draft: 'ready', pending: 'ready', ready: 'ready', published: 'published' },
}

/** Submits a story, or an update of a live one, for review. */
export async function submitStory(house: House, actor: Actor, given: Reviewing): Promise<Reviewed> {
  return review(house, actor, submitting, given)
}

/** Sends a story back to its writer, with what still needs to be done. */
export async function returnToWriter(house: House, actor: Actor, given: Reviewing): Promise<Reviewed> {
  if ((given.words ?? '').trim() === '')
    return notDone('ask-for-something', 'invalid', 'Say what still needs to be done.')
  return review(house, actor, returning, given)
}

/** Approves this content. Nobody approves what they wrote or submitted themselves. */
export async function approveStory(house: House, actor: Actor, given: Reviewing): Promise<Reviewed> {
  return review(house, actor, approving, given)
}

async function review(house: House, actor: Actor, way: Step, given: Reviewing): Promise<Reviewed> {
  const { articleId, expectedRevision } = given
  const words = (given.words ?? '').trim()
  if (words.length > maxWords || visibleLines(words) !== words)
    return notDone(
      'note-too-long',
      'invalid',
      `A note to a colleague is plain text of at most ${maxWords} characters.`,
      {
        params: { most: maxWords },
      },
    )
  const row = await storyFor(house, actor, way.act, articleId)
  if (isFailure(row)) return row
  const copy = await readCopy(house, articleId)
  if (copy === undefined) return noSuchStory
  const own = way.verdict === 'approved' && (await isTheirOwn(house.db, actor, articleId))
  if (own) return notDone('own-words', 'conflict', 'You wrote or submitted this: somebody else must approve it.')
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<Reviewed> => {
      const held = await heldArticle(tx, articleId)
      assertRevision(held, expectedRevision)
      const state = held && way.to[held.state]
      if (held === undefined || state === undefined) return wrongState(way, held)
      await insertReview(tx, articleId, {
        verdict: way.verdict,
        words,
        contentHash: contentHash(copy.content),
        at,
      })
      await moveIn(tx, held, state, at)
      const deed = { submitted: 'article.submit', returned: 'article.return', approved: 'article.approve' }[way.verdict]
      await recordDeed(tx, { deed, subject: `article:${articleId}`, detail: words === '' ? {} : { words }, at })
      return { outcome: way.verdict, state, revision: held.revision + 1 }
    }),
  )
}

async function moveIn(tx: Tx, { id, state: from }: ArticleRow, to: ArticleState, at: number): Promise<void> {
  if (from === to) await noteChange(tx, id, at)
  else await setHiddenState(tx, id, to, at)
}

function wrongState({ verdict }: Step, row: ArticleRow | undefined): Failure {
  if (row === undefined) return noSuchStory
  const what = { submitted: 'handed in', returned: 'given back', approved: 'approved' }[verdict]
  const code = ({ submitted: 'cannot-submit', returned: 'cannot-return', approved: 'cannot-approve' } as const)[verdict]
  return notDone(code, 'conflict', `A story that is ${row.state} cannot be ${what}.`)
}

/** They wrote the newest words, or submitted the story. */
async function isTheirOwn(db: Db, actor: Actor, articleId: number): Promise<boolean> {
  const who = `${actor.kind}:${actor.id}`
  const [last] = (await reviewsOf(db, articleId, 20)).filter(({ verdict }) => verdict === 'submitted')
  return last?.actor === who || (await copyRow(db, articleId))?.updatedBy === who
}
