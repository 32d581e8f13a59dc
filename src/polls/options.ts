/** The options of a poll as they shall be, beside those that are there. */
import type { Poll, PollDefinition, PollOption } from './poll.ts'
import type { PollFault } from './refusals.ts'

/** `was`: which of those that are there it is, whatever its words; undefined for a new one. */
export type WantedOption = { label: string; was: PollOption | undefined }

/** What is taken away and written anew in the same words is the option that it was. */
export function wantedOptions(
  { options }: Pick<Poll, 'options'>,
  { options: labels, optionIds = [] }: Pick<PollDefinition, 'options' | 'optionIds'>,
): WantedOption[] {
  const others = options.filter(({ id }) => !optionIds.includes(id))
  return labels.map((label, index) => {
    const id = optionIds[index] ?? null
    const was = id === null ? others.find((other) => other.label === label) : options.find((other) => other.id === id)
    return { label, was }
  })
}

export function goneOptions(before: readonly PollOption[], wanted: readonly WantedOption[]): PollOption[] {
  return before.filter(({ id }) => !wanted.some(({ was }) => was?.id === id))
}

/** Those that stay, in other words. */
export function rewordedOptions(wanted: readonly WantedOption[]): { was: string; became: string }[] {
  return wanted.flatMap(({ label, was }) =>
    was === undefined || was.label === label ? [] : [{ was: was.label, became: label }],
  )
}

/** Each where it was; their words may be others. */
export function isSameOrder(before: readonly PollOption[], wanted: readonly WantedOption[]): boolean {
  return before.length === wanted.length && wanted.every(({ was }, index) => was?.id === before[index]?.id)
}

/** What names an option that the poll does not have, or one twice. */
export function idFaults(
  { options }: Pick<Poll, 'options'>,
  { optionIds = [] }: Pick<PollDefinition, 'optionIds'>,
): PollFault[] {
  return optionIds.flatMap((id, index): PollFault[] =>
    id === null || (options.some((option) => option.id === id) && optionIds.indexOf(id) === index)
      ? []
      : [
          {
            code: 'poll-answer-gone',
            path: `/optionIds/${index}`,
            words: `there is no option ${id}, or it is named twice`,
          },
        ],
  )
}
