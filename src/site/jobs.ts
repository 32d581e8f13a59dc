import { system } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import type { JobHandler, Schedule } from '../kit/queue/queue.ts'
import { newsTag } from './sitemaps.ts'

export const siteJobs: Record<string, JobHandler> = {
  'site.age-news': {
    async run(house) {
      await house.write(system, (tx) => invalidate(tx, [newsTag]))
    },
  },
}

/** News leave their sitemap after two days, whether or not anything is published. */
export const siteSchedules: readonly Schedule[] = [{ name: 'site.age-news', cron: '41 * * * *' }]
