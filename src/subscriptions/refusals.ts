import { failedAs, type Failure } from '../kit/outcome.ts'

/** Why a list is no list. A line stands with those that are of one. */
export const listFaults = [
  'list-empty',
  'list-no-addresses',
  'list-line-long',
  'list-quote-open',
  'list-quote-inside',
  'list-unreadable',
] as const
export type ListFault = (typeof listFaults)[number]

/** Why something is not done with subscribers and lists. The desk says each in its own words (desk/refusals). */
export const subscriptionRefusals = [
  ...listFaults,
  'no-such-list',
  'list-gone',
  'list-not-checked',
  'list-over',
  'consent-line',
  'choices-incomplete',
  'no-such-subscriber',
  'subscriber-ended',
  'only-less',
  'link-nowhere',
  'link-too-often',
  'subscriber-known',
  'subscriber-waiting',
  'subscriber-left',
  'subscriber-suppressed',
  'subscriber-bounced',
  'subscriber-complained',
] as const

export function notSubscribed(
  code: (typeof subscriptionRefusals)[number] | 'bad-address',
  outcome: Failure['outcome'],
  words: string,
  params?: Failure['params'],
): Failure {
  return failedAs(code, outcome, words, params && { params })
}
