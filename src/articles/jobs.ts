import { z } from 'zod'
import type { JobHandler } from '../kit/queue/queue.ts'
import { noteUses } from './change-names.ts'
import { tellSearchEngines } from './index-now.ts'
import { publishDue } from './publish-due.ts'
import { relateArticle } from './relate.ts'

export const articleJobs: Record<string, JobHandler> = {
  'articles.relate': {
    run: (house, payload) => relateArticle(house, z.object({ articleId: z.int() }).parse(payload).articleId),
  },
  'articles.index-now': {
    concurrency: 1,
    run: (house, payload) => tellSearchEngines(house, z.object({ path: z.string() }).parse(payload).path),
  },
  'articles.note-uses': {
    concurrency: 1,
    run: (house, payload) =>
      noteUses(house, z.object({ kind: z.enum(['topic', 'author']), id: z.int() }).parse(payload)),
  },
  'articles.publish-due': {
    run: (house, payload) => publishDue(house, z.object({ articleId: z.int() }).parse(payload).articleId),
  },
}
