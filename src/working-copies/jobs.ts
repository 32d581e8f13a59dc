import { defineJob, nothing } from '../kit/queue/job.ts'

export const foldCopiesJob = defineJob('working-copies.fold', nothing, { concurrency: 1 })
