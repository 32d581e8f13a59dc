import { handleJob, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { proveJob, tidyJob } from './jobs.ts'
import { proveAlert } from './prove.ts'
import { tidyAlerts } from './tidy.ts'

export const alertJobHandlers: readonly JobHandler[] = [
  handleJob(proveJob, (house, payload, { signal }) => proveAlert(house, payload, signal)),
  handleJob(tidyJob, tidyAlerts),
]

export const alertSchedules: readonly Schedule[] = [{ job: tidyJob, cron: '* * * * *' }]
