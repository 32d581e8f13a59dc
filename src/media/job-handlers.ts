import { handleJob, type JobHandler } from '../kit/queue/job.ts'
import { deriveMedia } from './derive-media.ts'
import { deriveJob } from './jobs.ts'

export const mediaJobHandlers: readonly JobHandler[] = [handleJob(deriveJob, deriveMedia)]
