import { z } from 'zod'
import { onlyOwnOf } from '../../articles/own-store.ts'
import { staffArticleBy } from '../../articles/staff-store.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { failed, isFailure } from '../../kit/outcome.ts'
import { channels } from '../../subscriptions/tables.ts'
import { audienceOf } from '../audience.ts'
import { budgetOf } from '../budget.ts'
import { clicksOf } from '../clicks.ts'
import { alertViews } from '../shown-alerts.ts'
import { listedAlerts } from '../store.ts'
import { alertStates } from '../tables.ts'
import { changeAlert, draftAlert } from '../write-alert.ts'
import { alertShape, failures, givenWords, hash, moment, readableAlert, toAlert, wordsOf } from './shapes.ts'

const listQuery = z.strictObject({
  state: z
    .string()
    .max(200)
    .transform((states) => states.split(','))
    .pipe(z.array(z.enum(alertStates)).min(1))
    .optional()
    .meta({ description: 'One or several, separated by commas.' }),
  article: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.coerce.number().int().optional(),
})

const spent = { sent: z.int(), limit: z.int(), left: z.int() }

export const alertOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/alerts',
      id: 'listAlerts',
      summary: 'Alerts, newest first',
      act: 'alert.propose',
      query: listQuery,
      reply: z.object({
        alerts: z.array(alertShape),
        next: z.int().nullable().meta({ description: 'Ask again with this as `before`; null at the end.' }),
      }),
      failures: ['unknown'],
    },
    async (house, { actor, query: { state, article, limit, before } }) => {
      const story = article === undefined ? undefined : await staffArticleBy(house.db, article)
      if (article !== undefined && story === undefined) return failed('unknown', `There is no story "${article}".`)
      const filter = { states: state, articleId: story?.id, ownOf: onlyOwnOf(actor, 'alert.propose') }
      const found = await listedAlerts(house.db, filter, { limit: limit + 1, before })
      const shown = found.slice(0, limit)
      const next = found.length > limit ? (shown.at(-1)?.id ?? null) : null
      return { alerts: await alertViews(house, actor, shown), next }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/alerts/:id',
      id: 'getAlert',
      summary: 'One alert, and what may be done with it',
      act: 'alert.propose',
      reply: alertShape,
      failures: ['unknown'],
    },
    async (house, request) => {
      const alert = await readableAlert(house, request)
      if (isFailure(alert)) return alert
      const [view] = await alertViews(house, request.actor, [alert])
      if (view === undefined) throw new Error(`alert ${alert.id} is gone`)
      return view
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts',
      id: 'draftAlert',
      summary: 'Start an alert for a story; what is left out comes from its headline, standfirst and topics',
      act: 'alert.propose',
      body: givenWords.extend({ article: z.string().max(100) }),
      reply: z.object({ outcome: z.literal('drafted'), id: z.string(), hash, revision: z.int() }),
      failures,
    },
    async (house, { actor, body: { article, ...given } }) => {
      const story = await staffArticleBy(house.db, article)
      if (story === undefined) return failed('unknown', `There is no story "${article}".`)
      const words = await wordsOf(house, given)
      if (isFailure(words)) return words
      return draftAlert(house, actor, { articleId: story.id, ...words })
    },
  ),
  apiRoute(
    {
      method: 'PATCH',
      path: '/api/v1/alerts/:id',
      id: 'changeAlert',
      summary: 'Change text or audience; this voids an approval',
      act: 'alert.propose',
      body: givenWords,
      reply: z.object({
        outcome: z.literal('changed'),
        state: z.literal('draft'),
        hash,
        revision: z.int(),
        isApprovalVoid: z.boolean(),
      }),
      failures,
    },
    async (house, request) => {
      const words = await wordsOf(house, request.body)
      if (isFailure(words)) return words
      return toAlert(house, { ...request, body: words }, changeAlert)
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/alerts/:id/budget',
      id: 'getAlertBudget',
      summary: 'How many alerts readers have had today, and whether this one exceeds the limit',
      act: 'alert.propose',
      reply: z.object({
        reader: z.object(spent),
        topics: z.array(z.object({ id: z.int(), name: z.string(), ...spent })),
        isOver: z.boolean(),
        words: z.string(),
      }),
      failures: ['unknown'],
    },
    async (house, request) => {
      const alert = await readableAlert(house, request)
      if (isFailure(alert)) return alert
      return budgetOf(house, alert)
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/alerts/:id/audience',
      id: 'getAlertAudience',
      summary: 'Who the alert would reach now, by channel',
      act: 'alert.propose',
      reply: z.object({
        total: z.int(),
        channels: z.array(
          z.object({
            channel: z.enum(channels),
            now: z.int().meta({ description: 'Disturbed at once.' }),
            later: z.int().meta({ description: 'When their quiet hours are over.' }),
            digest: z.int().meta({ description: 'In their next digest.' }),
            over: z
              .int()
              .meta({ description: 'Have reached today’s limit: in a digest by email, not at all by push.' }),
          }),
        ),
      }),
      failures: ['unknown', 'conflict'],
    },
    async (house, request) => {
      const alert = await readableAlert(house, request)
      if (isFailure(alert)) return alert
      return audienceOf(house, alert)
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/alerts/:id/clicks',
      id: 'getAlertClicks',
      summary: 'About how many followed its link, by the hour; who they were is not recorded',
      act: 'alert.propose',
      reply: z.object({
        total: z
          .int()
          .nullable()
          .meta({ description: 'Without programs, as far as they can be told. Null below twenty.' }),
        hours: z.array(z.object({ hour: moment, clicks: z.int() })),
      }),
      failures: ['unknown'],
    },
    async (house, request) => {
      const alert = await readableAlert(house, request)
      if (isFailure(alert)) return alert
      return clicksOf(house, alert.id)
    },
  ),
]
