import { z } from 'zod'
import { maxCorrectionCharacters } from '../../articles/correct.ts'
import { correctionKinds } from '../../articles/tables.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { correctAlert, withdrawAlert } from '../correct-alert.ts'
import { failures, toAlert } from './shapes.ts'

const words = z.string().min(1).max(maxCorrectionCharacters)
const reply = z.object({ outcome: z.enum(['corrected', 'withdrawn']), path: z.string(), revision: z.int() })

export const alertCorrectionOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/corrections',
      id: 'correctAlert',
      summary: 'Correct an alert: on the story, in what has not gone out, on screens, and by mail to those who got it',
      act: 'alert.approve',
      body: z.strictObject({
        kind: z.enum(correctionKinds).default('correction'),
        words,
        title: z.string().max(500).optional(),
        text: z.string().max(2_000).optional(),
      }),
      reply,
      failures,
    },
    (house, request) => toAlert(house, request, correctAlert),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/alerts/:id/withdraw',
      id: 'withdrawAlert',
      summary: 'Withdraw an alert: nothing more goes out, and those it has reached are told',
      act: 'alert.approve',
      body: z.strictObject({ words }),
      reply,
      failures,
    },
    (house, request) => toAlert(house, request, withdrawAlert),
  ),
]
