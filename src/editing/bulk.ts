import { staffArticleBy } from '../articles/staff-store.ts'
import { withdrawArticle } from '../articles/withdraw.ts'
import type { Actor } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { publishCopy } from './publish.ts'
import { approveStory, returnToWriter, submitStory } from './review.ts'
import { unscheduleStory } from './schedule.ts'
import { noSuchStory } from './story-for.ts'
import { restoreStory, trashStory } from './trash.ts'

export const bulkActs = [
  'submit',
  'return',
  'approve',
  'publish',
  'unschedule',
  'withdraw',
  'trash',
  'restore',
] as const
export type BulkAct = (typeof bulkActs)[number]

type Deed = (house: House, actor: Actor, given: { articleId: number; words?: string | undefined }) => Promise<object>

const deeds: Record<BulkAct, Deed> = {
  submit: submitStory,
  return: returnToWriter,
  approve: approveStory,
  publish: (house, actor, { articleId }) => publishCopy(house, actor, { articleId }),
  unschedule: (house, actor, { articleId }) => unscheduleStory(house, actor, { articleId }),
  withdraw: (house, actor, { articleId }) => withdrawArticle(house, actor, { articleId }),
  trash: (house, actor, { articleId }) => trashStory(house, actor, { articleId }),
  restore: (house, actor, { articleId }) => restoreStory(house, actor, { articleId }),
}

type Why = Pick<Failure, 'words' | 'code' | 'params'>
export type DoneToMany = { results: ({ id: string; isDone: boolean } & Why)[] }

/** One after the other, each its own deed: failing for one story does not stop the next. */
export async function doToMany(
  house: House,
  actor: Actor,
  { ids, act, words }: { ids: readonly string[]; act: BulkAct; words?: string | undefined },
): Promise<DoneToMany> {
  const results: DoneToMany['results'] = []
  for (const id of new Set(ids)) {
    const why = await refusalOf(house, actor, { id, act, words })
    results.push({ id, isDone: why === undefined, ...(why ?? { words: '' }) })
  }
  return { results }
}

async function refusalOf(
  house: House,
  actor: Actor,
  { id, act, words }: { id: string; act: BulkAct; words: string | undefined },
): Promise<Why | undefined> {
  const row = await staffArticleBy(house.db, id)
  if (row === undefined) return whyOf(noSuchStory)
  try {
    const done = await deeds[act](house, actor, { articleId: row.id, words })
    return isFailure(done) ? whyOf(done) : undefined
  } catch (error) {
    if (error instanceof Refusal) return { words: error.message, code: error.code }
    throw error
  }
}

function whyOf({ words, code, params }: Failure): Why {
  return { words, code, params }
}
