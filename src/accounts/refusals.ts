import { failedAs, type Failure } from '../kit/outcome.ts'

/**
 * Why somebody is not let in or invited, or cannot change an account. The desk says each in its own words
 * (desk/refusals).
 */
export const accountRefusals = [
  'no-match',
  'no-passkey',
  'dead-link',
  'no-demo',
  'no-mail',
  'bad-address',
  'bad-name',
  'first-account-made',
  'address-taken',
  'passkey-unchecked',
  'passkey-known',
  'passkey-again',
  'no-such-person',
  'byline-taken',
  'no-such-member',
  'last-publisher',
  'invitation-gone',
  'password-wrong',
  'password-short',
  'password-long',
  'password-repeats',
  'password-telling',
  'password-common',
  'password-needed',
  'no-such-session',
  'not-your-passkey',
  'no-passkeys-here',
  'member-gone',
  'codes-there',
  'codes-not-begun',
  'code-wrong',
  'no-codes',
] as const

export function notLetIn(
  code: (typeof accountRefusals)[number],
  outcome: Failure['outcome'],
  words: string,
  params?: Failure['params'],
): Failure {
  return failedAs(code, outcome, words, params && { params })
}
