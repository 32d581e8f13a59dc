import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure } from '../../kit/outcome.ts'
import { conflictCodes } from '../../working-copies/conflicts.ts'
import { conflictsFor, dismissConflict } from '../conflicts.ts'
import { copyFor, numberIn } from './readable.ts'
import { idOf, moment } from './shapes.ts'

const conflict = z.object({
  id: z.int(),
  blockId: z.string().nullable().meta({ description: 'Null where it is a field of the story.' }),
  field: z.string().meta({ description: 'A field of the story, an attribute of the block, or the part of it.' }),
  conflict: z.enum(conflictCodes),
  before: z.string().meta({ description: 'As it was before either changed it; of what is no text, JSON.' }),
  ours: z.string().meta({ description: 'As it stands in the copy.' }),
  theirs: z.string().meta({ description: 'As it would be outside.' }),
  said: z.string().meta({ description: 'The same in words: names for numbers.' }),
  version: z.int().meta({ description: 'Of the story, whose change it was.' }),
  at: moment,
})

export const conflictOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id/conflicts',
      id: 'listConflicts',
      summary: 'What was changed outside and not taken over, since the newsroom had changed the same',
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
      summary: 'Say that an outside change was seen to',
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
