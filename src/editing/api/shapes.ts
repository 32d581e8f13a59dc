import { z } from 'zod'
import { documentSchema } from '../../articles/document.ts'
/** What the operations on stories take and give. */
import { noStory } from '../../articles/refusals.ts'
import { staffArticleBy } from '../../articles/staff-store.ts'
import { articleKinds, articleStates } from '../../articles/tables.ts'
import type { Db } from '../../kit/db/schema.ts'
import type { Failure } from '../../kit/outcome.ts'
import { textFields, valueFields, type TextField } from '../../working-copies/content.ts'
import { findingWords } from '../phrases.ts'
import { preflightRules, type Finding, type PreflightRule } from '../preflight-rules.ts'
import { reviewVerdicts } from '../tables.ts'

export const moment = z.int().meta({ description: 'Epoch milliseconds.' })
/** A moment to come. */
export const later = z.union([
  moment,
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/u)
    .meta({ description: 'Local time in the publication’s time zone: 2026-10-14T08:30.' }),
])

const named = z.object({ id: z.int(), name: z.string() })
export const who = z.object({
  id: z.string().meta({ description: 'The member’s id; empty for a program, the command line and the server itself.' }),
  name: z.string(),
})

export const may = z
  .object({
    write: z.boolean(),
    submit: z.boolean(),
    return: z.boolean(),
    approve: z.boolean(),
    publish: z.boolean(),
    schedule: z.boolean(),
    unschedule: z.boolean(),
    correct: z.boolean(),
    withdraw: z.boolean(),
    trash: z.boolean(),
    restore: z.boolean(),
    breakEmbargo: z.boolean(),
  })
  .meta({ description: 'What the caller may do with it as it is now.' })

export const story = z.object({
  id: z.string(),
  kind: z.enum(articleKinds),
  state: z.enum(articleStates),
  path: z.string().nullable().meta({ description: 'Its public address; null if it has never had one.' }),
  headline: z.string().meta({ description: 'From the newest content, published or not.' }),
  authors: z.array(named),
  topics: z.array(named).meta({ description: 'The first is the main one.' }),
  language: z.string().meta({ description: 'The published language, without its region; else empty.' }),
  publishedAt: moment.nullable(),
  updatedAt: moment.nullable(),
  changedAt: moment,
  scheduledAt: moment.nullable().meta({ description: 'When it, or an update of it, will be published.' }),
  embargoAt: moment.nullable(),
  expiresAt: moment.nullable(),
  hasChanges: z.boolean().meta({ description: 'Its working copy has unpublished changes.' }),
  owner: who.nullable(),
  revision: z.int().meta({ description: 'Grows with every change; the ETag is the same number.' }),
  may,
})

export const storyHead = story.extend({
  corrections: z
    .array(
      z.object({
        kind: z.enum(['correction', 'clarification', 'update', 'retraction']),
        madeAt: moment,
        words: z.string(),
      }),
    )
    .meta({ description: 'Oldest first.' }),
  reviews: z
    .array(z.object({ verdict: z.enum(reviewVerdicts), by: who, words: z.string(), at: moment }))
    .meta({ description: 'Newest first.' }),
  approval: z.object({
    isNeeded: z.boolean(),
    by: who.nullable().meta({ description: 'Who approved what the working copy says now.' }),
  }),
})

const texts = Object.fromEntries(textFields.map((field) => [field, z.string().max(20_000)])) as Record<
  TextField,
  z.ZodString
>
export const content = z.strictObject({ ...texts, ...valueFields, document: documentSchema })

const ruleNames = Object.keys(preflightRules) as [PreflightRule, ...PreflightRule[]]
export const finding = z.object({
  rule: z.enum(ruleNames),
  severity: z.enum(['blocking', 'warning']),
  blockId: z.string().optional(),
  picture: z.int().optional().meta({ description: 'Which picture of the gallery, counted from 0.' }),
  field: z.string().optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  words: z.string().meta({ description: 'In the requested language.' }),
  mend: z.looseObject({ kind: z.string() }).optional().meta({ description: 'What would fix it.' }),
})

export function saidFinding(found: Finding, language: string): z.input<typeof finding> {
  const { mend, ...rest } = found
  return { ...rest, ...(mend && { mend: { ...mend } }), words: findingWords(found, language) }
}

/** The row that a public id names. */
export async function idOf(db: Db, publicId = ''): Promise<{ id: number; publicId: string } | Failure> {
  return (await staffArticleBy(db, publicId)) ?? noStory(publicId)
}

export const passing = {
  overrideReason: z.string().trim().min(3).max(1_000).optional().meta({
    description: 'Why it goes out despite blocking findings; it is logged.',
  }),
  breaksEmbargo: z.boolean().optional(),
}
