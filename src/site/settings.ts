import { z } from 'zod'
import { line, address, days, isLink } from '../kit/setting-fields.ts'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof siteSettings> {}
}

export const siteSettings = {
  /** Days after which a daily job forgets what nobody needs any more (site/forget.ts). */
  forget: z
    .strictObject({
      /** Words, name and address of a comment, from its rejection on. */
      rejectedComments: days(90),
      /** Links of mails, from when they have run out; with them an address that nobody confirmed or commented with. */
      links: days(7),
      /** That a mail was sent, to which address and with what subject. */
      mails: days(30),
      /** Jobs that failed for good, and what the server has noticed. */
      faults: days(90),
    })
    .prefault({}),
  /**
   * `lead`: the address of the story that leads the front page; null: the newest with a picture. `blocks`: topics by
   * slug, in their order; null: those of the menu.
   */
  front: z
    .strictObject({
      lead: address
        .refine((path) => path.startsWith('/') && isLink(path), {
          error: 'must be the address of a story, such as /2026/11/bridge-hours',
        })
        .nullable()
        .default(null),
      blocks: z
        .array(z.strictObject({ topic: line.min(1), layout: z.enum(['lead', 'columns', 'briefs']).optional() }))
        .max(20)
        .nullable()
        .default(null),
      mostDiscussed: z.boolean().default(true),
      poll: z.boolean().default(true),
    })
    .prefault({}),
  /** "How this page was made" below every story. */
  colophon: z.boolean().default(false),
}
