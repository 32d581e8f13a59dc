import { z } from 'zod'
import { memberNames } from '../accounts/store.ts'
import type { Db } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { apiRoute } from '../kit/http/guards/api.ts'
import { ledgerEntries } from '../kit/ledger-list.ts'
import { failed } from '../kit/outcome.ts'
import { eraseSubscriber, exportPage, findSubscribers } from './for-staff.ts'
import { growthQuestion } from './growth.ts'
import { addSubscriber } from './import/add-subscriber.ts'
import { leaveAlerts, unknownSubscriber } from './leave.ts'
import { changePreferences } from './preferences.ts'
import { sendPreferences } from './send-preferences.ts'
import { followedThreads, followedTopics, subscriberByPublicId } from './store.ts'
import { maxTopics, type Subscriber } from './subscriber.ts'
import { channels, paces, subscriberStates } from './tables.ts'

const time = z.int().meta({ description: 'Epoch milliseconds.' })
const subscriber = z.object({
  id: z.string(),
  channel: z.enum(channels),
  state: z.enum(subscriberStates),
  address: z.string().nullable().meta({ description: 'Null for a browser, and once it is erased.' }),
  language: z.string(),
  timeZone: z.string(),
  pace: z.enum(paces),
  breakingAtOnce: z.boolean(),
  everything: z.boolean(),
  quietFrom: z.int().nullable().meta({ description: 'Minutes of their day.' }),
  quietTo: z.int().nullable(),
  wakesForBreaking: z.boolean().meta({ description: 'Breaking news comes in their quiet hours all the same.' }),
  pausedUntil: time.nullable(),
  consent: z.string().meta({ description: 'Where and how they agreed.' }),
  consentAt: time,
  createdAt: time,
  confirmedAt: time.nullable(),
  endedAt: time.nullable(),
})

function shown({ publicId, allTopics, ...row }: Subscriber): z.input<typeof subscriber> {
  return { ...row, id: publicId, everything: allTopics }
}

const history = z.object({
  at: time,
  deed: z.string(),
  by: z.string(),
  byName: z.string().nullable().meta({ description: 'Of a member.' }),
  detail: z.record(z.string(), z.unknown()),
})
const whole = subscriber.extend({
  topics: z.array(z.object({ id: z.int(), name: z.string() })),
  stories: z.array(z.object({ headline: z.string(), path: z.string().nullable(), until: time })),
  history: z.array(history).meta({ description: 'What was done, newest first.' }),
})

const chosen = z.strictObject({
  pace: z.enum(paces).optional(),
  everything: z.boolean().optional(),
  topics: z.array(z.int().min(1)).max(maxTopics).optional(),
  breakingAtOnce: z.boolean().optional(),
  language: z.string().max(35).optional(),
  timeZone: z.string().max(60).optional(),
})
const changed = chosen.extend({
  quietFrom: z.int().nullable().optional().meta({ description: 'Minutes of their day.' }),
  quietTo: z.int().nullable().optional(),
  pausedUntil: time.nullable().optional(),
})

const day = 86_400_000

