import { z } from 'zod'
import { system } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import type { JobHandler, Schedule } from '../kit/queue/queue.ts'
import { destroyPollKeys } from './destroy-keys.ts'
import { settleBallots } from './judge-again.ts'
import { pollTag, pollsTag } from './poll.ts'

const aboutPoll = z.object({ pollId: z.int() })

export const pollJobs: Record<string, JobHandler> = {
  /**
   * At the moment when a poll opens or closes, pages that show it are made anew, and the front page, which shows an
   * open one.
   */
  'polls.refresh': {
    run: async (house, payload) => {
      const { pollId } = aboutPoll.parse(payload)
      await house.write(system, (tx) => invalidate(tx, [pollTag(pollId), pollsTag, 'front'], { hard: true }))
    },
  },
  /** A little after ballots came: a burst is seen only when it is under way. */
  'polls.settle': {
    run: async (house, payload) => {
      const { pollId } = aboutPoll.parse(payload)
      await settleBallots(house, pollId)
    },
    concurrency: 1,
  },
  'polls.keys': { run: async (house) => void (await destroyPollKeys(house)), concurrency: 1 },
}

export const pollSchedules: readonly Schedule[] = [{ name: 'polls.keys', cron: '23 * * * *' }]
