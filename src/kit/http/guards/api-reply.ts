/** What a program hears of its call. */
import { diskFault, Unavailable } from '../../db/trouble.ts'
import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import { failureCode, isFailure, type Failure } from '../../outcome.ts'
import type { Answer } from '../answers.ts'
import { problem } from '../problem.ts'
import type { ApiRefusal } from '../refusals.ts'
import type { Operation } from '../route.ts'

export type Reply = { answer: Answer; headers?: string[] }

export class WithCookie<Reply> {
  readonly reply: Reply
  readonly cookie: string
  constructor(reply: Reply, cookie: string) {
    this.reply = reply
    this.cookie = cookie
  }
}

/** A reply that sets a cookie, or clears one: `cookie` is a whole Set-Cookie line. */
export function withCookie<Reply>(reply: Reply, cookie: string): WithCookie<Reply> {
  return new WithCookie(reply, cookie)
}

/** What is told to whoever sends the same again. */
export function replayable(reply: Reply, isSecret: boolean): Reply | undefined {
  const { answer, headers } = reply
  if (answer.status === 429 || answer.status >= 500) return undefined
  const isShownOnce = answer.status === 200 && (isSecret || headers?.includes('Set-Cookie'))
  if (!isShownOnce) return reply
  return {
    answer: problem('conflict', 'This was done before. What it replied is shown once.', undefined, why('shown-once')),
  }
}

/** For the type checker: the desk has words for it. */
export function why(code: ApiRefusal): { code: string } {
  return { code }
}

export function replyOf(operation: Operation, result: object | Failure | WithCookie<object>): Reply {
  if (isFailure(result)) return { answer: problem(failureCode(result), result.words, result.faults, result) }
  const [reply, cookies] = result instanceof WithCookie ? [result.reply, ['Set-Cookie', result.cookie]] : [result, []]
  // What the schema does not name goes to nobody.
  const json = operation.reply.parse(reply)
  const etag = 'revision' in json ? ['ETag', `"${String(json.revision)}"`] : []
  return { answer: { kind: 'json', status: 200, json }, headers: [...etag, ...cookies] }
}

export function problemOf({ log }: House, thrown: unknown, requestId: string): Reply {
  const error = diskFault(thrown)
  if (error instanceof Unavailable) return { answer: problem('unavailable', away) }
  if (error instanceof Refusal) return refusalOf(error)
  log.error({ requestId, error }, 'request failed')
  const words = `This failed. The server's log says why, under ${requestId}.`
  return { answer: problem('broken', words, undefined, { params: { id: requestId } }) }
}

function refusalOf({ code, message, reason, retryAfterSeconds }: Refusal): Reply {
  if (retryAfterSeconds !== undefined) return tooMany(message, retryAfterSeconds)
  return { answer: problem(code, message, undefined, reason === undefined ? {} : { code: reason }) }
}

export function tooMany(words: string, seconds: number): Reply {
  return { answer: problem('too-many', words), headers: ['Retry-After', String(seconds)] }
}

const away = 'The database is away just now. Check whether this was done, then try again in a minute.'
