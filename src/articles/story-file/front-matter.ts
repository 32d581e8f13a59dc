import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { normalForm } from '../../kit/normal-form.ts'
import { correctionKinds } from '../tables.ts'
import { frontMatterFault } from './bounds.ts'
import { withPlainTexts } from './plain-text-values.ts'
import type { Fault, Story } from './story.ts'

/** What is seen nowhere and obeyed by some: NUL, escapes, a direction that is turned and not turned back. */
const unseen = /[^\P{Cc}\t\n]|[\u2028-\u202e\u2066-\u2069\ufeff]/u
const plain = (text: string) => !unseen.test(text)
const unseenFault = { message: 'has a control character or one that turns the direction of writing: take it out' }

const names = z
  .union([z.string(), z.array(z.string())])
  .transform((value) =>
    [value]
      .flat()
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .refine((all) => all.every(plain), unseenFault)
const line = z
  .string()
  .refine(plain, unseenFault)
  .transform((text) => text.replaceAll(/\s+/gu, ' ').trim())
  .pipe(z.string().max(2000))
const picture = z.strictObject({
  src: z.string().min(1),
  alt: line.describe('say what the picture shows, or "" when it only decorates'),
  caption: line.default(''),
  credit: line.default(''),
  focus: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).optional(),
})

