import { dropEndedAllowances } from './allowances.ts'
import type { House } from './house.ts'
import type { JobHandler, Schedule } from './queue/queue.ts'

const day = 86_400_000
/** A network key serves for a month and is destroyed a month later: then no kept hash can be led back to a network. */
const networkKeyDays = 30

export const housekeepingJobs: Record<string, JobHandler> = {
  'house.keys': { run: renewKeys, concurrency: 1 },
  'house.allowances': { run: dropEndedAllowances, concurrency: 1 },
}

export const housekeepingSchedules: readonly Schedule[] = [
  { name: 'house.keys', cron: '17 * * * *' },
  { name: 'house.allowances', cron: '37 * * * *' },
]

/** Once an hour: destroys the keys whose time has come and gives networks a new key every month. */
async function renewKeys(house: House): Promise<void> {
  const now = house.clock.now()
  if (house.secrets.current('network').createdAt <= now - networkKeyDays * day)
    await house.secrets.rotate('network', now + networkKeyDays * day)
  await house.secrets.destroyDue()
}
