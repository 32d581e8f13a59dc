import { newsTag } from '../feeds/sitemaps.ts'
import { system } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { defineJob, handleJob, nothing, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { forget } from './forget.ts'

const forgetJob = defineJob('site.forget', nothing, { concurrency: 1 })
export const ageNewsJob = defineJob('site.age-news', nothing)

export const siteJobHandlers: readonly JobHandler[] = [
  handleJob(forgetJob, forget),
  handleJob(ageNewsJob, (house) => house.write(system, (tx) => invalidate(tx, [newsTag]))),
]

export const siteSchedules: readonly Schedule[] = [
  { job: forgetJob, cron: '53 2 * * *' },
  // News leave their sitemap after two days, whether or not anything is published.
  { job: ageNewsJob, cron: '41 * * * *' },
]
