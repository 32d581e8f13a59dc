/** What saving articles means for cached pages, the search index, related stories and the ledger: told once for all. */
import type { Tx } from '../kit/db/schema.ts'
import { recordDeeds, type Deed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { enqueueAll } from '../kit/queue/job.ts'
import { noteChangesIn } from './changes.ts'
import { relateJob } from './jobs.ts'
import { insertAuthors, insertTopics, type ListedUnder } from './store.ts'

export type Following = {
  /** Of pages to render again: those that may serve the old words meanwhile, and those that must not. */
  pages: { soft: Tag[]; hard: Tag[] }
  /** Articles of which readers see something else now. */
  changedIds: number[]
  /** Stories whose neighbours are to be found. */
  relateIds: number[]
  topics: ListedUnder[]
  authors: ListedUnder[]
  deeds: Deed[]
}

export function nothingFollows(): Following {
  return { pages: { soft: [], hard: [] }, changedIds: [], relateIds: [], topics: [], authors: [], deeds: [] }
}

/** In the transaction of the saves, after the last of them. */
export async function tellWhatFollowsIn(tx: Tx, following: Following, at: number): Promise<void> {
  const { pages, changedIds, relateIds, topics, authors, deeds } = following
  await insertTopics(tx, topics)
  await insertAuthors(tx, authors)
  await invalidate(tx, pages.soft)
  await invalidate(tx, pages.hard, { hard: true })
  await noteChangesIn(tx, changedIds, at)
  const related = relateIds.map((articleId) => ({ payload: { articleId }, uniqueKey: String(articleId) }))
  await enqueueAll(tx, relateJob, related, { at })
  await recordDeeds(tx, deeds)
}
