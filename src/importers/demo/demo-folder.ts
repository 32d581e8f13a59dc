import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { alertLevels } from '../../alerts/tables.ts'
import { paces } from '../../subscriptions/tables.ts'

const paper = z.object({
  name: z.string(),
  tagline: z.string().default(''),
  description: z.string().default(''),
  language: z.string().default('en'),
  timeZone: z.string().default('UTC'),
  publicEmail: z.string().default(''),
  topics: z.array(
    z.object({
      name: z.string(),
      slug: z.string(),
      description: z.string().default(''),
      /** The slug of a topic before it. */ parent: z.string().optional(),
    }),
  ),
  people: z
    .array(
      z.object({
        name: z.string(),
        slug: z.string().optional(),
        role: z.string().default(''),
        biography: z.string().default(''),
      }),
    )
    .default([]),
  social: z.array(z.object({ name: z.string(), url: z.string() })).default([]),
  footer: z
    .object({
      copyrightHolder: z.string().default(''),
      copyrightSince: z.int().nullable().default(null),
      republicationTerms: z.string().default(''),
      generalInformation: z.string().default(''),
      containsAdvertisements: z.boolean().default(false),
    })
    .prefault({}),
  affiliate: z
    .object({
      domains: z.array(z.string()).default([]),
      parameters: z.array(z.string()).default([]),
      disclosure: z.string().optional(),
    })
    .prefault({}),
  menu: z.array(z.object({ label: z.string(), href: z.string() })).default([]),
  advertisement: z
    .object({ picture: z.string(), alt: z.string(), href: z.string(), label: z.string().default('Advertisement') })
    .optional(),
  lead: z.string().optional(),
})

type DemoComment = {
  name: string
  email: string
  at: string
  text: string
  state: 'published' | 'held'
  replies: DemoComment[]
}
const comment: z.ZodType<DemoComment> = z.lazy(() =>
  z.object({
    name: z.string(),
    email: z.string(),
    at: z.string(),
    text: z.string(),
    state: z.enum(['published', 'held']).default('published'),
    replies: z.array(comment).default([]),
  }),
)
const comments = z.array(z.object({ story: z.string(), comments: z.array(comment) }))
const alerts = z.object({
  subscribers: z.array(
    z.object({
      address: z.string(),
      pace: z.enum(paces),
      /** By their slugs; none: everything. */
      topics: z.array(z.string()).default([]),
    }),
  ),
  /** Written and not yet proposed. */
  alert: z.object({
    story: z.string(),
    level: z.enum(alertLevels),
    title: z.string(),
    text: z.string(),
    subject: z.string(),
  }),
})
const votes = z.record(z.string(), z.array(z.int().min(0)))

export type DemoFolder = {
  folder: string
  paper: z.infer<typeof paper>
  comments: z.infer<typeof comments>
  votes: z.infer<typeof votes>
  alerts: z.infer<typeof alerts>
}
export type { DemoComment }

/**
 * The demo newspaper: settings and people in paper.yaml, stories as Markdown, what its readers said and voted, and who
 * gets its alerts.
 */
export async function readDemoFolder(folder: string): Promise<DemoFolder> {
  const read = async (name: string): Promise<unknown> => parse(await readFile(join(folder, name), 'utf8'))
  return {
    folder,
    paper: paper.parse(await read('paper.yaml')),
    comments: comments.parse(await read('comments.yaml')),
    votes: votes.parse(await read('votes.yaml')),
    alerts: alerts.parse(await read('alerts.yaml')),
  }
}
