import type { Settings } from '../kit/settings.ts'
import type { Sponsored, SponsoredRules } from './find-sponsored.ts'

/** What the publisher has said about paid links, as rules. */
export function sponsoredRules(settings: Settings, origin: string): SponsoredRules {
  return { origin, domains: settings.affiliate.domains, parameters: settings.affiliate.parameters }
}

/**
 * The material-connection disclosure of a story that has such links, and the block it must stand before. `unset`: what
 * is said when the publisher has set no words.
 */
export function disclosureFor(
  { affiliate }: Settings,
  { firstBlockId }: Sponsored,
  unset: string,
): { beforeBlockId: string; words: string } | undefined {
  return firstBlockId === undefined ? undefined : { beforeBlockId: firstBlockId, words: affiliate.disclosure || unset }
}
