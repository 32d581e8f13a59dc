import { tellPlanIn } from '../articles/plan.ts'
import { saveContext } from '../articles/save-context.ts'
import { saveArticleIn } from '../articles/save.ts'
import { assertRevision } from '../articles/snapshot.ts'
import { heldArticle, type ArticleRow } from '../articles/store.ts'
import { latestVersion } from '../articles/version-store.ts'
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure, orFailure, TakenBack, type Failure } from '../kit/outcome.ts'
import { enqueue } from '../kit/queue/job.ts'
import { momentOf } from '../kit/times.ts'
import { copyIsPublishedIn } from '../working-copies/copy-published.ts'
import { contentInput } from './content-input.ts'
import { clearedCopy, inTrash, momentParams, timeWords, type Cleared, type PassingBy } from './gate.ts'
import { publishStagedJob } from './jobs.ts'
/** Scheduling: a new story, or an update of a published one. */
import { notDone } from './refusals.ts'
import { dropStaged, noteChange, putStaged, setHiddenState } from './store.ts'
import { noSuchStory, storyFor } from './story-for.ts'

export type Scheduled = { outcome: 'scheduled'; publishAt: number; revision: number } | Failure

/** A moment, or a local time in the publication's zone: `2026-10-14T08:30`. */
export type Later = number | string

type Scheduling = PassingBy & { articleId: number; publishAt: Later; expectedRevision?: number | undefined }

/** Fixes now what readers get then: anything written afterwards needs another decision. */
export async function scheduleStory(
  house: House,
  actor: Actor,
  { articleId, publishAt, expectedRevision, ...passing }: Scheduling,
): Promise<Scheduled> {
  const at = house.clock.now()
  const row = await storyFor(house, actor, 'article.publish', articleId)
  if (isFailure(row)) return row
  const moment = momentFor(house, publishAt, at)
  if (isFailure(moment)) return moment
  if (row.state === 'trashed') return notDone('in-trash', 'conflict', inTrash)
  const cleared = await clearedCopy(house, actor, { row, goesOutAt: moment.at, passing })
  if (isFailure(cleared)) return cleared
  return orFailure(
    house.write(actor, async (tx): Promise<Scheduled> => {
      const held = await heldArticle(tx, articleId)
      assertRevision(held, expectedRevision ?? row.revision)
      if (held === undefined) return noSuchStory
      const scheduling = { row: held, cleared, publishAt: moment.at, at }
      await (held.state === 'published' ? stageIn(tx, scheduling) : scheduleIn(tx, house, scheduling))
      const detail = { publishAt: moment.at, ...cleared.passed }
      await recordDeed(tx, { deed: 'article.schedule', subject: `article:${articleId}`, detail, at })
      const revision = (await heldArticle(tx, articleId))?.revision ?? 0
      return { outcome: 'scheduled', publishAt: moment.at, revision }
    }),
  )
}

/** A failure unless it is a moment still to come. */
export function momentFor(house: House, later: Later, now: number): { at: number } | Failure {
  const { timeZone } = house.settings.current().identity
  const at = typeof later === 'number' ? later : momentOf(later, timeZone)
  if (at === undefined)
    return notDone(
      'no-such-time',
      'invalid',
      `"${later}" is not a time in ${timeZone}: write one such as 2026-10-14T08:30. ` +
        'When the clocks go forward, the hour they skip does not exist.',
    )
  if (at > now) return { at }
  return notDone('time-over', 'invalid', `${timeWords(house, at)} is over already.`, {
    params: momentParams(house, at),
  })
}

type Going = { row: ArticleRow; cleared: Cleared; publishAt: number; at: number }

async function scheduleIn(tx: Tx, house: House, { row, cleared, publishAt, at }: Going): Promise<void> {
  const input = await contentInput(tx, row, cleared.content)
  if (isFailure(input)) throw new TakenBack(input)
  const later = { ...input, state: 'scheduled', publishedAt: publishAt, updatedAt: null } as const
  await saveArticleIn(tx, row.id, later, saveContext(house, at))
  await copyIsPublishedIn(tx, row.id, { at, language: house.settings.current().identity.language })
}

async function stageIn(tx: Tx, { row, cleared, publishAt, at }: Going): Promise<void> {
  const baseVersion = (await latestVersion(tx, row.id))?.number ?? 0
  const content = JSON.stringify(cleared.content)
  await putStaged(tx, row.id, { publishAt, content, baseVersion, at })
  await tellPlanIn(tx, { articleId: row.id, outcome: 'moved', plannedAt: null }, at)
  await noteChange(tx, row.id, at)
  await enqueue(
    tx,
    publishStagedJob,
    { articleId: row.id },
    { at, uniqueKey: `${row.id} ${publishAt}`, runAt: publishAt },
  )
}

export type Unscheduled = { outcome: 'unscheduled'; revision: number } | Failure

/** Cancels what was scheduled. */
export async function unscheduleStory(
  house: House,
  actor: Actor,
  { articleId, expectedRevision }: { articleId: number; expectedRevision?: number | undefined },
): Promise<Unscheduled> {
  const row = await storyFor(house, actor, 'article.publish', articleId)
  if (isFailure(row)) return row
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<Unscheduled> => {
      const held = await heldArticle(tx, articleId)
      assertRevision(held, expectedRevision)
      if (held === undefined) return noSuchStory
      const wasStaged = await dropStaged(tx, articleId)
      if (held.state === 'scheduled') await setHiddenState(tx, articleId, 'ready', at)
      else if (wasStaged) await noteChange(tx, articleId, at)
      else return notDone('nothing-planned', 'conflict', 'Nothing is scheduled for this story.')
      await tellPlanIn(tx, { articleId, outcome: 'taken-back', plannedAt: null }, at)
      await recordDeed(tx, { deed: 'article.unschedule', subject: `article:${articleId}`, at })
      return { outcome: 'unscheduled', revision: held.revision + 1 }
    }),
  )
}
