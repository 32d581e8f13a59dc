import { handleJob, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { foldable } from './fold-store.ts'
import { foldCopiesJob, keepMs } from './jobs.ts'

/** What folds is loaded where there is something to fold (see channel.ts). */
export const workingCopyJobHandlers: readonly JobHandler[] = [
  handleJob(foldCopiesJob, async (house, _payload, { signal }) => {
    if ((await foldable(house.db, house.clock.now() - keepMs, 0, 1)).length > 0)
      await (await import('./fold.ts')).foldCopies(house, signal)
  }),
]

export const workingCopySchedules: readonly Schedule[] = [{ job: foldCopiesJob, cron: '*/10 * * * *' }]
