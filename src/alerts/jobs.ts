/** The jobs of this room. */
import { z } from 'zod'
import { defineJob, nothing } from '../kit/queue/job.ts'

const ofAlert = z.object({ alertId: z.int(), attempt: z.int().default(0), isExtra: z.boolean().default(false) })

/**
 * Fetches the story's page as a reader would; the alert goes out only if the page is up to date. Nothing else is as
 * urgent.
 */
export const proveJob = defineJob('alerts.prove', ofAlert, { priority: 20 })
/** Makes the rows of the audience. */
export const freezeJob = defineJob('alerts.freeze', z.object({ sendingId: z.int() }), { priority: 19 })
/** Ends what is due by the clock: approvals, banners, sendings that are done. */
export const tidyJob = defineJob('alerts.tidy', nothing, { concurrency: 1 })
/** Digests that are due. */
export const digestsJob = defineJob('alerts.digests', nothing, { concurrency: 1 })
