import type { Settings } from '../kit/settings.ts'
import type { Sponsored, SponsoredRules } from './find-sponsored.ts'

/** What the publisher has said about paid links, as rules. */
export function sponsoredRules(settings: Settings, origin: string): SponsoredRules {
  return { origin, domains: settings.affiliate.domains, parameters: settings.affiliate.parameters }
}

/**
 * The material-connection disclosure of a story that has such links, and the block it must stand before. `own`: the
 * story's words, in place of the publisher's. `unset`: what is said when nobody has set any.
 */
export function disclosureFor(
  { affiliate }: Settings,
  { firstBlockId }: Sponsored,
  { own = '', unset }: { own?: string; unset: string },
): { beforeBlockId: string; words: string } | undefined {
  return firstBlockId === undefined
    ? undefined
    : { beforeBlockId: firstBlockId, words: own.trim() || affiliate.disclosure || unset }
}
