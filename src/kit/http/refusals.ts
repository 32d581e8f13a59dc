/** What the API refuses whatever the operation is. The desk says each in its own words (desk/refusals). */
export const apiRefusals = [
  'body-wrong',
  'query-wrong',
  'begun-before',
  'shown-once',
  'malformed',
  'too-large',
  'busy',
  'unavailable',
  'broken',
] as const

export type ApiRefusal = (typeof apiRefusals)[number]