const frontMatter = z.strictObject({
  headline: line.pipe(z.string().min(1)),
  'short headline': line.optional(),
  kicker: line.default(''),
  standfirst: line.default(''),
  topics: names.default([]),
  byline: names.default([]),
  picture: picture.optional(),
  published: z.string().optional(),
  updated: z.string().optional(),
  status: z.enum(['published', 'draft']).default('published'),
  language: z
    .string()
    .regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/u)
    .optional(),
  slug: z
    .string()
    .max(300)
    .regex(/^(?!\.{1,2}$)[^\s/?#%\\\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+$/u)
    .transform((text) => normalForm(text, 'NFC'))
    .optional(),
  translations: z
    .string()
    .max(100)
    .regex(/^[\p{L}\p{M}\p{N}-]*$/u)
    .default(''),
  'call to comment': line.default(''),
  comments: z.enum(['open', 'held', 'closed']).default('open'),
  disclosure: line.pipe(z.string().max(1000)).optional(),
  related: names.pipe(z.array(z.string().max(500)).max(12)).optional(),
  corrections: z
    .array(
      z.strictObject({
        kind: z.enum(correctionKinds).default('correction'),
        date: z.string(),
        text: line.pipe(z.string().min(1)),
      }),
    )
    .max(100)
    .optional(),
  seo: z
    .strictObject({ title: line.default(''), description: line.default('') })
    .default({ title: '', description: '' }),
})

const wanted: Record<string, string> = {
  headline: 'headline is missing: every story has one',
  'picture.alt': 'picture.alt is missing: say what the picture shows, or "" when it only decorates',
  language: 'language must be a tag such as en or pt-BR',
  translations: 'translations must be one word that all translations of the story share, such as bridge-closure',
  slug: 'slug must be words joined by hyphens, as they stand in the address',
  status: 'status must be published or draft',
  comments: 'comments must be open, held or closed',
  'picture.focus': 'picture.focus must be two numbers from 0 to 1, such as [0.5, 0.4]',
  corrections: 'corrections must be a list of entries with a date and a text',
}

/** Of a head that is no YAML: one fault brings the next. */
const maxFaults = 20

export type Head = Omit<Story, 'document' | 'polls' | 'speakers'>

/** Reads the YAML head; `firstLine` is the line of the file on which it begins. Every fault has its line. */
export function parseFrontMatter(
  yaml: string,
  firstLine: number,
  now: number,
): { head: Head | undefined; faults: Fault[] } {
  const tooMuch = frontMatterFault(yaml, firstLine)
  if (tooMuch !== undefined) return { head: undefined, faults: [tooMuch] }
  const lines = new LineCounter()
  const document = parseDocument(withPlainTexts(yaml), { lineCounter: lines, schema: 'core', prettyErrors: false })
  const faults: Fault[] = document.errors.slice(0, maxFaults).map(({ pos, message }) => ({
    line: firstLine + lines.linePos(pos[0]).line - 1,
    message: `the front matter cannot be read: ${message.split('\n')[0]}`,
  }))
  if (faults.length > 0) return { head: undefined, faults }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
        return firstLine + lines.linePos(Number(node.range[0])).line - 1
    }
    return firstLine
  }
  const parsed = frontMatter.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    for (const issue of parsed.error.issues) faults.push(...issueFaults(issue, lineOf))
    return { head: undefined, faults }
  }
  const {
    'call to comment': callToComment,
    'short headline': shortHeadline,
    disclosure,
    related,
    comments,
    published,
    updated,
    seo,
    picture: lead,
    corrections,
    ...rest
  } = parsed.data
  const time = (key: readonly PropertyKey[], value: string | undefined) => {
    const at = value === undefined ? undefined : parseTime(value, now)
    if (value !== undefined && at === undefined)
      faults.push({
        line: lineOf(key),
        message:
          `${key.join('.')} is "${value}": ` +
          'write a time such as 2026-11-20T06:30:00-05:00, or one before now such as -3h or -2d 4h',
      })
    return at
  }
  const head: Head = {
    ...rest,
    callToComment,
    shortHeadline,
    disclosure,
    related,
    commentsOpen: comments !== 'closed',
    commentsHeld: comments === 'held',
    publishedAt: time(['published'], published),
    updatedAt: time(['updated'], updated),
    seoTitle: seo.title,
    seoDescription: seo.description,
    language: rest.language,
    slug: rest.slug,
    corrections: corrections
      ?.map(({ kind, date, text }, index) => ({
        kind,
        madeAt: time(['corrections', index, 'date'], date) ?? now,
        words: text,
      }))
      .sort((a, b) => a.madeAt - b.madeAt),
    picture: lead && {
      src: lead.src,
      alt: lead.alt,
      caption: lead.caption,
      credit: lead.credit,
      focus: lead.focus && { x: lead.focus[0], y: lead.focus[1] },
    },
  }
  return { head, faults }
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** ISO 8601 with its zone, or before (`-2d 4h`) or after (`+3h`) now; of a year with four digits. */
export function parseTime(value: string, now: number): number | undefined {
  const relative = /^([+-])\s*((?:\d+\s*[mhdw]\s*)+)$/u.exec(value.trim())
  if (relative) {
    const ms = [...(relative[2] ?? '').matchAll(/\s*(\d+)\s*([mhdw])/guy)].reduce(
      (sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0),
      0,
    )
    return inCalendar(relative[1] === '-' ? now - ms : now + ms)
  }
  const iso = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/u.exec(value.trim())
  return iso !== null && isDay(iso[1] ?? '') ? inCalendar(Date.parse(value.trim())) : undefined
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
}

function inCalendar(at: number): number | undefined {
  return at >= Date.UTC(1000, 0, 2) && at < Date.UTC(9999, 11, 31) ? at : undefined
}

function issueFaults(issue: z.core.$ZodIssue, lineOf: (path: readonly PropertyKey[]) => number): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      line: lineOf([...issue.path, key]),
      message: `"${key}" is not known in the front matter${nearest(key)}`,
    }))
  }
  const path = issue.path.join('.')
  const known = issue.code === 'custom' ? undefined : wanted[path]
  return [{ line: lineOf(issue.path), message: known ?? `${path} ${issue.message.toLowerCase()}` }]
}

function nearest(key: string): string {
  const known = Object.keys(frontMatter.shape).find(
    (name) => name.startsWith(key.slice(0, 3).toLowerCase()) || name.endsWith(key.slice(-4).toLowerCase()),
  )
  return known === undefined ? `: known are ${Object.keys(frontMatter.shape).join(', ')}` : `; did you mean "${known}"?`
}
