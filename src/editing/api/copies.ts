import { z } from 'zod'
import type { House } from '../../kit/house.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure, type Failure } from '../../kit/outcome.ts'
import { findingsIn } from '../gate.ts'
import { namesIn } from '../named-store.ts'
import { makePreviewLink } from '../preview-link.ts'
import { notDone } from '../refusals.ts'
import { versionsOf } from '../store.ts'
import { whoIs } from '../stories.ts'
import { copyContent, versionContent } from '../version-content.ts'
import { restoreVersion, writeContent } from '../write-copy.ts'
import { copyFor, numberIn, readable } from './readable.ts'
import { content, finding, idOf, moment, saidFinding, who } from './shapes.ts'

const maxContentBytes = 8_000_000
const most = Number.MAX_SAFE_INTEGER

const written = z.object({
  outcome: z.enum(['written', 'unchanged']),
  conflicts: z.array(z.looseObject({})).meta({
    description: 'Places where the newsroom had changed the same words: its words stay, and these are the others.',
  }),
})
const version = z.object({
  number: z.int(),
  headline: z.string(),
  by: who,
  savedAt: moment,
  shownAt: moment.nullable().meta({ description: 'When readers first saw it; null while nobody has.' }),
  wordCount: z.int(),
})
const piece = z.object({ kind: z.enum(['same', 'inserted', 'deleted']), words: z.string() })
const differing = {
  texts: z.array(z.object({ part: z.string(), pieces: z.array(piece) })),
  values: z.array(z.object({ part: z.string(), from: z.unknown(), to: z.unknown() })),
}
const side = z.union([z.literal('copy'), z.string().regex(/^[1-9]\d{0,8}$/u)])

