import { z } from 'zod'
import { apiRoute } from '../kit/http/guards/api.ts'
import { failedAs } from '../kit/outcome.ts'
import { addPerson } from './add-person.ts'
import { personById, searchPeople } from './store.ts'

const person = z.object({ id: z.int(), slug: z.string(), name: z.string(), role: z.string() })

export const peopleOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/people',
      id: 'listPeople',
      summary: 'Authors and speakers whose name has these words, by name',
      act: 'article.write',
      query: z.strictObject({
        search: z.string().max(200).default(''),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
      reply: z.object({ people: z.array(person) }),
    },
    async ({ db }, { query }) => ({ people: await searchPeople(db, query) }),
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/people/:id',
      id: 'getPerson',
      summary: 'One author or speaker',
      act: 'article.write',
      reply: person,
      failures: ['unknown'],
    },
    async ({ db }, { params: { id = '' } }) =>
      (await personById(db, Number(id) || 0)) ?? failedAs('no-such-person', 'unknown', `There is no person ${id}.`),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/people',
      id: 'addPerson',
      summary: 'Add an author or speaker; whoever has that name already is found again',
      act: 'article.write',
      body: z.strictObject({ name: z.string().trim().min(1).max(200), role: z.string().trim().max(200).default('') }),
      reply: z.object({ outcome: z.enum(['created', 'unchanged']), ...person.shape }),
    },
    (house, { actor, body }) => addPerson(house, actor, body),
  ),
]
