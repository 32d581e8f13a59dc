import { z } from 'zod'
import { line, webAddress } from '../kit/setting-fields.ts'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof placementsSettings> {}
}

export const placementsSettings = {
  /**
   * `media` is the public id of the picture; without a `label` it says "Advertisement" in the language of the page.
   * Null: no slot on any page.
   */
  advertisement: z
    .strictObject({ media: z.string().min(1).max(100), alt: line, href: webAddress, label: line.default('') })
    .nullable()
    .default(null),
}
