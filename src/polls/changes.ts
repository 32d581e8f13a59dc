import type { Change, PollFields } from './editing-store.ts'
import { goneOptions, rewordedOptions, type WantedOption } from './options.ts'
import type { OptionPicture, Poll, TidyDefinition } from './poll.ts'

/**
 * What is different after an edit, in plain values that a certificate can print. Options that moved are the same
 * options; without `wanted` all stay.
 */
export function changesBetween(before: Poll, after: PollFields, wanted?: readonly WantedOption[]): Change[] {
  const plain: Change[] = [
    { what: 'question', was: before.question, became: after.question },
    { what: 'choices', was: span(before), became: span(after) },
    { what: 'opens', was: time(before.opensAt), became: time(after.opensAt) },
    { what: 'closes', was: time(before.closesAt), became: time(after.closesAt) },
    {
      what: 'results',
      was: `${before.results} ${before.hiddenUntil}`,
      became: `${after.results} ${after.hiddenUntil}`,
    },
    { what: 'order', was: before.rotates ? 'rotated' : 'fixed', became: after.rotates ? 'rotated' : 'fixed' },
    { what: 'changing', was: before.mayChange ? 'yes' : 'no', became: after.mayChange ? 'yes' : 'no' },
    { what: 'who', was: before.who, became: after.who },
  ]
  const fields = plain.filter(({ was, became }) => was !== became)
  if (wanted === undefined) return fields
  const added = wanted.filter(({ was }) => was === undefined)
  return [
    ...rewordedOptions(wanted).map((words): Change => ({ what: 'option', ...words })),
    ...fields,
    ...added.map(({ label }): Change => ({ what: 'new-option', was: '', became: label })),
    ...goneOptions(before.options, wanted).map(({ label }): Change => ({ what: 'option', was: label, became: '' })),
  ]
}

/** Pictures that come, go or are others than before. */
export function picturesBetween(
  wanted: readonly WantedOption[],
  { pictures = [] }: Pick<TidyDefinition, 'pictures'>,
): { label: string; was: OptionPicture | undefined; picture: OptionPicture | null }[] {
  return wanted.flatMap(({ label, was: { picture: was } = {} }, index) => {
    const picture = pictures[index]
    return picture === undefined || (was?.mediaId === picture?.mediaId && was?.alt === picture?.alt)
      ? []
      : [{ label, was, picture }]
  })
}

function span({ minChoices, maxChoices }: Pick<Poll, 'minChoices' | 'maxChoices'>): string {
  return minChoices === maxChoices ? String(maxChoices) : `${minChoices} to ${maxChoices}`
}

function time(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString()
}
