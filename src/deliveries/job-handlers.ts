import { system } from '../kit/db/schema.ts'
import { handleJob, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { channels } from '../subscriptions/tables.ts'
import { lookForBounces } from './bounces/collect.ts'
import type { Composers } from './composer.ts'
import { cancelPlanned } from './deeds.ts'
import { handOverChunk } from './hand-over.ts'
import { cancelJob, collectJob, handOverJobs, lookAfterJob } from './jobs.ts'
import { lookAfterSendings } from './look-after.ts'
import { openMailLane } from './mail-lane.ts'
import { openPushLane } from './push-lane.ts'
import type { DeliveryHooks } from './settle.ts'

/** `composers` and `hooks` belong to the room above, whose messages these are. */
export function deliveryJobHandlers(composers: Composers, hooks: DeliveryHooks = {}): readonly JobHandler[] {
  const parts = { composers, hooks, lanes: { email: openMailLane, push: openPushLane } }
  return [
    ...channels.map((channel) =>
      handleJob(handOverJobs[channel], (house, chunk, { signal }) => handOverChunk(house, chunk, parts, signal)),
    ),
    handleJob(cancelJob, (house, { sendingId }) => cancelPlanned(house, system, sendingId)),
    handleJob(lookAfterJob, lookAfterSendings),
    handleJob(collectJob, (house, _nothing, { signal }) => lookForBounces(house, signal)),
  ]
}

export const deliverySchedules: readonly Schedule[] = [
  { job: lookAfterJob, cron: '* * * * *' },
  { job: collectJob, cron: '*/5 * * * *' },
]
