import { goneOptions, type WantedOption } from './options.ts'
import type { Poll, PollDefinition } from './poll.ts'
import type { PollFault } from './refusals.ts'

/** What readers' ballots stand in the way of: they chose from these options, and so many. */
export function votedFaults(
  poll: Poll,
  definition: Pick<PollDefinition, 'minChoices' | 'maxChoices' | 'optionIds'>,
  wanted: readonly WantedOption[],
): PollFault[] {
  const faults: PollFault[] = []
  const isKnownByWords = definition.optionIds === undefined
  const gone = goneOptions(poll.options, wanted).map(({ label }) => `"${label}"`)
  if (gone.length > 0)
    faults.push({
      code: 'poll-voted',
      path: '/options',
      words: `readers have voted, so ${gone.join(', ')} must stay${isKnownByWords ? ' as it was worded' : ''}`,
    })
  for (const name of ['minChoices', 'maxChoices'] as const)
    if (poll[name] !== definition[name])
      faults.push({
        code: 'poll-voted-choices',
        path: `/${name}`,
        words: 'readers have voted, so the number of choices must stay as it was',
      })
  return faults
}
