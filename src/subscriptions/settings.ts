import { z } from 'zod'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof subscriptionsSettings> {}
}

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, { error: 'is not a time of day such as 07:00' })

export const subscriptionsSettings = {
  /** When digests go out, by each reader's own clock; `weekday`: of the weekly one, 1 is Monday and 7 Sunday. */
  digests: z
    .strictObject({
      morning: timeOfDay.default('07:00'),
      evening: timeOfDay.default('18:00'),
      weekday: z.int().min(1).max(7).default(1),
    })
    .prefault({}),
}
