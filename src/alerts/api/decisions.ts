import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { approveAlert, cancelAlert, proposeAlert, sendAlone, undoApproval } from '../approve-alert.ts'
import { alertStates } from '../tables.ts'
import { failures, hash, moment, toAlert } from './shapes.ts'

const deciding = z.strictObject({ hash: hash.meta({ description: 'Of what was read; of nothing else is it said.' }) })
const approved = z.object({
  outcome: z.literal('approved'),
  sendAt: moment.meta({ description: 'Until then it can be undone.' }),
  lapsesAt: moment.meta({ description: 'When it lapses if its page is not seen to be live by then.' }),
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
      summary: 'Say that it should go out as it is; somebody else decides',
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
      summary: 'Send what somebody else has proposed, as soon as its page is seen to be live',
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
      summary: 'Send it where nobody else could approve it; or, as the publisher, for a reason that readers see',
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
      summary: 'Take the decision back while nothing has gone: it is a draft again',
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
      summary: 'Give an alert up that nobody has got',
      act: 'alert.propose',
      reply: takenBack,
      failures,
    },
    (house, request) => toAlert(house, { ...request, body: {} }, cancelAlert),
  ),
]
