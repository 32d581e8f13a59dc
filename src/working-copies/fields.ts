/** The names of a story's fields, shared by desk and server. No imports, so that browsers can load it. */

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
