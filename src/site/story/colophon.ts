import type { House } from '../../kit/house.ts'
import type { Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { withheld, type PollWithTally } from '../../polls/poll.ts'
import { colophon, type ColophonView } from './views/provenance.ts'
import { loadedBy, weightOf } from './weight.ts'

/** Below the demo's stories always, below a real paper's when it wants to. */
export function showsColophon(house: House): boolean {
  const { demo, colophon: isWanted } = house.settings.current()
  return demo || isWanted
}

/** What is known of a page's making when it is set. */
export type ColophonFacts = Omit<ColophonView, 'polls'>

/** How a page was made, with its polls as they stand now. */
export function colophonOf(
  house: House,
  facts: ColophonFacts,
  { polls, locale }: { polls: readonly PollWithTally[]; locale: Locale },
): Markup {
  const now = house.clock.now()
  return colophon(
    {
      ...facts,
      polls: polls.map((poll) => ({
        publicId: poll.publicId,
        question: poll.question,
        tally:
          withheld(poll, { now, hasVoted: true }) === undefined
            ? { counted: poll.tally.counted + (poll.imported?.voters ?? 0), setAside: poll.tally.setAside }
            : undefined,
      })),
    },
    locale,
  )
}

/**
 * What a page weighs and loads from others, taken once when it is set (decision 082): measured with a figure of that
 * length in its place, so that what differs is a few bytes of many thousand.
 */
export async function figuresOf(
  house: House,
  pageWith: (figures: ColophonView['figures']) => Promise<Buffer>,
): Promise<ColophonView['figures']> {
  const usual = { bytes: 20_000, others: 0 }
  const { others } = loadedBy(String(await pageWith(usual)), house.config.origin)
  const { page, stylesheet, script } = await weightOf(house, await pageWith({ ...usual, others }))
  return { bytes: page + stylesheet + script, others }
}
