/** The jobs of this room. */
import { z } from 'zod'
import { defineJob, nothing } from '../kit/queue/job.ts'

const ofPoll = z.object({ pollId: z.int() })

/** The moment when a poll opens or closes. */
export const pollTurnsJob = defineJob('polls.turn', ofPoll)
/** A little after ballots came: a burst is seen only when it is under way. */
export const settleBallotsJob = defineJob('polls.settle', ofPoll, { concurrency: 1 })
export const destroyKeysJob = defineJob('polls.keys', nothing, { concurrency: 1 })
