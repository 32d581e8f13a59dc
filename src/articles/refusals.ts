/** Why something is not done to a story. The desk says each in its own words (desk/refusals). */
import { failedAs, type Failure } from '../kit/outcome.ts'

export const articleRefusals = [
  'no-such-story',
  'changed-meanwhile',
  'not-published',
  'correction-missing',
  'correction-long',
  'correction-signs',
] as const

export function notToStory(
  code: (typeof articleRefusals)[number],
  outcome: Failure['outcome'],
  words: string,
  params?: Failure['params'],
): Failure {
  return failedAs(code, outcome, words, params && { params })
}

export function noStory(publicId: string): Failure {
  return notToStory('no-such-story', 'unknown', `There is no story "${publicId}".`)
}
