import { z } from 'zod'
import { host, text } from '../kit/setting-fields.ts'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof deliveriesSettings> {}
}

const perSecond = z.number().positive().max(100_000)

export const deliveriesSettings = {
  mail: z
    .strictObject({
      /** `smtp`: the server of CRIER_SMTP_URL. `postmark`: its API, with CRIER_POSTMARK_TOKEN. */
      provider: z.enum(['smtp', 'postmark']).default('smtp'),
      /** Mails per second in total, and lower rates for some domains. */
      perSecond: perSecond.default(20),
      domains: z.record(host, perSecond).default({}),
      /** Connections to the SMTP server at once. */
      connections: z.int().min(1).max(100).default(5),
      /** Where bounces go: an address whose mailbox also accepts `name+anything`. */
      bounces: z.union([z.literal(''), z.email()]).default(''),
      /** The publisher's; the law requires it in every mail to a list. */
      postalAddress: text.max(500).default(''),
      /** Crier signs mails itself if a domain is set, with the key in CRIER_DKIM_KEY. */
      dkim: z
        .strictObject({
          domain: z.union([z.literal(''), host]).default(''),
          selector: z
            .string()
            .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u, { error: 'is not a selector such as crier2026' })
            .default('crier'),
        })
        .prefault({}),
    })
    .prefault({}),
  push: z
    .strictObject({
      /** Notifications per second to each push service. */
      perSecond: perSecond.default(2_000),
    })
    .prefault({}),
}
