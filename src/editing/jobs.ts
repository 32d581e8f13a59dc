import { z } from 'zod'
import { defineJob } from '../kit/queue/job.ts'

const ofArticle = z.object({ articleId: z.int() })

export const publishStagedJob = defineJob('editing.publish-staged', ofArticle, { priority: 1 })
export const expireJob = defineJob('editing.expire', ofArticle, { priority: 1 })
