import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { proveAtOnce } from '../prove.ts'
import { testAlert } from '../test-alert.ts'
import { pauseAlert, repeatAlert, resumeAlert, stopAlert } from '../under-way.ts'
import { failures, toAlert } from './shapes.ts'

const sending = z.string().max(40).optional().meta({
  description: 'One of its sendings, as its progress names them; if left out, all that are going out.',
})
const count = z.int().meta({ description: 'How many of its sendings were not so before.' })

export const underWayOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/prove',
      id: 'proveAlert',
      summary: 'Check now whether its page is live, and send it if so, instead of at the next check',
      act: 'alert.approve',
      reply: z.object({ outcome: z.literal('asked') }),
      failures,
    },
    (house, request) => toAlert(house, { ...request, body: {} }, proveAtOnce),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/test',
      id: 'testAlert',
      summary: 'Send a test mail to the caller’s own address, and to nobody else',
      act: 'alert.propose',
      reply: z.object({ outcome: z.literal('sent'), to: z.string() }),
      failures,
    },
    (house, request) => toAlert(house, { ...request, body: {} }, testAlert),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/pause',
      id: 'pauseAlert',
      summary: 'Pause it until somebody resumes it',
      act: 'alert.approve',
      body: z.strictObject({ sending, reason: z.string().max(500).default('') }),
      reply: z.object({ outcome: z.literal('paused'), count }),
      failures,
    },
    (house, request) => toAlert(house, request, pauseAlert),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/resume',
      id: 'resumeAlert',
      summary: 'Resume it, whatever paused it',
      act: 'alert.approve',
      body: z.strictObject({ sending }),
      reply: z.object({ outcome: z.literal('resumed'), count }),
      failures,
    },
    (house, request) => toAlert(house, request, resumeAlert),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/stop',
      id: 'stopAlert',
      summary: 'Stop it for good; those it has reached keep it',
      act: 'alert.approve',
      body: z.strictObject({ sending }),
      reply: z.object({ outcome: z.literal('stopped'), count }),
      failures,
    },
    (house, request) => toAlert(house, request, stopAlert),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/repeat-uncertain',
      id: 'repeatUncertainAlert',
      summary: 'Send it again to people who may or may not have it; they may get it twice',
      act: 'alert.approve',
      body: z.strictObject({
        sending: z.string().max(40),
        subscribers: z.array(z.string().max(40)).min(1).max(500).meta({
          description: 'Who, as the list of those in the state `uncertain` names them.',
        }),
      }),
      reply: z.object({ outcome: z.literal('repeated'), count: z.int() }),
      failures,
    },
    (house, request) => toAlert(house, request, repeatAlert),
  ),
]
