import { Refusal, type RefusalCode } from './errors.ts'

export type FailureParams = Readonly<Record<string, string | number>>

/** What a deed of staff answers when it did not do what was asked. `words` say why, and what to do. */
export type Failure = {
  /** No such thing; not in this state; changed by somebody else meanwhile; not like this. */
  readonly outcome: 'unknown' | 'conflict' | 'stale' | 'invalid'
  readonly words: string
  /** Stays the same whatever the words say: by it a program says it in a language of its own. */
  readonly code?: string
  /** What stands in the words: numbers, names; moments in epoch milliseconds, as `at`, with their `timeZone`. */
  readonly params?: FailureParams
  /** What is wrong with single parts of what was asked for. */
  readonly faults?: readonly PartFault[]
}

/** A path into what was asked for (RFC 6901), and words; `code` and `params` as of the whole. */
export type PartFault = {
  readonly path: string
  readonly detail: string
  readonly code?: string
  readonly params?: FailureParams
}

const codes = {
  unknown: 'not-found',
  conflict: 'conflict',
  stale: 'stale',
  invalid: 'invalid',
} as const satisfies Record<Failure['outcome'], RefusalCode>

export function failed(outcome: Failure['outcome'], words: string, faults?: Failure['faults']): Failure {
  return { outcome, words, ...(faults !== undefined && { faults }) }
}

/** A failure that the desk has its own words for (desk/refusals). */
export function failedAs(
  code: string,
  outcome: Failure['outcome'],
  words: string,
  { params, faults }: Pick<Failure, 'params' | 'faults'> = {},
): Failure {
  return { ...failed(outcome, words, faults), code, ...(params !== undefined && { params }) }
}

export function isFailure(result: object): result is Failure {
  return 'outcome' in result && 'words' in result && Object.hasOwn(codes, String(result.outcome))
}

export function failureCode({ outcome }: Failure): RefusalCode {
  return codes[outcome]
}

/**
 * What was done. `say` puts the words of a failure into a sentence of the caller's.
 * @throws Refusal for a failure
 */
export function done<Done extends { outcome: string }>(
  result: Done | Failure,
  say: (words: string) => string = (words) => words,
): Exclude<Done, Failure> {
  if (isFailure(result)) throw new Refusal(failureCode(result), say(result.words))
  return result as Exclude<Done, Failure>
}

/** Thrown in a write to take back what was written before the deed knew that it cannot be done. */
export class TakenBack extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.words)
    this.failure = failure
  }
}

/** The result of a write, or the failure for which it was taken back. */
export async function orFailure<Result>(written: Promise<Result>): Promise<Result | Failure> {
  try {
    return await written
  } catch (error) {
    if (error instanceof TakenBack) return error.failure
    throw error
  }
}
