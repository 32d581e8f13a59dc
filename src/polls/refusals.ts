import { failedAs, type Failure } from '../kit/outcome.ts'

/** Why a poll is not made or changed. The desk says each in its own words (desk/refusals). */
export const pollRefusals = [
  'poll-question-missing',
  'poll-question-long',
  'poll-signs',
  'poll-answers',
  'poll-answer-words',
  'poll-answers-alike',
  'poll-choices',
  'poll-picture-unsaid',
  'poll-picture-long',
  'poll-pictures-left-over',
  'poll-picture-gone',
  'poll-hidden-until',
  'poll-ends-first',
  'poll-voted',
  'poll-voted-choices',
  'poll-answer-gone',
  'poll-time',
  'poll-changed',
  'no-such-poll',
] as const

export type PollRefusal = (typeof pollRefusals)[number]

/** `path`: where in the definition (RFC 6901). */
export type PollFault = { code: PollRefusal; path: string; words: string; params?: Failure['params'] }

/** All of them in words; for programs, by the code of the first, and each by its own. */
export function notAPoll(faults: readonly [PollFault, ...PollFault[]]): Failure {
  const [{ code, params }] = faults
  return failedAs(code, 'invalid', faults.map(({ words }) => words).join('; '), {
    params,
    faults: faults.map(({ words, ...fault }) => ({ ...fault, detail: words })),
  })
}

export function isFaulty(faults: readonly PollFault[]): faults is readonly [PollFault, ...PollFault[]] {
  return faults.length > 0
}

/** Somebody else has changed it since whoever asks has seen it. */
export function pollChanged(revision: number, seen: number): Failure {
  const words = `Somebody else has changed this poll: it is at revision ${revision}, not ${seen}. Read it again.`
  return failedAs('poll-changed', 'stale', words)
}
