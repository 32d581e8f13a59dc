import { handleJob, type JobHandler } from '../kit/queue/job.ts'
import { importJob, runImport } from './import/run-import.ts'

export const subscriptionJobHandlers: readonly JobHandler[] = [handleJob(importJob, runImport)]
