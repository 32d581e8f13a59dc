/** Why a file is not taken in. The desk says each in its own words (desk/refusals). */
export const mediaRefusals = [
  'file-empty',
  'file-unknown',
  'file-not-taken',
  'file-too-large',
  'file-broken',
  'file-program',
  'file-svg',
  'file-too-much-work',
  'address-answered',
  'address-refused',
  'no-such-file',
] as const

export type MediaRefusal = (typeof mediaRefusals)[number]
