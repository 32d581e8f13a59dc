import { z } from 'zod'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof feedsSettings> {}
}

export const feedsSettings = {
  feeds: z
    .strictObject({ content: z.enum(['full', 'teaser'], { error: 'is not full or teaser' }).default('full') })
    .prefault({}),
}
