import { defineJob, nothing } from '../kit/queue/job.ts'

export const foldCopiesJob = defineJob('working-copies.fold', nothing, { concurrency: 1 })

/** The rows of the last hour stay as they came, for whoever has to find out what happened. */
export const keepMs = 3_600_000
