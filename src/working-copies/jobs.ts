import { defineJob, nothing } from '../kit/queue/job.ts'

export const foldCopiesJob = defineJob('working-copies.fold', nothing, { concurrency: 1 })

/** Rows of the last hour are kept as they came, for anybody who has to find out what happened. */
export const keepMs = 3_600_000
