import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { storedBody } from '../../kit/http/stored-body.ts'
import { maxTopics } from '../subscriber.ts'
import { importStates, paces } from '../tables.ts'
import { maxKeptLines, maxListBytes } from './bounds.ts'
import { refusals, type RefusalReason } from './import-subscribers.ts'
import { importByPublicId, newestImports, refusedLines, type ImportRow } from './runs-store.ts'
import { cancelImport, sendList, startImport, unknownImport } from './send-list.ts'
import { wantedFromText } from './wanted.ts'

const time = z.int().meta({ description: 'Epoch milliseconds.' })
const report = z.object({
  layout: z.string().meta({ description: 'Which system it comes from, by its columns.' }),
  encoding: z.string(),
  lines: z.int(),
  added: z.int().meta({ description: 'Brought in; before it is started, who would be.' }),
  refused: z.record(z.string(), z.int()).meta({ description: 'How many bring nobody in, by reason.' }),
})
const list = z.object({
  id: z.string(),
  fileName: z.string(),
  bytes: z.int(),
  state: z.enum(importStates),
  consent: z.string().nullable(),
  report: report.nullable().meta({ description: 'Of the lines so far, while it is being read.' }),
  totalLines: z.int().nullable().meta({ description: 'Of the whole list, once it was looked through.' }),
  fault: z.string().nullable().meta({ description: 'Why it failed, in English.' }),
  faultCode: z.string().nullable().meta({ description: 'The same for programs.' }),
  faultLine: z.int().nullable().meta({ description: 'At which line, where it is one.' }),
  createdBy: z.string(),
  createdAt: time,
  endedAt: time.nullable(),
})

function shown({ publicId, wanted, report: told, id: _, storageKey: __, ...row }: ImportRow): z.input<typeof list> {
  return {
    ...row,
    id: publicId,
    consent: wanted === null ? null : wantedFromText(wanted).consent,
    report: told === null ? null : report.parse(JSON.parse(told)),
  }
}

export const importOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/subscriber-imports',
      id: 'sendSubscriberList',
      summary: 'Send a list of subscribers as CSV; it is looked through, and nobody is brought in yet',
      act: 'subscriber.manage',
      query: z.strictObject({ name: z.string().min(1).max(255).meta({ description: 'Its file name.' }) }),
      body: storedBody,
      maxBytes: maxListBytes,
      bodyMs: 30 * 60_000,
      reply: z.object({ outcome: z.literal('sent'), id: z.string() }),
    },
    async (house, { actor, query: { name }, body: { path, bytes } }) => {
      const { outcome, publicId: id } = await sendList(house, actor, { fileName: name, path, bytes })
      return { outcome, id }
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/subscriber-imports',
      id: 'listSubscriberImports',
      summary: 'Lists of subscribers, the newest first',
      act: 'subscriber.manage',
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
      reply: z.object({ imports: z.array(list) }),
    },
    async ({ db }, { query: { limit } }) => ({ imports: (await newestImports(db, limit)).map(shown) }),
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/subscriber-imports/:id',
      id: 'getSubscriberImport',
      summary: 'One list, and how far it is',
      act: 'subscriber.manage',
      reply: list,
      failures: ['unknown'],
    },
    async ({ db }, { params: { id = '' } }) => {
      const found = await importByPublicId(db, id)
      return found === undefined ? unknownImport(id) : shown(found)
    },
  ),
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/subscriber-imports/:id/refused',
      id: 'listRefusedLines',
      summary: `Lines that bring nobody in, with the reason; the first ${maxKeptLines} are kept`,
      act: 'subscriber.manage',
      query: z.strictObject({
        after: z.coerce.number().int().min(0).default(0).meta({ description: 'The last line of the page before.' }),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      reply: z.object({
        lines: z.array(z.object({ line: z.int(), reason: z.string(), words: z.string() })),
        next: z.int().nullable(),
      }),
      failures: ['unknown'],
    },
    async ({ db }, { params: { id = '' }, query }) => {
      const found = await importByPublicId(db, id)
      if (found === undefined) return unknownImport(id)
      const lines = await refusedLines(db, found.id, query)
      const next = lines.length < query.limit ? null : (lines.at(-1)?.line ?? null)
      // Written by the import alone.
      return { lines: lines.map((one) => ({ ...one, words: refusals[one.reason as RefusalReason] })), next }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/subscriber-imports/:id/start',
      id: 'startSubscriberImport',
      summary: 'Bring in the people of a list that was looked through; nothing is sent to them',
      act: 'subscriber.manage',
      body: z.strictObject({
        consent: z.string().min(1).max(500).meta({ description: 'Where they agreed; kept with each of them.' }),
        pace: z.enum(paces).default('all'),
        everything: z.boolean().optional().meta({ description: 'Without topics, true.' }),
        topics: z.array(z.int().min(1)).max(maxTopics).default([]),
        breakingAtOnce: z.boolean().default(true),
        language: z.string().max(35).optional().meta({ description: 'Where the list has none.' }),
        timeZone: z.string().max(60).optional(),
      }),
      reply: z.object({ outcome: z.literal('started') }),
      failures: ['unknown', 'conflict', 'invalid'],
    },
    (house, { actor, params: { id = '' }, body: { consent, topics, everything, ...rest } }) => {
      const { language, timeZone } = house.settings.current().identity
      const choices = {
        pace: rest.pace,
        breakingAtOnce: rest.breakingAtOnce,
        language: rest.language ?? language,
        timeZone: rest.timeZone ?? timeZone,
        allTopics: everything ?? topics.length === 0,
        topicIds: topics,
        threadIds: [],
      }
      return startImport(house, actor, { publicId: id, consent, choices })
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/subscriber-imports/:id/cancel',
      id: 'cancelSubscriberImport',
      summary: 'Stop a list; whoever was brought in by then stays',
      act: 'subscriber.manage',
      reply: z.object({ outcome: z.literal('cancelled') }),
      failures: ['unknown', 'conflict'],
    },
    (house, { actor, params: { id = '' } }) => cancelImport(house, actor, { publicId: id }),
  ),
]
