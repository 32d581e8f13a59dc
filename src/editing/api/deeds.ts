import { z } from 'zod'
import { articleStates } from '../../articles/tables.ts'
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { apiRoute, type ApiRequest } from '../../kit/http/guards/api.ts'
import { isFailure, type Failure } from '../../kit/outcome.ts'
import { bulkActs, doToMany } from '../bulk.ts'
import { publishCopy } from '../publish.ts'
import { approveStory, returnToWriter, submitStory } from '../review.ts'
import { scheduleStory, unscheduleStory } from '../schedule.ts'
import { setStoryTimes } from '../set-times.ts'
import { reviewVerdicts } from '../tables.ts'
import { restoreStory, trashStory } from '../trash.ts'
import { finding, idOf, later, moment, passing, saidFinding } from './shapes.ts'

const failures = ['unknown', 'conflict', 'stale', 'invalid'] as const
const reviewed = z.object({
  outcome: z.enum(reviewVerdicts),
  state: z.enum(articleStates),
  revision: z.int(),
})
const trashed = z.object({
  outcome: z.enum(['trashed', 'restored']),
  state: z.enum(articleStates),
  revision: z.int(),
})
const words = z.string().trim().max(5_000)

type Given = { articleId: number; expectedRevision: number | undefined }

/** Does it to the story that the address names. */
async function toStory<Done, Body>(
  house: House,
  { actor, params, body, expectedRevision }: ApiRequest<unknown, Body>,
  deed: (house: House, actor: Actor, given: Given & Body) => Promise<Done>,
): Promise<Done | Failure> {
  const row = await idOf(house.db, params.id)
  if (isFailure(row)) return row
  return deed(house, actor, { ...body, articleId: row.id, expectedRevision })
}

export const deedOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/submit',
      id: 'submitArticle',
      summary: 'Submit a story, or an update of a live one, for review',
      act: 'article.submit',
      body: z.strictObject({ words: words.optional() }),
      reply: reviewed,
      failures,
    },
    (house, request) => toStory(house, request, submitStory),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/return',
      id: 'returnArticle',
      summary: 'Send a story back to its writer, and say what still needs to be done',
      act: 'article.approve',
      body: z.strictObject({ words: words.min(1) }),
      reply: reviewed,
      failures,
    },
    (house, request) => toStory(house, request, returnToWriter),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/approve',
      id: 'approveArticle',
      summary: 'Approve the content as it is now',
      act: 'article.approve',
      body: z.strictObject({ words: words.optional() }),
      reply: reviewed,
      failures,
    },
    (house, request) => toStory(house, request, approveStory),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/publish',
      id: 'publishArticle',
      summary: 'Publish the working copy',
      act: 'article.publish',
      body: z.strictObject(passing),
      reply: z.object({
        outcome: z.enum(['published', 'unchanged']),
        path: z.string(),
        version: z.int(),
        revision: z.int(),
        warnings: z.array(finding),
      }),
      failures,
    },
    async (house, request) => {
      const published = await toStory(house, request, publishCopy)
      if (isFailure(published)) return published
      return { ...published, warnings: published.warnings.map((found) => saidFinding(found, 'en')) }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/schedule',
      id: 'scheduleArticle',
      summary: 'Schedule a story, or an update of a live one',
      act: 'article.publish',
      body: z.strictObject({ publishAt: later, ...passing }),
      reply: z.object({ outcome: z.literal('scheduled'), publishAt: moment, revision: z.int() }),
      failures,
    },
    (house, request) => toStory(house, request, scheduleStory),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/unschedule',
      id: 'unscheduleArticle',
      summary: 'Cancel what was scheduled',
      act: 'article.publish',
      reply: z.object({ outcome: z.literal('unscheduled'), revision: z.int() }),
      failures,
    },
    (house, request) => toStory(house, { ...request, body: {} }, unscheduleStory),
  ),
  apiRoute(
    {
      method: 'PATCH',
      path: '/api/v1/articles/:id',
      id: 'setArticleTimes',
      summary: 'Set a story’s embargo, expiry and owner',
      act: 'article.write',
      body: z.strictObject({
        embargoAt: later.nullable().optional(),
        expiresAt: later.nullable().optional(),
        owner: z.string().max(100).nullable().optional(),
      }),
      reply: z.object({
        outcome: z.literal('set'),
        embargoAt: moment.nullable(),
        expiresAt: moment.nullable(),
        revision: z.int(),
      }),
      failures,
    },
    (house, request) => toStory(house, request, setStoryTimes),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/trash',
      id: 'trashArticle',
      summary: 'Move a story that no reader can see to the trash',
      act: 'article.write',
      reply: trashed,
      failures,
    },
    (house, request) => toStory(house, { ...request, body: {} }, trashStory),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/restore',
      id: 'restoreArticle',
      summary: 'Restore a story from the trash',
      act: 'article.write',
      reply: trashed,
      failures,
    },
    (house, request) => toStory(house, { ...request, body: {} }, restoreStory),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/bulk',
      id: 'changeArticles',
      summary: 'Do the same to many stories; each has its own result',
      act: 'article.read',
      body: z.strictObject({
        ids: z.array(z.string().max(100)).min(1).max(100),
        act: z.enum(bulkActs),
        words: words.optional(),
      }),
      reply: z.object({
        results: z.array(
          z.object({
            id: z.string(),
            isDone: z.boolean(),
            words: z.string().meta({ description: 'Why not.' }),
            code: z.string().optional().meta({ description: 'The same whatever the words say.' }),
            params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
          }),
        ),
      }),
    },
    (house, { actor, body }) => doToMany(house, actor, body),
  ),
]
