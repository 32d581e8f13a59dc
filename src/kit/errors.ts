const kinds = {
  invalid: { status: 422, exitCode: 65 },
  malformed: { status: 400, exitCode: 65 },
  forbidden: { status: 403, exitCode: 77 },
  'sign-in-again': { status: 403, exitCode: 77 },
  'not-found': { status: 404, exitCode: 66 },
  method: { status: 405, exitCode: 64 },
  conflict: { status: 409, exitCode: 73 },
  stale: { status: 412, exitCode: 75 },
  gone: { status: 410, exitCode: 66 },
  'too-large': { status: 413, exitCode: 65 },
  unsupported: { status: 415, exitCode: 64 },
  'too-many': { status: 429, exitCode: 75 },
  busy: { status: 503, exitCode: 75 },
  unavailable: { status: 503, exitCode: 69 },
} as const

export type RefusalCode = keyof typeof kinds

type RefusalOptions = ErrorOptions & { retryAfterSeconds?: number; reason?: string }

/**
 * Something the product will not do, with words for the user: what was wrong, where, and what to do.
 * Mapped once to an HTTP status and once to an exit code (sysexits.h). Anything else thrown is a bug.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  /** When it is worth another try. */
  readonly retryAfterSeconds: number | undefined
  /** Nearer than the code, for a program that says it in words of its own. */
  readonly reason: string | undefined
  constructor(code: RefusalCode, words: string, options: RefusalOptions = {}) {
    super(words, options)
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    this.reason = options.reason
  }
}

export function httpStatusOf(refusal: Refusal): number {
  return kinds[refusal.code].status
}

/** The code whose status this is. */
export function codeOf(status: number): RefusalCode | undefined {
  return (Object.keys(kinds) as RefusalCode[]).find((code) => kinds[code].status === status)
}

export function exitCodeOf(refusal: Refusal): number {
  return kinds[refusal.code].exitCode
}
