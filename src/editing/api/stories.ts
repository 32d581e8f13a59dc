import { z } from 'zod'
import { correctionsOf } from '../../articles/correction-store.ts'
import { subjectFor } from '../../articles/own-store.ts'
import { staffArticleAt } from '../../articles/staff-store.ts'
import { articleKinds, articleStates } from '../../articles/tables.ts'
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure } from '../../kit/outcome.ts'
import { assertCan, can } from '../../staff/acts.ts'
import { createDraft } from '../create-draft.ts'
import type { ListPage, StoryFilter } from '../list-store.ts'
import { storyHead as headOf, storyList, storyView } from '../stories.ts'
import { idOf, story, storyHead } from './shapes.ts'

const listQuery = z.strictObject({
  path: z.string().max(2_000).optional().meta({ description: 'The one story at this address.' }),
  search: z.string().max(200).optional().meta({ description: 'Words from the headline.' }),
  state: z
    .string()
    .max(200)
    .transform((states) => states.split(','))
    .pipe(z.array(z.enum(articleStates)).min(1))
    .optional()
    .meta({ description: 'One or several, separated by commas.' }),
  kind: z.enum(articleKinds).optional(),
  author: z.coerce.number().int().optional(),
  topic: z.coerce.number().int().optional(),
  language: z.string().max(20).optional(),
  mine: z.enum(['yes', 'no']).default('no'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  after: z
    .string()
    .regex(/^\d{1,16}-\d{1,16}$/u)
    .optional(),
})

type ListQuery = z.output<typeof listQuery>

export const listOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles',
      id: 'listArticles',
      summary: 'Stories and pages, last changed first; or the one at an address',
      act: 'article.read',
      query: listQuery,
      reply: z.object({
        articles: z.array(story),
        next: z.string().nullable().meta({ description: 'Ask again with this as `after`; null at the end.' }),
      }),
    },
    async (house, { actor, query }) => {
      if (query.path !== undefined) return { articles: await storyAt(house, actor, query.path), next: null }
      const page = { limit: query.limit, after: cursorIn(query.after) }
      const { stories, last } = await storyList(house.db, actor, { filter: filterOf(actor, query), page })
      return { articles: stories, next: last === undefined ? null : `${last.changedAt}-${last.id}` }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles',
      id: 'createArticle',
      summary: 'Start an empty story',
      act: 'article.write',
      body: z.strictObject({ kind: z.enum(articleKinds).default('article') }),
      reply: z.object({ outcome: z.literal('created'), id: z.string(), revision: z.int() }),
    },
    (house, { actor, body }) => createDraft(house, actor, body),
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id',
      id: 'getArticle',
      summary: 'One story or page, without its content',
      act: 'article.read',
      reply: storyHead,
      failures: ['unknown'],
    },
    async (house, { actor, params }) => {
      const row = await idOf(house.db, params.id)
      if (isFailure(row)) return row
      assertCan(actor, 'article.read', await subjectFor(house.db, actor, 'article.read', row.id))
      const head = await headOf(house, actor, row.id)
      if (head === undefined) throw new Error(`article ${row.id} is gone`)
      return { ...head, corrections: await correctionsOf(house.db, row.id) }
    },
  ),
]

async function storyAt({ db }: House, actor: Actor, path: string): Promise<z.input<typeof story>[]> {
  const row = await staffArticleAt(db, path)
  if (row === undefined) return []
  const view = await storyView(db, actor, row.id)
  return view !== undefined && can(actor, 'article.read', await subjectFor(db, actor, 'article.read', row.id))
    ? [view]
    : []
}

/** Who may read only what is their own sees nothing else. */
function filterOf(actor: Actor, { search, state, kind, author, topic, language, mine }: ListQuery): StoryFilter {
  const isMine = mine === 'yes' || !can(actor, 'article.read')
  return { words: search, states: state, kind, author, topic, language, ...(isMine && { mine: actor.id }) }
}

function cursorIn(after: string | undefined): ListPage['after'] {
  const [changedAt, id] = after?.split('-').map(Number) ?? []
  return changedAt === undefined || id === undefined ? undefined : { changedAt, id }
}
