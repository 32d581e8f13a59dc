import { z } from 'zod'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof conversationSettings> {}
}

export const conversationSettings = {
  comments: z
    .strictObject({
      open: z.boolean().default(true),
      closeAfterDays: z.int().min(1).max(36500).nullable().default(null),
    })
    .prefault({}),
}