export const subscriberOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/subscribers',
      id: 'listSubscribers',
      summary: 'Subscribers, newest first; or those with an address or its beginning, in the order of addresses',
      act: 'subscriber.read',
      query: z.strictObject({
        search: z.string().max(254).default(''),
        state: z.enum(subscriberStates).optional(),
        channel: z.enum(channels).optional(),
        after: z.string().max(40).optional().meta({ description: 'The last id of the page before.' }),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      reply: z.object({ subscribers: z.array(subscriber), next: z.string().nullable() }),
    },
    async (house, { actor, query: { after, ...query } }) => {
      const last = after === undefined ? undefined : await subscriberByPublicId(house.db, after)
      const found = await findSubscribers(house, actor, { ...query, before: last?.id })
      const next = query.search === '' && found.length === query.limit ? found.at(-1)?.publicId : undefined
      return { subscribers: found.map(shown), next: next ?? null }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/subscribers/growth',
      id: 'subscriberGrowth',
      summary: 'How many joined and left each day, and how many there are',
      act: 'subscriber.read',
      query: z.strictObject({ days: z.coerce.number().int().min(1).max(730).default(90) }),
      reply: z.object({
        days: z.array(z.object({ day: time, joined: z.int(), ended: z.int() })),
        counts: z.array(z.object({ channel: z.enum(channels), state: z.enum(subscriberStates), count: z.int() })),
      }),
    },
    async (house, { query: { days } }) => {
      const since = (Math.floor(house.clock.now() / day) - days) * day
      const answered = await house.longReads.ask(growthQuestion, { since })
      if (answered.outcome === 'answered') return answered.value
      throw new Refusal('busy', 'This is taking too long right now. Try again in a minute.')
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/subscribers/export',
      id: 'exportSubscribers',
      summary: 'All subscribers as CSV, a page at a time; the pages join into one table',
      act: 'subscriber.manage',
      query: z.strictObject({
        after: z.coerce.number().int().min(0).default(0).meta({ description: '`next` of the page before.' }),
        limit: z.coerce.number().int().min(1).max(2_000).default(2_000),
      }),
      reply: z.object({ csv: z.string(), next: z.int().nullable() }),
    },
    async (house, { actor, query }) => {
      const { csv, last } = await exportPage(house, actor, query)
      return { csv, next: last }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/subscribers/:id',
      id: 'getSubscriber',
      summary: 'A subscriber, what they follow and their history',
      act: 'subscriber.read',
      reply: whole,
      failures: ['unknown'],
    },
    async ({ db }, { params: { id = '' } }) => {
      const found = await subscriberByPublicId(db, id)
      if (found === undefined) return unknownSubscriber(id)
      return {
        ...shown(found),
        topics: await followedTopics(db, found.id),
        stories: await followedThreads(db, found.id),
        history: await historyOf(db, id),
      }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/subscribers',
      id: 'addSubscriber',
      summary: 'Add one person who has agreed elsewhere',
      act: 'subscriber.manage',
      body: chosen.extend({ address: z.string().max(500), consent: z.string().min(1).max(500) }),
      reply: z.object({ outcome: z.literal('added') }),
      failures: ['invalid', 'conflict'],
    },
    (house, { actor, body: { address, consent, ...wanted } }) => {
      const { language, timeZone } = house.settings.current().identity
      const { topics = [], everything = topics.length === 0, ...rest } = wanted
      const usual = { language, timeZone, pace: 'all', breakingAtOnce: true, threadIds: [] } as const
      const choices = { ...usual, ...defined(rest), topicIds: topics, allTopics: everything }
      return addSubscriber(house, actor, { address, consent, choices })
    },
  ),
  apiRoute(
    {
      method: 'PATCH',
      path: '/api/v1/subscribers/:id',
      id: 'changeSubscriber',
      summary: 'Give a subscriber less, as they ask for it; what is more they choose themselves',
      act: 'subscriber.manage',
      body: changed,
      reply: z.object({ outcome: z.literal('changed') }),
      failures: ['unknown', 'conflict', 'invalid'],
    },
    async (house, { actor, params: { id = '' }, body: { topics, everything, ...rest } }) => {
      const change = defined({ ...rest, topicIds: topics, allTopics: everything })
      const changed = await changePreferences(house, actor, { publicId: id, change })
      if (changed.outcome !== 'refused') return changed
      const faults = Object.entries(changed.faults).map(([name, detail]) => ({ path: `/${name}`, detail }))
      return failed('invalid', 'This is not a valid choice.', faults)
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/subscribers/:id/link',
      id: 'sendPreferencesLink',
      summary: 'Mail a subscriber the link to their choices, where they choose more themselves',
      act: 'subscriber.manage',
      reply: z.object({ outcome: z.literal('sent') }),
      failures: ['unknown', 'conflict'],
    },
    (house, { actor, params: { id = '' } }) => sendPreferences(house, actor, { publicId: id }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/subscribers/:id/leave',
      id: 'endSubscriber',
      summary: 'Unsubscribe somebody from alerts',
      act: 'subscriber.manage',
      reply: z.object({ outcome: z.literal('left') }),
      failures: ['unknown'],
    },
    (house, { actor, params: { id = '' } }) => leaveAlerts(house, actor, { publicId: id }),
  ),
  apiRoute(
    {
      method: 'DELETE',
      path: '/api/v1/subscribers/:id',
      id: 'eraseSubscriber',
      summary: 'Erase a subscriber at their request',
      act: 'subscriber.manage',
      reply: z.object({ outcome: z.literal('erased') }),
      failures: ['unknown'],
    },
    (house, { actor, params: { id = '' } }) => eraseSubscriber(house, actor, { publicId: id }),
  ),
]

/** Where a member sat is for those alone who read the ledger. */
async function historyOf(db: Db, publicId: string): Promise<z.input<typeof history>[]> {
  const { entries } = await ledgerEntries(db, { subject: `subscriber:${publicId}`, limit: 100 })
  const names = await memberNames(
    db,
    entries.map(({ actor }) => actor.replace(/^staff:/u, '')),
  )
  return entries.map(({ at, deed, actor: by, detail: { from: _, ...detail } }) => {
    const byName = by.startsWith('staff:') ? (names.get(by.slice(6)) ?? null) : null
    return { at, deed, by, byName, detail }
  })
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without what was left out. */
function defined<T extends object>(given: T): Defined<T> {
  // Safe: what is undefined is taken out.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>
}
