/** What this room has done later. */
import { z } from 'zod'
import { defineJob, nothing } from '../kit/queue/job.ts'

const ofAlert = z.object({ alertId: z.int(), attempt: z.int().default(0), isExtra: z.boolean().default(false) })

/** Fetches the story's page as a reader would; only what is seen there goes out. Nothing else is as urgent. */
export const proveJob = defineJob('alerts.prove', ofAlert, { priority: 20 })
/** Makes the rows of the audience. */
export const freezeJob = defineJob('alerts.freeze', z.object({ sendingId: z.int() }), { priority: 19 })
/** What ends by the clock: approvals, banners, sendings that have gone. */
export const tidyJob = defineJob('alerts.tidy', nothing, { concurrency: 1 })
/** Digests that are due. */
export const digestsJob = defineJob('alerts.digests', nothing, { concurrency: 1 })
