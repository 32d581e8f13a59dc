import { z } from 'zod'
import { apiRoute } from '../kit/http/guards/api.ts'
import { isFailure } from '../kit/outcome.ts'
import { closePoll, createPoll, openPoll } from './deeds.ts'
import { editPoll } from './edit-poll.ts'
import { searchPolls } from './list-store.ts'
import { noSuchPoll } from './no-such-poll.ts'
import { isFaulty, notAPoll } from './refusals.ts'
import { listedPoll, newPoll, pollChange, pollShape, pollView, time, timesGiven } from './shapes.ts'
import { pollByPublicId } from './store.ts'

const turned = z.object({ outcome: z.enum(['open', 'closed', 'unchanged']) })

export const pollOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/polls/:id',
      id: 'getPoll',
      summary: 'A poll with its options, and what may still be changed',
      act: 'article.write',
      reply: pollShape,
      failures: ['unknown'],
    },
    async ({ db }, { actor, params: { id = '' } }) => {
      const found = await pollByPublicId(db, id)
      return found === undefined ? noSuchPoll(id) : pollView(db, actor, found)
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/polls',
      id: 'listPolls',
      summary: 'Polls whose question has these words, newest first',
      act: 'article.write',
      query: z.strictObject({
        search: z.string().max(200).default(''),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
      reply: z.object({ polls: z.array(listedPoll) }),
    },
    async ({ db }, { query }) => ({
      polls: (await searchPolls(db, query)).map(({ publicId, ...rest }) => ({ ...rest, id: publicId })),
    }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/polls',
      id: 'createPoll',
      summary: 'Make a poll',
      act: 'poll.edit',
      body: newPoll,
      reply: z.object({ outcome: z.literal('created'), id: z.string() }),
      failures: ['invalid', 'conflict'],
    },
    async (house, { actor, body: { pictures, ...rest } }) => {
      const { faults, opensAt = null, closesAt = null } = timesGiven(house, rest)
      if (isFaulty(faults)) return notAPoll(faults)
      const made = await createPoll(house, actor, { definition: { ...rest, opensAt, closesAt }, pictures })
      return isFailure(made) ? made : { outcome: made.outcome, id: made.publicId }
    },
  ),
  apiRoute(
    {
      method: 'PATCH',
      path: '/api/v1/polls/:id',
      id: 'changePoll',
      summary: 'Change a poll; once readers have voted, its certificate lists the changes',
      act: 'poll.edit',
      body: pollChange,
      reply: z.object({
        outcome: z.enum(['updated', 'unchanged']),
        revision: z.int(),
        warnings: z.array(z.string()).meta({ description: 'What those who have voted did not see.' }),
      }),
      failures: ['unknown', 'stale', 'invalid'],
    },
    async (house, { actor, params: { id = '' }, body: { pictures, ...rest }, expectedRevision }) => {
      const { faults, ...times } = timesGiven(house, rest)
      if (isFaulty(faults)) return notAPoll(faults)
      return editPoll(house, actor, { publicId: id, edit: { ...rest, ...times }, pictures, expectedRevision })
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/polls/:id/open',
      id: 'openPoll',
      summary: 'Open a poll before its time, or again after its close',
      act: 'poll.turn',
      body: z.strictObject({ closesAt: time.nullable().optional() }),
      reply: turned,
      failures: ['unknown'],
    },
    (house, { actor, params, body: { closesAt } }) =>
      openPoll(house, actor, { publicId: params.id ?? '', ...(closesAt !== undefined && { closesAt }) }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/polls/:id/close',
      id: 'closePoll',
      summary: 'Take no more votes from now on',
      act: 'poll.turn',
      reply: turned,
      failures: ['unknown'],
    },
    (house, { actor, params }) => closePoll(house, actor, { publicId: params.id ?? '' }),
  ),
]
