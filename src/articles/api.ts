import { z } from 'zod'
import type { Db } from '../kit/db/schema.ts'
import { apiRoute } from '../kit/http/guards/api.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { correctArticle, maxCorrectionCharacters } from './correct.ts'
import { noStory } from './refusals.ts'
import { staffArticleBy, type StaffArticle } from './staff-store.ts'
import { correctionKinds } from './tables.ts'
import { withdrawArticle } from './withdraw.ts'

const correction = z.object({
  kind: z.enum(correctionKinds),
  madeAt: z.int().meta({ description: 'Epoch milliseconds.' }),
  words: z.string(),
})

export const articleOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/corrections',
      id: 'correctArticle',
      summary: 'Say on a published story what was wrong in it, and what is right',
      act: 'article.correct',
      body: z.strictObject({
        kind: z.enum(correctionKinds).default('correction'),
        words: z.string().min(1).max(maxCorrectionCharacters),
      }),
      reply: z.object({ outcome: z.literal('corrected'), path: z.string(), ...correction.shape }),
      failures: ['unknown', 'conflict', 'stale', 'invalid'],
    },
    async (house, { actor, params, body, expectedRevision }) => {
      const row = await articleOf(house.db, params.id)
      if (isFailure(row)) return row
      return correctArticle(house, actor, { articleId: row.id, ...body, expectedRevision })
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/withdraw',
      id: 'withdrawArticle',
      summary: 'Take a story with its pictures from the readers: its addresses answer 410 from then on',
      act: 'article.withdraw',
      reply: z.object({ outcome: z.literal('withdrawn'), path: z.string() }),
      failures: ['unknown', 'conflict', 'stale'],
    },
    async (house, { actor, params, expectedRevision }) => {
      const row = await articleOf(house.db, params.id)
      if (isFailure(row)) return row
      return withdrawArticle(house, actor, { articleId: row.id, expectedRevision })
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/embeds',
      id: 'lookUpEmbed',
      summary: 'The title and picture of a page that a story shows in place; its picture is taken in',
      act: 'article.write',
      body: z.strictObject({ url: z.url({ protocol: /^https?$/u }).max(2_000) }),
      reply: z.object({
        provider: z.string(),
        title: z.string(),
        still: z.string().nullable().meta({ description: 'The id of a picture of ours.' }),
        warning: z.string().nullable(),
      }),
    },
    async (house, { actor, body }) => {
      const { lookUpEmbed } = await import('./look-up-embed.ts')
      return lookUpEmbed(house, actor, body)
    },
  ),
]

async function articleOf(db: Db, publicId = ''): Promise<StaffArticle | Failure> {
  return (await staffArticleBy(db, publicId)) ?? noStory(publicId)
}
