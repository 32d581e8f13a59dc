import { deliveryJobHandlers, deliverySchedules } from '../deliveries/job-handlers.ts'
import { handleJob, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { composeAlert } from './compose.ts'
import { freezeAudience } from './freeze.ts'
import { freezeJob, proveJob, tidyJob } from './jobs.ts'
import { alertHooks } from './late.ts'
import { proveAlert } from './prove.ts'
import { tidyAlerts } from './tidy.ts'

const composers = {
  alert: composeAlert,
  correction: composeAlert,
  withdrawal: composeAlert,
  // Nothing makes such sendings yet.
  digest: async () => undefined,
}

export const alertJobHandlers: readonly JobHandler[] = [
  handleJob(proveJob, (house, payload, { signal }) => proveAlert(house, payload, signal)),
  handleJob(freezeJob, (house, { sendingId }, { signal }) => freezeAudience(house, sendingId, signal)),
  handleJob(tidyJob, tidyAlerts),
  ...deliveryJobHandlers(composers, alertHooks),
]

export const alertSchedules: readonly Schedule[] = [{ job: tidyJob, cron: '* * * * *' }, ...deliverySchedules]
