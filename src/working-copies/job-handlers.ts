import { handleJob, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { foldCopies } from './fold.ts'
import { foldCopiesJob } from './jobs.ts'

export const workingCopyJobHandlers: readonly JobHandler[] = [
  handleJob(foldCopiesJob, (house, _payload, { signal }) => foldCopies(house, signal)),
]

export const workingCopySchedules: readonly Schedule[] = [{ job: foldCopiesJob, cron: '*/10 * * * *' }]
