import { saveContext } from '../articles/save-context.ts'
import { saveArticleIn } from '../articles/save.ts'
import { assertRevision } from '../articles/snapshot.ts'
import { heldArticle, type ArticleRow } from '../articles/store.ts'
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure, orFailure, type Failure } from '../kit/outcome.ts'
import { copyIsPublishedIn } from '../working-copies/copy-published.ts'
import { contentInput, type ContentInput } from './content-input.ts'
import { clearedCopy, inTrash, momentParams, timeWords, type Cleared, type PassingBy } from './gate.ts'
import type { Finding } from './preflight-rules.ts'
import { notDone } from './refusals.ts'
import { stagedUpdate } from './store.ts'
import { noSuchStory, storyFor } from './story-for.ts'

export type Published =
  | { outcome: 'published' | 'unchanged'; path: string; version: number; revision: number; warnings: Finding[] }
  | Failure

type Publishing = PassingBy & { articleId: number; expectedRevision?: number | undefined }

/**
 * Publishes the working copy: a new story, or the next version of a published one. If two people do so at once, the
 * second is told.
 */
export async function publishCopy(
  house: House,
  actor: Actor,
  { articleId, expectedRevision, ...passing }: Publishing,
): Promise<Published> {
  const at = house.clock.now()
  const row = await storyFor(house, actor, 'article.publish', articleId)
  if (isFailure(row)) return row
  const planned = await notNow(house, row)
  if (planned !== undefined) return planned
  const cleared = await clearedCopy(house, actor, { row, goesOutAt: at, passing })
  if (isFailure(cleared)) return cleared
  return orFailure(
    house.write(actor, async (tx): Promise<Published> => {
      const held = await heldArticle(tx, articleId)
      // What was read is what gets published: nobody has published anything in between.
      assertRevision(held, expectedRevision ?? row.revision)
      if (held === undefined) return noSuchStory
      const input = await contentInput(tx, held, cleared.content)
      if (isFailure(input)) return input
      return publishIn(tx, house, { row: held, input, cleared, at })
    }),
  )
}

async function notNow(house: House, row: ArticleRow): Promise<Failure | undefined> {
  if (row.state === 'trashed') return notDone('in-trash', 'conflict', inTrash)
  const staged = await stagedUpdate(house.db, row.id)
  return (
    staged &&
    notDone(
      'update-planned',
      'conflict',
      `An update is scheduled for ${timeWords(house, staged.publishAt)}. Cancel it first.`,
      {
        params: momentParams(house, staged.publishAt),
      },
    )
  )
}

type Going = { row: ArticleRow; input: ContentInput; cleared: Pick<Cleared, 'findings' | 'passed'>; at: number }

/** The step itself, for publishing now and for what was scheduled. */
export async function publishIn(
  tx: Tx,
  house: House,
  { row, input, cleared, at }: Going,
): Promise<Exclude<Published, Failure>> {
  // A later time that was set and has not come yet is not when it was published.
  const publishedAt = row.publishedVersion === null ? at : Math.min(row.publishedAt ?? at, at)
  const saved = await saveArticleIn(
    tx,
    row.id,
    { ...input, state: 'published', publishedAt, updatedAt: null },
    saveContext(house, at),
  )
  const now = await heldArticle(tx, row.id)
  if (now?.path == null || now.publishedVersion === null) throw new Error(`article ${row.id} was not published`)
  const { findings: warnings, passed } = cleared
  const done = { path: now.path, version: now.publishedVersion, revision: now.revision, warnings }
  if (saved.outcome === 'unchanged') return { outcome: 'unchanged', ...done }
  await copyIsPublishedIn(tx, row.id, { at, language: house.settings.current().identity.language })
  const detail = { version: now.publishedVersion, ...passed }
  await recordDeed(tx, { deed: 'article.publish', subject: `article:${row.id}`, detail, at })
  return { outcome: 'published', ...done }
}
