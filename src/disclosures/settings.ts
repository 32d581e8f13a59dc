import { z } from 'zod'
import { text, host } from '../kit/setting-fields.ts'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof disclosuresSettings> {}
}

export const disclosuresSettings = {
  /** Without a `disclosure` of the publisher's own the house says it, in the language of the page. */
  affiliate: z
    .strictObject({
      domains: z.array(host).max(500).default([]),
      parameters: z
        .array(z.string().regex(/^[\w.-]{1,60}$/u))
        .max(100)
        .default([]),
      disclosure: text.trim().max(1000).default(''),
    })
    .prefault({}),
}
