import { z } from 'zod'
import { memberNames } from '../accounts/store.ts'
import type { Actor } from '../kit/db/schema.ts'
import { apiRoute } from '../kit/http/guards/api.ts'
import { ledgerEntries } from '../kit/ledger-list.ts'
import { can } from '../staff/acts.ts'
import { namesOfSubjects } from './name-store.ts'

const entry = z.object({
  seq: z.int(),
  at: z.int(),
  actor: z.string(),
  actorName: z.string().nullable().meta({ description: 'Of a member.' }),
  deed: z.string(),
  subject: z.string(),
  subjectName: z.string().nullable().meta({
    description: 'What it is called today: a member, story, alert, poll, topic or person that is still there.',
  }),
  subjectId: z.string().nullable().meta({ description: 'The public id of a story or alert that is still there.' }),
  network: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
})

export const ledgerOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/ledger',
      id: 'listLedger',
      summary: 'Who did what, newest first',
      act: 'ledger.read',
      query: z.strictObject({
        subject: z.string().max(200).optional().meta({ description: 'Such as article:12.' }),
        actor: z.string().max(200).optional().meta({ description: 'Such as staff:ID, or staff for all of them.' }),
        deed: z.string().max(100).optional().meta({ description: 'Such as article.publish, or article for all.' }),
        network: z.string().max(60).optional().meta({ description: 'Such as 203.0.113.0/24.' }),
        since: z.coerce.number().int().min(0).optional().meta({ description: 'Epoch milliseconds.' }),
        until: z.coerce.number().int().min(0).optional().meta({ description: 'Epoch milliseconds, exclusive.' }),
        limit: z.coerce.number().int().min(1).max(100).default(50),
        after: z.coerce.number().int().min(1).optional(),
      }),
      reply: z.object({
        entries: z.array(entry),
        next: z.string().nullable().meta({ description: 'Ask again with this as `after`; null at the end.' }),
      }),
    },
    async ({ db }, { actor, query: { after, limit, ...filter } }) => {
      const found = await ledgerEntries(db, { ...filter, limit, before: after })
      const members = await memberNames(
        db,
        found.entries.map((each) => memberIn(each.actor)),
      )
      // A program that reads the log alone is not told what a story that nobody has published is about.
      const told = found.entries.map(({ subject }) => subject).filter((subject) => mayName(actor, subject))
      const names = await namesOfSubjects(db, told)
      const entries = found.entries.map(({ detail: { from, ...detail }, ...each }) => ({
        ...each,
        actorName: members.get(memberIn(each.actor)) ?? null,
        subjectName: names.get(each.subject)?.name || null,
        subjectId: names.get(each.subject)?.publicId ?? null,
        network: typeof from === 'string' ? from : null,
        detail,
      }))
      return { entries, next: found.next === undefined ? null : String(found.next) }
    },
  ),
]

/** The public id of `staff:ID`; '' for whoever else there is. */
function memberIn(actor: string): string {
  return actor.startsWith('staff:') ? actor.slice('staff:'.length) : ''
}

function mayName(actor: Actor, subject: string): boolean {
  return subject.startsWith('member:') || can(actor, 'article.read')
}
