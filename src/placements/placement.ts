/** Placements: the one slot of a page that is an advertisement, and says so above it. */
import type { Settings } from '../kit/settings.ts'

export type Advertisement = { label: string; media: string; alt: string; href: string }

/** Nothing set, or no label to set above it: no slot. */
export function advertisementOf({ advertisement }: Settings): Advertisement | undefined {
  if (advertisement === null || advertisement.media === '' || advertisement.label.trim() === '') return undefined
  const { label, media, alt, href } = advertisement
  return { label, media, alt, href }
}
