import { system } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import type { JobHandler, Schedule } from '../kit/queue/queue.ts'
import { forget } from './forget.ts'
import { newsTag } from './sitemaps.ts'

export const siteJobs: Record<string, JobHandler> = {
  'site.forget': { run: forget, concurrency: 1 },
  'site.age-news': {
    async run(house) {
      await house.write(system, (tx) => invalidate(tx, [newsTag]))
    },
  },
}

export const siteSchedules: readonly Schedule[] = [
  { name: 'site.forget', cron: '53 2 * * *' },
  // News leave their sitemap after two days, whether or not anything is published.
  { name: 'site.age-news', cron: '41 * * * *' },
]
