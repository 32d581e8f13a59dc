import { failedAs, type Failure } from '../kit/outcome.ts'

/** Why something is not done to an alert or a digest. The desk says each in its own words (desk/refusals). */
export const alertRefusals = [
  'alert-not-approved',
  'alert-unready',
  'test-for-members',
  'test-needs-address',
  'test-needs-story',
  'no-such-digest',
  'note-unreadable',
  'note-changed',
  'digests-uncounted',
] as const

export const unready = 'The alert is not valid.'

type More = Pick<Failure, 'params' | 'faults'>

export function notDone(
  code: (typeof alertRefusals)[number],
  outcome: Failure['outcome'],
  words: string,
  more?: More,
): Failure {
  return failedAs(code, outcome, words, more)
}
