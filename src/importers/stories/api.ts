import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { failed } from '../../kit/outcome.ts'

const maxSourceCharacters = 2_000_000

export const storyOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/stories',
      id: 'publishStory',
      summary: 'Publish a story file, as "crier publish" does; the same story again is its next version',
      act: 'article.publish',
      body: z.strictObject({
        source: z
          .string()
          .min(1)
          .max(maxSourceCharacters)
          .meta({ description: 'Markdown with front matter. Pictures are named by the ids that they have here.' }),
        emergency: z
          .string()
          .trim()
          .min(1)
          .max(1_000)
          .optional()
          .meta({
            description:
              'Why it goes out although nobody has approved it, where the publisher asks for a second person. ' +
              'Only for whoever may do "approval.skip"; it is logged.',
          }),
      }),
      maxBytes: 3 * maxSourceCharacters,
      reply: z.object({
        outcome: z.enum(['created', 'updated', 'unchanged', 'handed-in']).meta({
          description: '"handed-in": readers have it when a second person has approved it and it is published.',
        }),
        path: z.string().nullable(),
        headline: z.string(),
        warnings: z.array(z.string()),
        unresolved: z.array(z.string()).meta({ description: 'What its RELATED lines lead to and no story is called.' }),
      }),
      failures: ['invalid'],
    },
    async (house, { actor, body: { source, emergency } }) => {
      // The parser of story files is large, and few servers are sent any.
      const { publishStory } = await import('./publish.ts')
      const published = await publishStory(house, actor, { source, emergency, read: async () => undefined })
      if (published.outcome !== 'faulty') return published
      return failed('invalid', published.faults.map(({ line, message }) => `Line ${line}: ${message}`).join('; '))
    },
  ),
]
