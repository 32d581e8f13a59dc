import { z } from 'zod'
import { apiRoute } from '../kit/http/guards/api.ts'
import { allTopics } from './store.ts'

export const topicOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/topics',
      id: 'listTopics',
      summary: 'All topics, each below the one that it is part of',
      act: 'article.write',
      reply: z.object({
        topics: z.array(
          z.object({
            id: z.int(),
            slug: z.string(),
            name: z.string(),
            depth: z.int().meta({ description: 'How many topics it is part of.' }),
          }),
        ),
      }),
    },
    async ({ db, settings }) => ({ topics: await allTopics(db, settings.current().identity.language) }),
  ),
]
