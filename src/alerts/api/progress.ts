import { z } from 'zod'
import { deliveryStates, sendingKinds, sendingStates } from '../../deliveries/tables.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure } from '../../kit/outcome.ts'
import { channels } from '../../subscriptions/tables.ts'
import { alertPeople, alertProgress } from '../progress.ts'
import { moment, namedAlert, pauseShape, readableAlert } from './shapes.ts'

const counts = z
  .array(
    z.object({
      channel: z.enum(channels),
      planned: z.int(),
      handing: z.int().meta({ description: 'Between us and the mail server or the push service.' }),
      accepted: z.int(),
      failed: z.int(),
      bounced: z.int(),
      suppressed: z.int().meta({ description: 'Unsubscribed, or could no longer be reached, before their turn came.' }),
      uncertain: z.int().meta({ description: 'They may have it; they get it again only if somebody says so.' }),
      cancelled: z.int(),
      folded: z.int().meta({ description: 'Kept for their next digest, because they had reached that day’s limit.' }),
    }),
  )
  .meta({ description: 'How many are in each state, by channel.' })

const minutes = z.array(z.object({ minute: moment, handed: z.int(), accepted: z.int(), failed: z.int() }))

const sending = z.object({
  id: z.string(),
  kind: z.enum(sendingKinds),
  state: z.enum(sendingStates).meta({ description: '`freezing`: rows of the audience are still being made.' }),
  ...pauseShape,
  edition: z.int().meta({ description: 'Edition of its text: more than 1 if it was changed while going out.' }),
  complaints: z.int(),
  createdAt: moment,
  firstHandedAt: moment.nullable(),
  movedAt: moment,
  doneAt: moment.nullable(),
  audience: z.int(),
  counts,
  minutes,
})

const person = z.object({
  sending: z.string(),
  subscriber: z.string(),
  channel: z.enum(channels),
  state: z.enum(deliveryStates),
  edition: z.int().nullable().meta({ description: 'Edition of the text that was handed over.' }),
  handedAt: moment.nullable(),
  endedAt: moment.nullable(),
  fault: z.string().nullable(),
})

export const alertProgressOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/alerts/:id/progress',
      id: 'getAlertProgress',
      summary: 'Progress of the alert, its corrections and its withdrawal, in total and for each',
      act: 'alert.propose',
      reply: z.object({
        audience: z.int().meta({ description: 'All rows: what the states add up to.' }),
        counts,
        minutes,
        sendings: z.array(sending).meta({ description: 'Oldest first.' }),
      }),
      failures: ['unknown'],
    },
    async (house, request) => {
      const alert = await readableAlert(house, request)
      if (isFailure(alert)) return alert
      const { sendings, ...all } = await alertProgress(house.db, alert)
      const shown = sendings.map(({ publicId, counts: own, ...rest }) => ({
        ...rest,
        id: publicId,
        counts: channels.map((channel) => ({ channel, ...own[channel] })),
      }))
      return { ...all, sendings: shown }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/alerts/:id/people',
      id: 'listAlertPeople',
      summary: 'Who is in a state, a hundred at a time; addresses are in the list of subscribers',
      act: 'subscriber.read',
      query: z.strictObject({
        state: z.enum(deliveryStates),
        sending: z.string().max(40).optional().meta({ description: 'Only this sending.' }),
        after: z.string().max(60).optional().meta({ description: 'The `next` of the page before.' }),
      }),
      reply: z.object({ people: z.array(person), next: z.string().nullable() }),
      failures: ['unknown', 'invalid'],
    },
    async (house, { params, query }) => {
      const alert = await namedAlert(house.db, params.id)
      if (isFailure(alert)) return alert
      const page = await alertPeople(house.db, alert, query)
      if (isFailure(page)) return page
      return { ...page, people: page.people.map(({ publicId, ...rest }) => ({ ...rest, subscriber: publicId })) }
    },
  ),
]
