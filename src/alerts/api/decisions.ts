import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { approveAlert, cancelAlert, proposeAlert, sendAlone, undoApproval } from '../approve-alert.ts'
import { alertStates } from '../tables.ts'
import { failures, hash, moment, toAlert } from './shapes.ts'

const deciding = z.strictObject({
  hash: hash.meta({ description: 'The hash of what was read; the decision covers nothing else.' }),
})
const approved = z.object({
  outcome: z.literal('approved'),
  sendAt: moment.meta({ description: 'Until then it can be undone.' }),
  lapsesAt: moment.meta({ description: 'When it lapses unless its page is found live.' }),
  revision: z.int(),
})
const takenBack = z.object({
  outcome: z.enum(['undone', 'cancelled']),
  state: z.enum(alertStates),
  revision: z.int(),
})

export const decisionOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/propose',
      id: 'proposeAlert',
      summary: 'Propose it as it is; somebody else decides',
      act: 'alert.propose',
      body: deciding,
      reply: z.object({ outcome: z.literal('proposed'), hash, revision: z.int() }),
      failures,
    },
    (house, request) => toAlert(house, request, proposeAlert),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/approve',
      id: 'approveAlert',
      summary: 'Approve what somebody else has proposed; it goes out as soon as its page is found live',
      act: 'alert.approve',
      body: deciding,
      reply: approved,
      failures,
    },
    (house, request) => toAlert(house, request, approveAlert),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/send-alone',
      id: 'sendAlertAlone',
      summary: 'Send it when nobody else could approve it; or, as the publisher, for a reason that readers see',
      act: 'alert.approve',
      body: deciding.extend({ reason: z.string().max(1_000).optional() }),
      reply: approved,
      failures,
    },
    (house, request) => toAlert(house, request, sendAlone),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/undo',
      id: 'undoAlert',
      summary: 'Undo the decision while nothing has gone out: it becomes a draft again',
      act: 'alert.propose',
      reply: takenBack,
      failures,
    },
    (house, request) => toAlert(house, { ...request, body: {} }, undoApproval),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/cancel',
      id: 'cancelAlert',
      summary: 'Cancel an alert that nobody has received',
      act: 'alert.propose',
      reply: takenBack,
      failures,
    },
    (house, request) => toAlert(house, { ...request, body: {} }, cancelAlert),
  ),
]
