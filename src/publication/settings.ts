import { z } from 'zod'
import { baseOf, isKnownLanguage, plainTag } from '../kit/languages.ts'
import { line } from '../kit/setting-fields.ts'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof publicationSettings> {}
}

const language = z
  .string()
  .regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/u, { error: 'is not a language tag such as en or pt-BR', abort: true })
  .refine(isKnownLanguage, { error: 'is no language that is known here; a tag such as en or pt-BR is', abort: true })
  .refine(isPlainTag, {
    error: (issue) => `is not how the tag of a language is written; ${plainTag(String(issue.input))} is`,
  })

/** A language from elsewhere as the setting takes it; undefined where that knows none. */
export function languageOf(tag: string): string | undefined {
  return language.safeParse(plainTag(tag)).data
}

/** The paper itself: what it is called, its languages and its clock. */
export const publicationSettings = {
  identity: z
    .strictObject({
      name: line.min(1).default('Untitled'),
      tagline: line.default(''),
      description: line.default(''),
      language: language.default('en'),
      timeZone: z.string().refine(isTimeZone, { error: 'is not a time zone such as Europe/Lisbon' }).default('UTC'),
      publicEmail: z.union([z.literal(''), z.email()]).default(''),
    })
    .prefault({}),
  /** Further ones that the site is published in, each below its own prefix: `/ar/`. */
  languages: z
    .array(language)
    .max(20)
    .refine((tags) => new Set(tags.map(baseOf)).size === tags.length, { error: 'names a language twice' })
    .default([]),
  noindex: z.boolean().default(false),
  demo: z.boolean().default(false),
}

/** As RFC 5646 writes it, and without what sorts or counts in some way (`-u-co-phonebk`). */
function isPlainTag(tag: string): boolean {
  return plainTag(tag) === tag
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
