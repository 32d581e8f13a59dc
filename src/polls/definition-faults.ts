/** The rules of what a poll may be. */
import { isPlain } from '../kit/visible.ts'
import type { PollDefinition } from './poll.ts'
import type { PollFault, PollRefusal } from './refusals.ts'

/** As many as an import brings. */
const maxQuestion = 1_000
const maxAlt = 1_000
const maxLabel = 140

/** What is wrong with a tidy definition; nothing when a poll can be made of it. */
export function definitionFaults(definition: PollDefinition): PollFault[] {
  return [...wordFaults(definition), ...pictureFaults(definition), ...ruleFaults(definition)]
}

function wordFaults({ question, options, pictures = [] }: PollDefinition): PollFault[] {
  const words = [
    ['/question', question],
    ...options.map((label, index) => [`/options/${index}`, label] as const),
    ...pictures.map((picture, index) => [`/pictures/${index}/alt`, picture?.alt ?? ''] as const),
  ] as const
  const odd = words.find(([, text]) => !isPlain(text))?.[0]
  const unsound = options.findIndex((label) => label === '' || [...label].length > maxLabel)
  return [
    ...faultIf(question === '', 'poll-question-missing', '/question', 'the question is missing'),
    ...faultIf(
      question.length > maxQuestion,
      'poll-question-long',
      '/question',
      `the question has ${maxQuestion} characters at most`,
      { most: maxQuestion },
    ),
    ...faultIf(
      odd !== undefined,
      'poll-signs',
      odd ?? '',
      'there is a control character in its words, or one that turns their direction',
    ),
    ...faultIf(options.length < 2 || options.length > 20, 'poll-answers', '/options', 'a poll has 2 to 20 options'),
    ...faultIf(
      unsound !== -1,
      'poll-answer-words',
      `/options/${unsound}`,
      `an option has 1 to ${maxLabel} characters`,
      { most: maxLabel },
    ),
    ...faultIf(new Set(options).size < options.length, 'poll-answers-alike', '/options', 'two options read the same'),
  ]
}

function pictureFaults({ options, pictures = [] }: PollDefinition): PollFault[] {
  const [unsaid, long] = [
    pictures.findIndex((picture) => picture?.alt === ''),
    pictures.findIndex((picture) => (picture?.alt ?? '').length > maxAlt),
  ]
  return [
    ...faultIf(
      unsaid !== -1,
      'poll-picture-unsaid',
      `/pictures/${unsaid}/alt`,
      'the picture of an option needs words for readers who cannot see it',
      { number: unsaid + 1 },
    ),
    ...faultIf(
      long !== -1,
      'poll-picture-long',
      `/pictures/${long}/alt`,
      `what a picture shows is said in ${maxAlt} characters at most`,
      { most: maxAlt },
    ),
    ...faultIf(
      pictures.length > options.length,
      'poll-pictures-left-over',
      '/pictures',
      'there are more pictures than options',
    ),
  ]
}

function ruleFaults(definition: PollDefinition): PollFault[] {
  const { options, minChoices, maxChoices, opensAt, closesAt, hiddenUntil = 0 } = definition
  const isSpan = [minChoices, maxChoices].every(Number.isInteger) && minChoices >= 1 && minChoices <= maxChoices
  return [
    ...faultIf(
      !isSpan || maxChoices > options.length,
      'poll-choices',
      '/maxChoices',
      'the number of choices must lie between 1 and the number of options',
    ),
    ...faultIf(
      !Number.isInteger(hiddenUntil) || hiddenUntil < 0,
      'poll-hidden-until',
      '/hiddenUntil',
      'results are hidden until a number of ballots, 0 or more',
    ),
    ...faultIf(
      opensAt !== null && closesAt !== null && closesAt < opensAt,
      'poll-ends-first',
      '/closesAt',
      'it would close before it opens',
    ),
  ]
}

function faultIf(isSo: boolean, code: PollRefusal, path: string, words: string, params?: PollFault['params']) {
  return isSo ? [{ code, path, words, ...(params !== undefined && { params }) }] : []
}
