import { handleJob, type JobHandler } from '../kit/queue/job.ts'
import { reindexMentions } from './change-names.ts'
import { tellSearchEngines } from './index-now.ts'
import { noteNamesJob, publishDueJob, relateJob, indexNowJob } from './jobs.ts'
import { publishDue } from './publish-due.ts'
import { relateArticle } from './relate.ts'

export const articleJobHandlers: readonly JobHandler[] = [
  handleJob(relateJob, (house, { articleId }) => relateArticle(house, articleId)),
  handleJob(publishDueJob, (house, { articleId }) => publishDue(house, articleId)),
  handleJob(indexNowJob, (house, { path }) => tellSearchEngines(house, path)),
  handleJob(noteNamesJob, reindexMentions),
]
