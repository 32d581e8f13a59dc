import { z } from 'zod'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof legacySettings> {}
}

const folder = z
  .string()
  .max(300)
  .regex(/^(?:\/[^/?#\s\\]+)+$/u, { error: 'is not a folder such as /news' })

export const legacySettings = {
  /**
   * Where the site lived that was imported: folders that its addresses begin with (`/news`), and folders of its
   * uploads that are not WordPress's own (`/images`). Set by the import.
   */
  formerSite: z
    .strictObject({
      folders: z.array(folder).max(20).default([]),
      uploads: z.array(folder).max(20).default([]),
    })
    .prefault({}),
}
