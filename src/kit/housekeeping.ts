import { dropEndedAllowances } from './allowances.ts'
import type { House } from './house.ts'
import { dropKeptReplies } from './http/once.ts'
import { defineJob, handleJob, nothing, type JobHandler, type Schedule } from './queue/job.ts'

const day = 86_400_000
/** A network key serves for a month and is destroyed a month later: then no kept hash can be led back to a network. */
const networkKeyDays = 30

export const renewKeysJob = defineJob('house.keys', nothing, { concurrency: 1 })
const dropAllowancesJob = defineJob('house.allowances', nothing, { concurrency: 1 })
const dropRepliesJob = defineJob('house.replies', nothing, { concurrency: 1 })

export const housekeepingJobHandlers: readonly JobHandler[] = [
  handleJob(renewKeysJob, renewKeys),
  handleJob(dropAllowancesJob, dropEndedAllowances),
  handleJob(dropRepliesJob, dropKeptReplies),
]

export const housekeepingSchedules: readonly Schedule[] = [
  { job: renewKeysJob, cron: '17 * * * *' },
  { job: dropAllowancesJob, cron: '37 * * * *' },
  { job: dropRepliesJob, cron: '47 * * * *' },
]

/** Once an hour: destroys the keys whose time has come and gives networks a new key every month. */
async function renewKeys(house: House): Promise<void> {
  const now = house.clock.now()
  if (house.secrets.current('network').createdAt <= now - networkKeyDays * day)
    await house.secrets.rotate('network', now + networkKeyDays * day)
  await house.secrets.destroyDue()
}
