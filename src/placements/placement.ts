/** Placements: the one slot of a page that is an advertisement, and says so above it. */
import type { Settings } from '../kit/settings.ts'

export type Advertisement = { label: string; media: string; alt: string; href: string }

/** Nothing set: no slot. `unset`: what is said above it when the publisher has set no label. */
export function advertisementOf({ advertisement }: Settings, unset: string): Advertisement | undefined {
  if (advertisement === null || advertisement.media === '') return undefined
  const { label, media, alt, href } = advertisement
  return { label: label || unset, media, alt, href }
}
