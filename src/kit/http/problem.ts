/** Faults of the API, for programs: problem details (RFC 9457). */
import { STATUS_CODES } from 'node:http'
import type { z } from 'zod'
import { codeOf, httpStatusOf, Refusal, type RefusalCode } from '../errors.ts'
import type { Failure } from '../outcome.ts'
import type { Answer } from './answers.ts'

/** What is wrong with one part of what was sent. */
export type Fault = {
  /** Where in the body (RFC 6901): `/options/2`; '' for all of it. A name in the query stands after `?`. */
  readonly path: string
  readonly detail: string
} & Why

/** Where programs are spoken to as programs. */
export const apiRoot = '/api/'

/** The code of a failure, and what stands in its words. */
type Why = Pick<Failure, 'code' | 'params'>

/** `type`: its last part is the code, which stays the same whatever the words say. */
export function problem(
  code: RefusalCode | 'signed-out' | 'broken',
  detail: string,
  faults?: readonly Fault[],
  why: Why = {},
): Answer {
  return problemWith(statusOf(code), code, detail, faults, why)
}

/** A refusal of the server itself, whatever the route. */
export function problemOf(status: number, detail: string): Answer {
  return problemWith(status, codeOf(status) ?? (status < 500 ? 'malformed' : 'broken'), detail)
}

function problemWith(
  status: number,
  code: string,
  detail: string,
  faults?: readonly Fault[],
  { code: reason, params }: Why = {},
): Answer {
  const body = {
    type: `/api#${code}`,
    title: STATUS_CODES[status],
    status,
    detail,
    ...(reason !== undefined && { code: reason }),
    ...(params !== undefined && { params }),
    ...(faults !== undefined && { faults }),
  }
  const type = 'application/problem+json; charset=utf-8'
  return { kind: 'bytes', status, type, body: JSON.stringify(body) }
}

function statusOf(code: RefusalCode | 'signed-out' | 'broken'): number {
  if (code === 'signed-out') return 401
  return code === 'broken' ? 500 : httpStatusOf(new Refusal(code, ''))
}

/** `at`: '/' for a body, '?' for a query. */
export function faultsOf(error: z.ZodError, at: '/' | '?'): Fault[] {
  return error.issues.map(({ path, message }) => ({
    path: path.map((part) => `${at}${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: message,
  }))
}
