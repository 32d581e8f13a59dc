import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure } from '../../kit/outcome.ts'
import { conflictCodes } from '../../working-copies/conflicts.ts'
import { conflictsFor, dismissConflict } from '../conflicts.ts'
import { copyFor, numberIn } from './readable.ts'
import { idOf, moment } from './shapes.ts'

const conflict = z.object({
  id: z.int(),
  blockId: z.string().nullable().meta({ description: 'Null if it is a field of the story.' }),
  field: z.string().meta({ description: 'A field of the story, an attribute of the block, or the part of it.' }),
  conflict: z.enum(conflictCodes),
  before: z.string().meta({ description: 'As it was before either side changed it; JSON if it is not text.' }),
  ours: z.string().meta({ description: 'As it is in the working copy.' }),
  theirs: z.string().meta({ description: 'As the outside change has it.' }),
  said: z.string().meta({ description: 'The same in words: names for numbers.' }),
  version: z.int().meta({ description: 'The version of the story that made the change.' }),
  at: moment,
})

export const conflictOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id/conflicts',
      id: 'listConflicts',
      summary: 'Outside changes that were not merged, because the newsroom had changed the same words',
      act: 'article.read',
      reply: z.object({ conflicts: z.array(conflict) }),
      failures: ['unknown'],
    },
    async (house, { actor, params }) => {
      // Read, so that what was changed a moment ago is merged.
      const read = await copyFor(house, actor, params.id)
      if (isFailure(read)) return read
      const found = await conflictsFor(house, read.id)
      return { conflicts: found.map(({ block: blockId, ...each }) => ({ ...each, blockId })) }
    },
  ),
  apiRoute(
    {
      method: 'DELETE',
      path: '/api/v1/articles/:id/conflicts/:conflict',
      id: 'dismissConflict',
      summary: 'Dismiss an outside change',
      act: 'article.write',
      reply: z.object({ outcome: z.literal('dismissed') }),
      failures: ['unknown'],
    },
    async (house, { actor, params }) => {
      const row = await idOf(house.db, params.id)
      if (isFailure(row)) return row
      return dismissConflict(house, actor, { articleId: row.id, id: numberIn(params.conflict) })
    },
  ),
]
