import { z } from 'zod'
import { line, text, link, address, webAddress, page } from '../kit/setting-fields.ts'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof layoutSettings> {}
}

export const layoutSettings = {
  social: z
    .array(z.strictObject({ name: line.min(1), url: webAddress }))
    .max(20)
    .default([]),
  menu: z
    .array(z.strictObject({ label: line.min(1), href: address.regex(link) }))
    .max(20)
    .default([]),
  footer: z
    .strictObject({
      copyrightHolder: line.default(''),
      copyrightSince: z.int().min(1600).max(3000).nullable().default(null),
      republicationTerms: text.max(2000).default(''),
      generalInformation: text.max(2000).default(''),
      containsAdvertisements: z.boolean().default(false),
    })
    .prefault({}),
  /**
   * What schema.org's NewsMediaOrganization says of the publisher; only what is set is said. Addresses are pages of
   * this site (`/about`) or elsewhere.
   */
  organization: z
    .strictObject({
      legalName: line.default(''),
      foundingDate: z
        .string()
        .regex(/^(\d{4}(-\d{2}(-\d{2})?)?)?$/u, { error: 'is not a date such as 1987 or 1987-04-01' })
        .default(''),
      logo: page,
      publishingPrinciples: page,
      ethicsPolicy: page,
      correctionsPolicy: page,
      verificationFactCheckingPolicy: page,
      unnamedSourcesPolicy: page,
      actionableFeedbackPolicy: page,
      diversityPolicy: page,
      diversityStaffingReport: page,
      masthead: page,
      missionCoveragePrioritiesPolicy: page,
      noBylinesPolicy: page,
      ownershipFundingInfo: page,
    })
    .prefault({}),
}
