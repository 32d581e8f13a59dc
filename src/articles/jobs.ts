import { z } from 'zod'
import type { JobHandler } from '../kit/queue/queue.ts'
import { publishDue } from './publish-due.ts'
import { relateArticle } from './relate.ts'

export const articleJobs: Record<string, JobHandler> = {
  'articles.relate': {
    run: (house, payload) => relateArticle(house, z.object({ articleId: z.int() }).parse(payload).articleId),
  },
  'articles.publish-due': {
    run: (house, payload) => publishDue(house, z.object({ articleId: z.int() }).parse(payload).articleId),
  },
}
