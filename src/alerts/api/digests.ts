import { z } from 'zod'
import { sendingStates, deliveryStates } from '../../deliveries/tables.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { failed } from '../../kit/outcome.ts'
import { digestPaces } from '../digests/digest.ts'
import { previewDigest } from '../digests/preview.ts'
import { digestCounts, digestNotes, listedDigests } from '../digests/store.ts'
import { maxNoteCharacters, writeDigestNote } from '../digests/write-note.ts'
import { moment } from './shapes.ts'

const pace = z.enum(digestPaces)
const noSuchPace = failed('unknown', 'Digests are daily or weekly.')

const digestShape = z.object({
  pace,
  dueAt: moment,
  note: z.string(),
  sending: z.string().meta({ description: 'The public id of its sending.' }),
  state: z.enum(sendingStates),
  pauseReason: z.string().nullable(),
  audience: z.int().meta({ description: 'How many readers there was something for.' }),
  counts: z.partialRecord(z.enum(deliveryStates), z.int()),
  createdAt: moment,
  doneAt: moment.nullable(),
})

export const digestOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/digests',
      id: 'listDigests',
      summary: 'Digests that went out, newest first, with their progress; and the notes for the next ones',
      act: 'alert.propose',
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(100).default(50),
        before: z.coerce.number().int().optional(),
      }),
      reply: z.object({
        digests: z.array(digestShape),
        notes: z.array(z.object({ pace, words: z.string(), madeAt: moment })),
        next: z.int().nullable().meta({ description: 'Ask again with this as `before`; null at the end.' }),
      }),
    },
    async ({ db }, { query: { limit, before } }) => {
      const found = await listedDigests(db, { limit: limit + 1, before })
      const shown = found.slice(0, limit)
      const counts = await digestCounts(
        db,
        shown.map(({ sendingId }) => sendingId),
      )
      const digests = shown.map(({ id: _, sendingId, publicId, ...digest }) => {
        const states = counts.get(sendingId) ?? []
        const audience = states.reduce((sum, { count }) => sum + count, 0)
        const byState = Object.fromEntries(states.map(({ state, count }) => [state, count]))
        return { ...digest, sending: publicId, audience, counts: byState }
      })
      const notes = (await digestNotes(db)).map(({ pace: of, words, madeAt }) => ({ pace: of, words, madeAt }))
      return { digests, notes, next: found.length > limit ? (shown.at(-1)?.id ?? null) : null }
    },
  ),
  apiRoute(
    {
      method: 'PUT',
      path: '/api/v1/digests/notes/:pace',
      id: 'writeDigestNote',
      summary: 'Set the newsroom’s note in everybody’s next daily or weekly digest; an empty note removes it',
      act: 'alert.approve',
      body: z.strictObject({ words: z.string().max(maxNoteCharacters * 4) }),
      reply: z.object({ outcome: z.enum(['written', 'removed']) }),
      failures: ['unknown', 'invalid'],
    },
    (house, { actor, params, body: { words } }) => {
      const named = pace.safeParse(params.pace)
      if (!named.success) return Promise.resolve(noSuchPace)
      return writeDigestNote(house, actor, { pace: named.data, words })
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/subscribers/:id/digest',
      id: 'previewDigest',
      summary: 'A subscriber’s next digest as it would be now',
      act: 'subscriber.read',
      reply: z.object({
        outcome: z.literal('previewed'),
        dueAt: moment.nullable().meta({ description: 'Null if none is due.' }),
        alerts: z.int(),
        stories: z.int(),
        mail: z
          .object({ subject: z.string(), html: z.string(), text: z.string() })
          .nullable()
          .meta({ description: 'Null if nothing would be sent.' }),
      }),
      failures: ['unknown'],
    },
    (house, { actor, params: { id = '' } }) => previewDigest(house, actor, { publicId: id }),
  ),
]
