import { failedAs, type Failure } from '../kit/outcome.ts'

/** Why a story cannot move on towards publication. The desk has its own words for each (desk/refusals). */
export const editingRefusals = [
  'in-trash',
  'update-planned',
  'to-be-withdrawn',
  'not-approved',
  'embargoed',
  'embargo-unbroken',
  'stopped',
  'no-such-time',
  'time-over',
  'nothing-planned',
  'ask-for-something',
  'note-too-long',
  'own-words',
  'cannot-submit',
  'cannot-return',
  'cannot-approve',
  'translation-taken',
  'cannot-trash-live',
  'cannot-trash',
  'not-in-trash',
  'no-such-version',
  'dismissed-already',
  'ends-before-embargo',
  'embargo-of-publisher',
  'planned-first',
  'copy-full',
] as const

type Outcome = Failure['outcome']
type More = Pick<Failure, 'params' | 'faults'>

export function notDone(code: (typeof editingRefusals)[number], outcome: Outcome, words: string, more?: More): Failure {
  return failedAs(code, outcome, words, more)
}
