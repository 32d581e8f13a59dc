import { z } from 'zod'
import { apiRoute } from '../kit/http/guards/api.ts'
import { isFailure } from '../kit/outcome.ts'
import { closePoll, createPoll, openPoll } from './deeds.ts'
import { searchPolls } from './list-store.ts'
import { namesOfPictures } from './named-pictures.ts'
import { noSuchPoll } from './no-such-poll.ts'
import { pollByPublicId } from './store.ts'

const time = z.int().min(0).meta({ description: 'Epoch milliseconds.' })
const turned = z.object({ outcome: z.enum(['open', 'closed', 'unchanged']) })

/** What makes it a poll, `definitionFaults` says, in words; here it is only kept within bounds. */
const definition = z.strictObject({
  question: z.string().max(5_000),
  options: z.array(z.string().max(5_000)).max(100),
  pictures: z
    .array(z.strictObject({ media: z.string().max(100), alt: z.string().max(5_000) }).nullable())
    .max(100)
    .default([])
    .meta({ description: 'Beside the options, in their order; null where one has none. `alt` says what it shows.' }),
  minChoices: z.int().min(1).max(20).default(1),
  maxChoices: z.int().min(1).max(20).default(1),
  opensAt: time.nullable().default(null).meta({ description: 'Null: at once.' }),
  closesAt: time.nullable().default(null).meta({ description: 'Null: when somebody closes it.' }),
  results: z
    .enum(['always', 'after-vote', 'after-close', 'staff'])
    .default('always')
    .meta({ description: 'When readers see the figures.' }),
  rotates: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether each reader’s browser begins with another answer.' }),
})

const poll = z.object({
  id: z.string(),
  question: z.string(),
  options: z.array(z.string()),
  pictures: z
    .array(
      z
        .object({
          media: z.string(),
          alt: z.string(),
          src: z.string().nullable().meta({ description: 'Null until a rendition is made.' }),
        })
        .nullable(),
    )
    .meta({ description: 'Of the options, in their order.' }),
  opensAt: z.int(),
  closesAt: z.int().nullable(),
  counted: z.int().meta({ description: 'Ballots that count.' }),
})

export const pollOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/polls/:id',
      id: 'getPoll',
      summary: 'A poll with its options',
      act: 'article.write',
      reply: poll,
      failures: ['unknown'],
    },
    async ({ db }, { params: { id = '' } }) => {
      const found = await pollByPublicId(db, id)
      if (found === undefined) return noSuchPoll(id)
      const { question, options, opensAt, closesAt, tally } = found
      const pictures = await namesOfPictures(db, found)
      const labels = options.map(({ label }) => label)
      return { id, question, options: labels, pictures, opensAt, closesAt, counted: tally.counted }
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
      reply: z.object({ polls: z.array(poll.omit({ options: true, pictures: true })) }),
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
      body: definition,
      reply: z.object({ outcome: z.literal('created'), id: z.string() }),
      failures: ['invalid', 'conflict'],
    },
    async (house, { actor, body: { pictures, ...rest } }) => {
      const made = await createPoll(house, actor, { definition: rest, pictures })
      return isFailure(made) ? made : { outcome: made.outcome, id: made.publicId }
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
