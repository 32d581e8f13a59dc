import { storiesChangedJob } from '../articles/jobs.ts'
import { handleJob, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { indexChanges } from './index-stories.ts'

export const searchJobHandlers: readonly JobHandler[] = [
  handleJob(storiesChangedJob, (house, _payload, { signal }) => indexChanges(house, signal)),
]

/** Takes up what a job that failed for good has left. */
export const searchSchedules: readonly Schedule[] = [{ job: storiesChangedJob, cron: '*/10 * * * *' }]
