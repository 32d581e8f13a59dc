import { z } from 'zod'
import type { Db } from '../kit/db/schema.ts'
import { apiRoute } from '../kit/http/guards/api.ts'
import { storedBody } from '../kit/http/stored-body.ts'
import { failedAs, isFailure } from '../kit/outcome.ts'
import { describeMedia } from './describe-media.ts'
import { addressOf, pictureView } from './picture-view.ts'
import { mediaByPublicId, newestMedia, renditionsOf, type Media, type Rendition } from './store.ts'
import { takeInFrom } from './take-in-from.ts'
import { takeInMedia } from './take-in.ts'

const focus = z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) })
/** An hour of speech, or a picture as large as cameras make them. */
const maxFileBytes = 100_000_000
const line = z.string().max(2_000)

const medium = z.object({
  id: z.string(),
  kind: z.enum(['image', 'audio', 'video', 'file']),
  fileName: z.string(),
  mime: z.string(),
  bytes: z.int(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  alt: z.string(),
  caption: z.string(),
  credit: z.string(),
  focus: z.object({ x: z.number(), y: z.number() }).meta({ description: 'What every crop shows; 0 to 1.' }),
  src: z
    .string()
    .nullable()
    .meta({ description: 'Its address; of a picture, that of a rendition. Null until one is made.' }),
})

const taken = z.object({
  outcome: z.literal('taken'),
  id: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  isNew: z.boolean().meta({ description: 'False: these very bytes were there already.' }),
  warnings: z.array(z.string()),
})

export const mediaOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/media',
      id: 'addMedium',
      summary: 'Take in a picture or file; what it is, its bytes say',
      act: 'media.add',
      query: z.strictObject({ name: z.string().min(1).max(255).meta({ description: 'Its file name.' }) }),
      body: storedBody,
      maxBytes: maxFileBytes,
      bodyMs: 30 * 60_000,
      reply: taken,
      failures: ['invalid'],
    },
    async (house, { actor, query: { name }, body }) => {
      const done = await takeInMedia(house, actor, { stored: body, fileName: name })
      return isFailure(done) ? done : { ...done, id: done.publicId }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/media',
      id: 'listMedia',
      summary: 'Pictures and files, newest first',
      act: 'media.add',
      query: z.strictObject({
        search: z.string().max(200).optional(),
        kind: z.enum(['image', 'audio', 'video', 'file']).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(40),
        after: z.coerce.number().int().min(1).optional(),
      }),
      reply: z.object({ media: z.array(medium), next: z.string().nullable() }),
    },
    async ({ db }, { query: { search, kind, limit, after } }) => {
      const rows = await newestMedia(db, { search, kind, limit, before: after })
      return { media: await seenAll(db, rows), next: rows.length < limit ? null : String(rows.at(-1)?.id) }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/media/:id',
      id: 'getMedium',
      summary: 'One picture or file',
      act: 'media.add',
      reply: medium,
      failures: ['unknown'],
    },
    async ({ db }, { params: { id = '' } }) => {
      const row = await mediaByPublicId(db, id)
      const [found] = row === undefined ? [] : await seenAll(db, [row])
      return found ?? failedAs('no-such-file', 'unknown', `There is no picture or file "${id}".`)
    },
  ),
  apiRoute(
    {
      method: 'PATCH',
      path: '/api/v1/media/:id',
      id: 'describeMedium',
      summary: 'Say what a picture shows, whose it is, and what its crops must show',
      act: 'media.add',
      body: z.strictObject({
        alt: line.optional(),
        caption: line.optional(),
        credit: line.optional(),
        focus: focus.optional(),
      }),
      reply: z.object({ outcome: z.enum(['updated', 'unchanged']) }),
      failures: ['unknown'],
    },
    (house, { actor, params: { id = '' }, body }) => describeMedia(house, actor, { publicId: id, ...body }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/media/from-address',
      id: 'takeInMedium',
      summary: 'Take in a picture or file from a web address',
      act: 'media.add',
      body: z.strictObject({ url: z.url({ protocol: /^https?$/u }).max(2_000) }),
      reply: taken,
      failures: ['invalid'],
    },
    async (house, { actor, body }) => {
      const done = await takeInFrom(house, actor, body)
      return isFailure(done) ? done : { ...done, id: done.publicId }
    },
  ),
]

async function seenAll(db: Db, rows: readonly Media[]): Promise<z.input<typeof medium>[]> {
  const renditions = await renditionsOf(db, { ids: rows.map(({ id }) => id), publicIds: [] })
  const byMedia = Map.groupBy(renditions, ({ mediaId }) => mediaId)
  return rows.map((row) => seen(row, byMedia.get(row.id) ?? []))
}

function seen(row: Media, renditions: readonly Rendition[]): z.input<typeof medium> {
  const { publicId: id, kind, fileName, mime, bytes, width, height, alt, caption, credit, focusX: x, focusY: y } = row
  const src = kind === 'image' ? (pictureView(renditions)?.src ?? null) : addressOf(row)
  return { id, kind, fileName, mime, bytes, width, height, alt, caption, credit, focus: { x, y }, src }
}
