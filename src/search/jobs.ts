import type { JobHandler, Schedule } from '../kit/queue/queue.ts'
import { indexChanges } from './index-stories.ts'

export const searchJobs: Record<string, JobHandler> = {
  'search.index': {
    run: async (house, _payload, { signal }) => void (await indexChanges(house, signal)),
    concurrency: 1,
  },
}

/** Takes up what a job that failed for good has left. */
export const searchSchedules: readonly Schedule[] = [{ name: 'search.index', cron: '*/10 * * * *' }]
