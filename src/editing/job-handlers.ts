import { handleJob, type JobHandler } from '../kit/queue/job.ts'
import { expireStory } from './expire.ts'
import { expireJob, publishStagedJob } from './jobs.ts'
import { publishStaged } from './publish-staged.ts'

export const editingJobHandlers: readonly JobHandler[] = [
  handleJob(publishStagedJob, (house, { articleId }) => publishStaged(house, articleId)),
  handleJob(expireJob, (house, { articleId }) => expireStory(house, articleId)),
]
