import { z } from 'zod'
import { toldPause } from '../../deliveries/pause.ts'
import { sendingStates, deliveryStates } from '../../deliveries/tables.ts'
import { whoIs } from '../../editing/stories.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { failed, isFailure } from '../../kit/outcome.ts'
import { comingDigests } from '../digests/coming.ts'
import { digestPaces } from '../digests/digest.ts'
import { previewDigest } from '../digests/preview.ts'
import { digestCounts, digestNotes, listedDigests } from '../digests/store.ts'
import { resumeDigest, stopDigest } from '../digests/under-way.ts'
import { maxNoteCharacters, writeDigestNote } from '../digests/write-note.ts'
import { moment, pauseShape, who } from './shapes.ts'

const pace = z.enum(digestPaces)
const noSuchPace = failed('unknown', 'Digests are daily or weekly.')

const madeAt = moment.meta({
  description:
    'Epoch milliseconds. Sent along as If-Match, it is replaced only as it was seen; "0" is for where none was.',
})

const digestShape = z.object({
  pace,
  dueAt: moment,
  note: z.string(),
  sending: z.string().meta({ description: 'The public id of its sending.' }),
  state: z.enum(sendingStates),
  ...pauseShape,
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
        notes: z.array(z.object({ pace, words: z.string(), madeAt, by: who })),
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
        return { ...digest, ...toldPause(digest), sending: publicId, audience, counts: byState }
      })
      const written = await digestNotes(db)
      const nameOf = await whoIs(
        db,
        written.map(({ madeBy }) => madeBy),
      )
      const notes = written.map(({ madeBy, ...note }) => ({ ...note, by: nameOf(madeBy) }))
      return { digests, notes, next: found.length > limit ? (shown.at(-1)?.id ?? null) : null }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/digests/coming',
      id: 'listComingDigests',
      summary: 'Digests that are coming, soonest first, and whose turn it is then',
      act: 'alert.propose',
      reply: z.object({
        coming: z.array(
          z.object({
            pace,
            dueAt: moment,
            readers: z.int().meta({ description: 'Whoever is in a pause by then, or has missed nothing, gets none.' }),
            isEstimate: z.boolean().meta({
              description: 'Whether they were too many to count: `readers` is then an estimate, of two digits.',
            }),
          }),
        ),
      }),
      failures: ['conflict'],
    },
    async (house) => {
      const coming = await comingDigests(house)
      return isFailure(coming) ? coming : { coming }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/digests/:sending/resume',
      id: 'resumeDigest',
      summary: 'Let a digest go on that stands still, as one does that was due while the paper was away',
      act: 'alert.approve',
      reply: z.object({ outcome: z.enum(['resumed', 'unchanged']) }),
      failures: ['unknown', 'conflict'],
    },
    (house, { actor, params: { sending = '' } }) => resumeDigest(house, actor, { sending }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/digests/:sending/stop',
      id: 'stopDigest',
      summary: 'Give a digest up: whoever has not got it gets none',
      act: 'alert.approve',
      reply: z.object({ outcome: z.enum(['stopped', 'unchanged']) }),
      failures: ['unknown', 'conflict'],
    },
    (house, { actor, params: { sending = '' } }) => stopDigest(house, actor, { sending }),
  ),
  apiRoute(
    {
      method: 'PUT',
      path: '/api/v1/digests/notes/:pace',
      id: 'writeDigestNote',
      summary: 'Set the newsroom’s note in everybody’s next daily or weekly digest; an empty note removes it',
      act: 'alert.approve',
      body: z.strictObject({ words: z.string().max(maxNoteCharacters * 4) }),
      reply: z.object({ outcome: z.enum(['written', 'removed']), revision: madeAt }),
      failures: ['unknown', 'stale', 'invalid'],
    },
    (house, { actor, params, body: { words }, expectedRevision }) => {
      const named = pace.safeParse(params.pace)
      if (!named.success) return Promise.resolve(noSuchPace)
      return writeDigestNote(house, actor, { pace: named.data, words, expectedRevision })
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
        pausedUntil: moment
          .nullable()
          .meta({ description: 'The end of a pause that lasts longer: they get none before then.' }),
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
