/** The names that desk and server share of a story's fields. It has no imports, so that browsers can read it. */

/** Written letter by letter, by several people at once. */
export const textFields = [
  'headline',
  'shortHeadline',
  'kicker',
  'standfirst',
  'callToComment',
  'seoTitle',
  'seoDescription',
] as const
export type TextField = (typeof textFields)[number]

export const commentModes = ['open', 'held', 'closed'] as const
