import { frontTag } from '../articles/tags.ts'
import { system } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { handleJob, type JobHandler, type Schedule } from '../kit/queue/job.ts'
import { destroyPollKeys } from './destroy-keys.ts'
import { destroyKeysJob, settleBallotsJob, pollTurnsJob } from './jobs.ts'
import { settleBallots } from './reevaluate-ballots.ts'
import { pollsTag, pollTag } from './tags.ts'

export const pollJobHandlers: readonly JobHandler[] = [
  // Pages that show it are made again, and the front page, which shows an open one.
  handleJob(pollTurnsJob, (house, { pollId }) =>
    house.write(system, (tx) => invalidate(tx, [pollTag(pollId), pollsTag, frontTag], { hard: true })),
  ),
  handleJob(settleBallotsJob, (house, { pollId }) => settleBallots(house, pollId)),
  handleJob(destroyKeysJob, destroyPollKeys),
]

export const pollSchedules: readonly Schedule[] = [{ job: destroyKeysJob, cron: '23 * * * *' }]
