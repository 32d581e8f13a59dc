import { z } from 'zod'
import { system } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import type { JobHandler } from '../kit/queue/queue.ts'
import { pollTag } from './poll.ts'

export const pollJobs: Record<string, JobHandler> = {
  /** At the moment when a poll opens or closes, pages that show it are made anew, and the front page, which shows an open one. */
  'polls.refresh': {
    run: async (house, payload) => {
      const { pollId } = z.object({ pollId: z.int() }).parse(payload)
      await house.write(system, (tx) => invalidate(tx, [pollTag(pollId), 'front'], { hard: true }))
    },
  },
}
