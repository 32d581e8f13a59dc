/** How far an alert has come, and what is done about it while it goes out. */
import { z } from 'zod'
import { cancelSending, pauseSending, repeatUncertain, resumeSending } from '../../deliveries/deeds.ts'
import { deliveriesBy, progressOf } from '../../deliveries/progress.ts'
import { deliveryStates, sendingKinds, sendingStates } from '../../deliveries/tables.ts'
import type { Db } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { failed, isFailure, type Failure } from '../../kit/outcome.ts'
import { addressesOf } from '../../subscriptions/list-store.ts'
import { channels } from '../../subscriptions/tables.ts'
import { sendingsOf } from '../store.ts'
import { moment, namedAlert } from './shapes.ts'

const count = z.int().min(0)
const sending = z.object({
  id: z.string(),
  kind: z.enum(sendingKinds),
  state: z.enum(sendingStates),
  pauseReason: z.string().nullable().meta({ description: 'In words for staff.' }),
  audience: count.meta({ description: 'What the counts add up to.' }),
  counts: z.array(z.object({ channel: z.enum(channels), state: z.enum(deliveryStates), count })),
  minutes: z.array(z.object({ minute: moment, handed: count, accepted: count, failed: count })),
  createdAt: moment,
  firstHandedAt: moment.nullable(),
  doneAt: moment.nullable(),
})

type Shown = z.output<typeof sending>

async function shownSending(db: Db, id: number): Promise<Shown[]> {
  const found = await progressOf(db, id)
  if (found === undefined) return []
  const { publicId, kind, state, pauseReason, audience, minutes, createdAt, firstHandedAt, doneAt } = found
  const counts = channels.flatMap((channel) =>
    deliveryStates.map((one) => ({ channel, state: one, count: found.counts[channel][one] })),
  )
  const times = { createdAt, firstHandedAt, doneAt }
  return [
    {
      id: publicId,
      kind,
      state,
      pauseReason,
      audience,
      counts: counts.filter((one) => one.count > 0),
      minutes,
      ...times,
    },
  ]
}

type Named = { sendingId: number }

/** The sending of this alert that the address names. */
async function namedSending(db: Db, { id, sending: publicId }: Record<string, string>): Promise<Named | Failure> {
  const alert = await namedAlert(db, id)
  if (isFailure(alert)) return alert
  for (const { id: sendingId } of await sendingsOf(db, alert.id))
    if ((await progressOf(db, sendingId))?.publicId === publicId) return { sendingId }
  return failed('unknown', `Nothing of this alert goes out as "${publicId}".`)
}

async function toSending<Done>(house: House, params: Record<string, string>, deed: (named: Named) => Promise<Done>) {
  const found = await namedSending(house.db, params)
  return isFailure(found) ? found : deed(found)
}

const failures = ['unknown', 'conflict'] as const
const path = '/api/v1/alerts/:id/sendings/:sending'

export const progressOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/alerts/:id/sendings',
      id: 'getAlertProgress',
      summary: 'All that went out of an alert, itself first, then its corrections: how far each has come',
      act: 'alert.propose',
      reply: z.object({ sendings: z.array(sending) }),
      failures: ['unknown'],
    },
    async ({ db }, { params }) => {
      const alert = await namedAlert(db, params.id)
      if (isFailure(alert)) return alert
      const all = await sendingsOf(db, alert.id)
      return { sendings: (await Promise.all(all.map(({ id }) => shownSending(db, id)))).flat() }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: `${path}/people`,
      id: 'listAlertPeople',
      summary: 'Whose message is in a state, a hundred at a time',
      act: 'subscriber.read',
      query: z.strictObject({
        state: z.enum(deliveryStates),
        after: z.coerce.number().int().min(0).default(0).meta({ description: '`next` of the page before.' }),
      }),
      reply: z.object({
        people: z.array(
          z.object({
            number: z.int().meta({ description: 'By which `repeat` names them.' }),
            subscriber: z.string(),
            address: z.string().nullable().meta({ description: 'Null for a browser, and once it is erased.' }),
            channel: z.enum(channels),
            handedAt: moment.nullable(),
            endedAt: moment.nullable(),
            fault: z.string().nullable(),
          }),
        ),
        next: z.int().nullable(),
      }),
      failures: ['unknown'],
    },
    async ({ db }, { params, query: { state, after } }) => {
      const named = await namedSending(db, params)
      if (isFailure(named)) return named
      const found = await deliveriesBy(db, named.sendingId, { state, after })
      const addresses = await addressesOf(
        db,
        found.map(({ subscriberId }) => subscriberId),
      )
      const people = found.map(({ subscriberId, publicId, channel, handedAt, endedAt, fault }) => {
        const address = addresses.get(subscriberId) ?? null
        return { number: subscriberId, subscriber: publicId, address, channel, handedAt, endedAt, fault }
      })
      return { people, next: found.length < 100 ? null : (found.at(-1)?.subscriberId ?? null) }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: `${path}/pause`,
      id: 'pauseAlert',
      summary: 'Nothing more goes; what is on its way is settled',
      act: 'alert.approve',
      body: z.strictObject({ reason: z.string().min(1).max(500) }),
      reply: z.object({ outcome: z.enum(['paused', 'unchanged']) }),
      failures,
    },
    (house, { actor, params, body: { reason } }) =>
      toSending(house, params, ({ sendingId }) => pauseSending(house, actor, { sendingId, reason })),
  ),
  apiRoute(
    {
      method: 'POST',
      path: `${path}/resume`,
      id: 'resumeAlert',
      summary: 'What stands still goes on, whatever stopped it',
      act: 'alert.approve',
      reply: z.object({ outcome: z.enum(['resumed', 'unchanged']) }),
      failures,
    },
    (house, { actor, params }) => toSending(house, params, (named) => resumeSending(house, actor, named)),
  ),
  apiRoute(
    {
      method: 'POST',
      path: `${path}/stop`,
      id: 'stopAlert',
      summary: 'What has not gone does not go, for good',
      act: 'alert.approve',
      reply: z.object({ outcome: z.enum(['cancelled', 'unchanged']) }),
      failures,
    },
    (house, { actor, params }) => toSending(house, params, (named) => cancelSending(house, actor, named)),
  ),
  apiRoute(
    {
      method: 'POST',
      path: `${path}/repeat`,
      id: 'repeatAlert',
      summary: 'Send once more to these whose message is uncertain: they may get it twice',
      act: 'alert.approve',
      body: z.strictObject({ people: z.array(z.int().min(1)).min(1).max(1_000) }),
      reply: z.object({ outcome: z.literal('repeated'), count }),
      failures,
    },
    (house, { actor, params, body: { people: subscriberIds } }) =>
      toSending(house, params, (named) => repeatUncertain(house, actor, { ...named, subscriberIds })),
  ),
]
