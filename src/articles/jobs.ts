/** The jobs of this room. */
import { z } from 'zod'
import { defineJob, nothing } from '../kit/queue/job.ts'

const ofArticle = z.object({ articleId: z.int() })

/** Finds the stories that a story is shown beside. */
export const relateJob = defineJob('articles.relate', ofArticle, { priority: -1 })
export const planOutcomes = ['carried-out', 'moved', 'taken-back', 'published-otherwise', 'missed'] as const
/** What was planned of a story was carried out, moved or taken back: what goes with its publication follows. */
export const planJob = defineJob(
  'articles.plan',
  ofArticle.extend({
    outcome: z.enum(planOutcomes),
    /** For which moment it was planned, where it was carried out. */
    plannedAt: z.int().nullable().default(null),
  }),
  { priority: 19 },
)
export type PlanTold = { articleId: number; outcome: (typeof planOutcomes)[number]; plannedAt: number | null }
export const publishDueJob = defineJob('articles.publish-due', ofArticle, { priority: 1 })
export const indexNowJob = defineJob('articles.index-now', z.object({ path: z.string() }), {
  concurrency: 1,
  priority: -2,
})
/** A person or topic is called otherwise: their stories are to be found by the new name. */
export const noteNamesJob = defineJob(
  'articles.note-names',
  z.object({ kind: z.enum(['topic', 'author']), id: z.int() }),
  { concurrency: 1, priority: -1 },
)
/** What readers see of some stories has changed: `article_changes` says of which. The search index follows. */
export const storiesChangedJob = defineJob('articles.changed', nothing, { concurrency: 1, priority: -1 })
