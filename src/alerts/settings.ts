import { z } from 'zod'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof alertsSettings> {}
}

export const alertsSettings = {
  alerts: z
    .strictObject({
      /** Over this important ones wait for a reader's digest. Breaking news does not: whoever sends it is warned. */
      perReaderADay: z.int().min(1).max(100).default(4),
      /** From here on whoever sends another one is warned. */
      perTopicADay: z.int().min(1).max(100).default(3),
      /** Whether somebody else must approve an alert, where there is somebody else. */
      secondPerson: z.enum(['when-possible', 'never']).default('when-possible'),
      /** How long a breaking alert stands above every page, if nobody says otherwise. */
      bannerHours: z.int().min(1).max(72).default(6),
    })
    .prefault({}),
}