export const copyOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id/content',
      id: 'getContent',
      summary: 'The content of a story’s working copy',
      act: 'article.read',
      reply: z.object({
        content,
        faults: z.array(
          z.object({ block: z.string().nullable(), field: z.string(), fault: z.string(), words: z.string() }),
        ),
        generation: z.int(),
        seq: z.int(),
      }),
      failures: ['unknown'],
    },
    async (house, { actor, params }) => {
      const read = await copyFor(house, actor, params.id)
      if (isFailure(read)) return read
      const { content: said, faults, generation, seq } = read.copy
      return { content: said, faults, generation, seq }
    },
  ),
  apiRoute(
    {
      method: 'PUT',
      path: '/api/v1/articles/:id/content',
      id: 'putContent',
      summary: 'Write to the working copy, with the smallest possible change',
      act: 'article.write',
      maxBytes: maxContentBytes,
      body: z.strictObject({
        content,
        base: content.optional().meta({
          description:
            'The content it was based on: words written since then stay. If it is left out, everything is replaced.',
        }),
      }),
      reply: written,
      failures: ['unknown', 'conflict'],
    },
    async (house, { actor, params, body }) => {
      const row = await idOf(house.db, params.id)
      return isFailure(row) ? row : said(await writeContent(house, actor, { articleId: row.id, ...body }))
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id/versions',
      id: 'listVersions',
      summary: 'The versions of a story, newest first',
      act: 'article.read',
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        after: z.coerce.number().int().min(1).optional(),
      }),
      reply: z.object({ versions: z.array(version), next: z.string().nullable() }),
      failures: ['unknown'],
    },
    async (house, { actor, params, query }) => {
      const row = await readable(house, actor, params.id)
      if (isFailure(row)) return row
      const { limit, after = most } = query
      const found = await versionsOf(house.db, row.id, { limit, before: after })
      const nameOf = await whoIs(
        house.db,
        found.map((each) => each.actor),
      )
      return {
        versions: found.map(({ actor: by, createdAt: savedAt, ...each }) => ({ ...each, savedAt, by: nameOf(by) })),
        next: found.length < limit ? null : String(found.at(-1)?.number),
      }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id/versions/:number',
      id: 'getVersion',
      summary: 'The content of a version',
      act: 'article.read',
      reply: z.object({ number: z.int(), content }),
      failures: ['unknown'],
    },
    async (house, { actor, params }) => {
      const row = await readable(house, actor, params.id)
      if (isFailure(row)) return row
      const number = numberIn(params.number)
      const found = await versionContent(house, row.id, number)
      return found === undefined ? noSuchVersion(params.number) : { number, content: found }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/versions/:number/restore',
      id: 'restoreVersion',
      summary: 'Write an earlier version into the working copy',
      act: 'article.write',
      reply: written,
      failures: ['unknown', 'conflict'],
    },
    async (house, { actor, params }) => {
      const row = await idOf(house.db, params.id)
      if (isFailure(row)) return row
      return said(await restoreVersion(house, actor, { articleId: row.id, number: numberIn(params.number) }))
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id/diff',
      id: 'compareVersions',
      summary: 'The difference between two versions, or a version and the working copy',
      act: 'article.read',
      query: z.strictObject({ from: side, to: side.default('copy') }),
      reply: z.object({
        fields: z.array(z.object({ field: z.string(), ...differing })),
        blocks: z.array(
          z.object({
            blockId: z.string(),
            type: z.string(),
            change: z.enum(['same', 'changed', 'marked', 'inserted', 'deleted']),
            isMoved: z.boolean(),
            ...differing,
          }),
        ),
        counts: z.object({
          inserted: z.int(),
          deleted: z.int(),
          changed: z.int(),
          moved: z.int(),
          fields: z.int(),
        }),
      }),
      failures: ['unknown'],
    },
    async (house, { actor, params, query }) => {
      const row = await readable(house, actor, params.id)
      if (isFailure(row)) return row
      const [from, to] = [await sideOf(house, row.id, query.from), await sideOf(house, row.id, query.to)]
      if (from === undefined) return noSuchVersion(query.from)
      if (to === undefined) return noSuchVersion(query.to)
      const { differenceOf } = await import('../diff.ts')
      return differenceOf(from, to, await namesIn(house.db, [from, to]))
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id/preflight',
      id: 'checkArticle',
      summary: 'Preflight: what is wrong with the working copy',
      act: 'article.read',
      query: z.strictObject({ language: z.string().max(35).default('en') }),
      reply: z.object({ findings: z.array(finding), isBlocked: z.boolean() }),
      failures: ['unknown'],
    },
    async (house, { actor, params, query }) => {
      const read = await copyFor(house, actor, params.id)
      if (isFailure(read)) return read
      const found = await findingsIn(house, read.copy)
      return {
        findings: found.map((each) => saidFinding(each, query.language)),
        isBlocked: found.some(({ severity }) => severity === 'blocking'),
      }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/articles/:id/preview-links',
      id: 'makePreviewLink',
      summary: 'Create a link that shows the working copy to somebody outside for a while',
      act: 'article.read',
      body: z.strictObject({ days: z.int().min(1).max(30).default(7) }),
      reply: z.object({ outcome: z.literal('made'), url: z.string(), expiresAt: moment }),
      failures: ['unknown'],
    },
    async (house, { actor, params, body }) => {
      const row = await idOf(house.db, params.id)
      return isFailure(row) ? row : makePreviewLink(house, actor, { articleId: row.id, ...body })
    },
  ),
]

function noSuchVersion(number = ''): Failure {
  return notDone('no-such-version', 'unknown', `The story has no version ${number}.`)
}

async function sideOf(house: House, articleId: number, which: string) {
  if (which === 'copy') return copyContent(house, articleId)
  return versionContent(house, articleId, numberIn(which))
}

/** Conflicts as plain JSON. */
function said(done: Awaited<ReturnType<typeof writeContent>>): z.input<typeof written> | Failure {
  if (isFailure(done)) return done
  return { outcome: done.outcome, conflicts: done.conflicts.map((conflict) => ({ ...conflict })) }
}
