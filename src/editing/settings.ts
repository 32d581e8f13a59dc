import { z } from 'zod'
import type { SectionsOf } from '../kit/settings.ts'
import { isPreflightRule, severities, type PreflightRule, type Severity } from './preflight-rules.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof editingSettings> {}
}

export const editingSettings = {
  /** What is checked before a story goes out; `rules` names those that are stricter or milder than usual. */
  preflight: z
    .strictObject({
      headlineCharacters: z.int().min(20).max(500).default(110),
      seoDescriptionCharacters: z.int().min(50).max(1_000).default(170),
      rules: z
        .record(z.string().refine(isPreflightRule, { error: 'is not a preflight rule' }), z.enum(severities))
        .transform((rules) => rules as Partial<Record<PreflightRule, Severity>>)
        .default({}),
    })
    .prefault({}),
  /** Whether a second person must approve a story, and an update of a published one. */
  approval: z.strictObject({ stories: z.boolean().default(false), updates: z.boolean().default(false) }).prefault({}),
}
