import { z } from 'zod'
import { apiRoute } from '../kit/http/guards/api.ts'
import { approveComment, rejectComment } from './decide.ts'
import { listWaiting } from './waiting-list.ts'

const waiting = z.object({
  id: z.string(),
  authorName: z.string(),
  words: z.string(),
  submittedAt: z.int().meta({ description: 'Epoch milliseconds.' }),
  headline: z.string().meta({ description: 'Of the story that it is about.' }),
  path: z.string().nullable(),
  network: z.string().nullable().meta({ description: 'A label that those from one network share.' }),
  fromNetwork: z.int().meta({ description: 'How many wait from there.' }),
  alike: z.int().meta({ description: 'How many that wait read alike, this one among them.' }),
})

const decided = z.object({ outcome: z.enum(['published', 'rejected', 'unchanged']) })

export const commentOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/comments',
      id: 'listWaitingComments',
      summary: 'The comments that wait for a decision, oldest first',
      act: 'comment.read',
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
      reply: z.object({ comments: z.array(waiting) }),
    },
    async ({ db }, { query }) => {
      const listed = await listWaiting(db, query.limit)
      return { comments: listed.map(({ publicId, ...comment }) => ({ ...comment, id: publicId })) }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/comments/:id/approve',
      id: 'approveComment',
      summary: 'Publish a comment below its story',
      act: 'comment.decide',
      reply: decided,
      failures: ['unknown'],
    },
    (house, { actor, params }) => approveComment(house, actor, { publicId: params.id ?? '' }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/comments/:id/reject',
      id: 'rejectComment',
      summary: 'Publish no such comment, or take it away again; its author can read why',
      act: 'comment.decide',
      body: z.strictObject({ reason: z.string().trim().min(1).max(2_000) }),
      reply: decided,
      failures: ['unknown'],
    },
    (house, { actor, params, body }) => rejectComment(house, actor, { publicId: params.id ?? '', reason: body.reason }),
  ),
]
