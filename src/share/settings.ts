import { z } from 'zod'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof shareSettings> {}
}

export const shareSettings = {
  /**
   * Drawn cards with the headline, for other sites that show a link: where a story has no lead picture, for every
   * story, or for none.
   */
  sharePictures: z
    .enum(['where-none', 'always', 'never'], { error: 'is not where-none, always or never' })
    .default('where-none'),
}
