import { z } from 'zod'
import type { Db } from '../kit/db/schema.ts'
import { apiRoute } from '../kit/http/guards/api.ts'
import { failed, isFailure, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import { correctArticle, maxCorrectionCharacters } from './correct.ts'
import { correctionsOf } from './correction-store.ts'
import { newestArticles, staffArticleAt, staffArticleBy, type StaffArticle } from './staff-store.ts'
import { articleKinds, articleStates, correctionKinds } from './tables.ts'
import { withdrawArticle } from './withdraw.ts'

const correction = z.object({
  kind: z.enum(correctionKinds),
  madeAt: z.int().meta({ description: 'Epoch milliseconds.' }),
  words: z.string(),
})

const article = z.object({
  id: z.string(),
  kind: z.enum(articleKinds),
  state: z.enum(articleStates),
  path: z.string().nullable().meta({ description: 'Its public address; null where it has never had one.' }),
  headline: z.string(),
  publishedAt: z.int().nullable(),
  updatedAt: z.int().nullable(),
  corrections: z.array(correction).meta({ description: 'Oldest first.' }),
  revision: z.int().meta({ description: 'Grows with every change; the ETag is the same number.' }),
})

const listed = article.omit({ corrections: true })

export const articleOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles',
      id: 'listArticles',
      summary: 'Stories and pages, newest first; or the one at an address',
      act: 'article.read',
      query: z.strictObject({
        path: z.string().max(2_000).optional(),
        state: z.enum(articleStates).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
        after: z.coerce.number().int().min(1).optional(),
      }),
      reply: z.object({
        articles: z.array(listed),
        next: z.string().nullable().meta({ description: 'Ask again with this as `after`; null at the end.' }),
      }),
    },
    async ({ db }, { actor, query: { path, state, limit, after } }) => {
      assertCan(actor, 'article.read')
      if (path !== undefined) {
        const found = await staffArticleAt(db, path)
        return { articles: found ? [seen(found)] : [], next: null }
      }
      const rows = await newestArticles(db, { state, limit, before: after })
      return { articles: rows.map(seen), next: rows.length < limit ? null : String(rows.at(-1)?.id) }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id',
      id: 'getArticle',
      summary: 'One story or page',
      act: 'article.read',
      reply: article,
      failures: ['unknown'],
    },
    async ({ db }, { actor, params }) => {
      assertCan(actor, 'article.read')
      const row = await articleOf(db, params.id)
      if (isFailure(row)) return row
      return { ...seen(row), corrections: await correctionsOf(db, row.id) }
    },
  ),
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
]

async function articleOf(db: Db, publicId = ''): Promise<StaffArticle | Failure> {
  return (await staffArticleBy(db, publicId)) ?? failed('unknown', `There is no story "${publicId}".`)
}

function seen({ publicId, ...row }: StaffArticle): z.input<typeof listed> {
  return { ...row, id: publicId }
}
