import { z } from 'zod'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof alertsSettings> {}
}

export const alertsSettings = {
  alerts: z
    .strictObject({
      /**
       * Beyond this, important alerts wait for a reader's digest. Breaking news does not: whoever sends it is warned.
       */
      perReaderADay: z.int().min(1).max(100).default(4),
      /** Beyond this, whoever sends another one is warned. */
      perTopicADay: z.int().min(1).max(100).default(3),
      /** Whether somebody else must approve an alert, if there is somebody else. */
      secondPerson: z.enum(['when-possible', 'never']).default('when-possible'),
      /** How long a breaking alert stays above every page, unless somebody sets a time. */
      bannerHours: z.int().min(1).max(72).default(6),
    })
    .prefault({}),
}
