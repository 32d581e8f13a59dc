import { planJob } from '../articles/jobs.ts'
import { deliveryJobHandlers, deliverySchedules } from '../deliveries/job-handlers.ts'
import { handleJob, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { composeAlert } from './compose.ts'
import { composeDigest } from './digests/compose-digest.ts'
import { makeDigests } from './digests/make.ts'
import { followPlan } from './follow-plan.ts'
import { freezeAudience } from './freeze.ts'
import { digestsJob, freezeJob, proveJob, tidyJob } from './jobs.ts'
import { alertHooks } from './late.ts'
import { proveAlert } from './prove.ts'
import { tidyAlerts } from './tidy.ts'

const composers = {
  alert: composeAlert,
  correction: composeAlert,
  withdrawal: composeAlert,
  digest: composeDigest,
}

export const alertJobHandlers: readonly JobHandler[] = [
  handleJob(proveJob, (house, payload, { signal }) => proveAlert(house, payload, signal)),
  handleJob(planJob, (house, told) => followPlan(house, told)),
  handleJob(freezeJob, (house, { sendingId }, { signal }) => freezeAudience(house, sendingId, signal)),
  handleJob(tidyJob, tidyAlerts),
  handleJob(digestsJob, (house, _nothing, { signal }) => makeDigests(house, signal)),
  ...deliveryJobHandlers(composers, alertHooks),
]

export const alertSchedules: readonly Schedule[] = [
  { job: tidyJob, cron: '* * * * *' },
  { job: digestsJob, cron: '* * * * *' },
  ...deliverySchedules,
]
