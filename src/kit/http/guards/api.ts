import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { Actor } from '../../db/schema.ts'
import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import type { Failure } from '../../outcome.ts'
import type { PageRequest } from '../answers.ts'
import { boundBody } from '../body-deadline.ts'
import { readJson } from '../json-body.ts'
import { digestOf, keyIn, once } from '../once.ts'
import { faultsOf, problem } from '../problem.ts'
import type { Guarded, Method, Operation, Route } from '../route.ts'
import type { Exchange, Serving } from '../serving.ts'
import { dropBody, isStored, storedBody } from '../stored-body.ts'
import { admit, isWriting, stranger, type Admitted, type Caller } from './api-admission.ts'
import { problemOf, replayable, replyOf, why, type Reply, type WithCookie } from './api-reply.ts'

/** A request: what its schemas say has been checked, and whoever sends it may do what the operation is. */
export type ApiRequest<Query, Body> = {
  /** `stranger` where the operation is for anyone and nobody is signed in. */
  actor: Actor
  caller: Caller
  params: Record<string, string>
  query: Query
  body: Body
  /** From If-Match: what is changed must be as the program has seen it. */
  expectedRevision: number | undefined
}

type Declared<
  M extends Method,
  Path extends string,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Reply extends z.ZodObject,
> = {
  method: M
  path: Path
  /** The name that programs call it by. */
  id: string
  summary: string
  /** An act of staff, or `anyone`, or `signed-in`. Who has it for what is their own alone passes: the deed asks. */
  act: string
  query?: Query
  body?: Body
  maxBytes?: number
  /** How long the body may take, where that is longer than elsewhere. */
  bodyMs?: number
  reply: Reply
  /** The reply holds what is shown once, and is not kept for a call that is sent again. */
  isSecret?: boolean
  /** The body holds a password or the like: nothing is kept by which it could be guessed, so no key is looked at. */
  takesSecret?: boolean
  /** What a deed answers, besides what was asked for. */
  failures?: readonly Failure['outcome'][]
}

type Handle<Query, Body, Reply> = (
  house: House,
  request: ApiRequest<Query, Body>,
) => Promise<Reply | Failure | WithCookie<Reply>>

const usualMaxBytes = 100_000
const nothing = z.object({})

/** An operation as its client sees it; `types` is there for the type checker alone. */
export type ApiRoute<M extends Method, Path extends string, Query, Body, Reply> = Route & {
  readonly operation: Operation
  readonly address: `${M} ${Path}`
  readonly types?: { query: Query; body: Body; reply: Reply }
}

/** An operation for programs: JSON in and out, by schemas from which the documentation is made. */
export function apiRoute<
  const M extends Method,
  const Path extends string,
  Reply extends z.ZodObject,
  Query extends z.ZodObject = typeof nothing,
  Body extends z.ZodType = z.ZodUndefined,
>(
  declared: Declared<M, Path, Query, Body, Reply>,
  handle: Handle<z.output<Query>, z.output<Body>, z.input<Reply>>,
): ApiRoute<M, Path, z.input<Query>, z.input<Body>, z.output<Reply>> {
  const { method, path, id, summary, act, query, body, reply, failures = [] } = declared
  const operation = { id, summary, act, query, body, reply, failures }
  // Safe: both are parsed by these very schemas.
  const own = handle as Handle<unknown, unknown, object>
  return {
    method,
    path,
    address: `${method} ${path}`,
    queries: Object.keys(query?.shape ?? {}),
    ...(declared.bodyMs !== undefined && { bodyMs: declared.bodyMs }),
    operation,
    guard: {
      name: 'api',
      open: (serving) =>
        openApiRoute(serving, {
          operation,
          maxBytes: declared.maxBytes ?? usualMaxBytes,
          bodyMs: declared.bodyMs,
          isSecret: declared.isSecret ?? false,
          takesSecret: declared.takesSecret ?? false,
          handle: own,
        }),
    },
  }
}

/** Whatever else stands below this path: 404 in a program's words, by any method. */
export function noSuchOperation(path: string): Route[] {
  const answer = async ({ send }: Serving, exchange: Exchange) =>
    send(exchange, problem('not-found', 'There is no such operation. /api lists them.'))
  return (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => ({
    method,
    path,
    queries: [],
    guard: { name: 'api', open: (serving) => ({ answer: (exchange) => answer(serving, exchange) }) },
  }))
}

type Opened = {
  operation: Operation
  maxBytes: number
  bodyMs: number | undefined
  isSecret: boolean
  takesSecret: boolean
  handle: Handle<unknown, unknown, object>
}

function openApiRoute(serving: Serving, opened: Opened): Guarded {
  return {
    async answer(exchange, plain) {
      try {
        const { address } = serving.readerRequest(exchange.request, plain)
        // Sent and gone at once: from nowhere, past every limit.
        if (address === '') return void exchange.response.destroy()
        if (opened.bodyMs !== undefined) boundBody(exchange.request, exchange.response, opened.bodyMs)
        const admitted = await admit(serving, exchange, { act: opened.operation.act, address })
        const { answer, headers } =
          'answer' in admitted ? admitted : await run(serving, exchange, { ...opened, ...admitted, plain })
        serving.send(exchange, answer, headers)
      } catch (error) {
        if (exchange.response.headersSent || exchange.response.destroyed) throw error
        const { answer, headers } = problemOf(serving.house, error, exchange.id)
        serving.send(exchange, answer, headers)
      }
    },
  }
}

async function sentBody(
  { bodies, files }: Serving,
  request: IncomingMessage,
  { body }: Operation,
  maxBytes: number,
): Promise<unknown> {
  if (body === storedBody) return files.store(request, maxBytes)
  return body && bodies.hold(request, maxBytes, () => readJson(request, maxBytes))
}

async function run(
  serving: Serving,
  { request }: Exchange,
  asking: Opened & Admitted & { plain: PageRequest },
): Promise<Reply> {
  const { operation, plain } = asking
  const query = (operation.query ?? nothing).safeParse(Object.fromEntries(plain.query))
  if (!query.success)
    return { answer: problem('invalid', 'The query is wrong.', faultsOf(query.error, '?'), why('query-wrong')) }
  const sent = await sentBody(serving, request, operation, asking.maxBytes)
  const asked = { ...asking, query: query.data, sent }
  return runWith(serving, request, asked).finally(() => isStored(sent) && dropBody(sent))
}

type Sent = Opened & Admitted & { plain: PageRequest; query: unknown; sent: unknown }

async function runWith({ house }: Serving, request: IncomingMessage, asking: Sent): Promise<Reply> {
  const { operation, plain, actor, caller, query, sent } = asking
  const body = (operation.body ?? z.undefined()).safeParse(sent)
  if (!body.success)
    return { answer: problem('invalid', 'The body is wrong.', faultsOf(body.error, '/'), why('body-wrong')) }
  const expectedRevision = revisionIn(request.headers['if-match'])
  const asked = { actor, caller, params: plain.params, query, body: body.data, expectedRevision }
  const work = async () => replyOf(operation, await asking.handle(house, asked))
  const mayKeep = isWriting(request) && actor !== stranger && !asking.takesSecret
  const key = mayKeep ? keyIn(request.headers['idempotency-key']) : undefined
  if (key === undefined) return work()
  const what = isStored(sent) ? sent.sha256 : sent
  const digest = digestOf([operation.id, plain.params, query, what, expectedRevision])
  const keyed = { principal: `${actor.kind}:${actor.id}`, key, digest }
  return once(house, keyed, work, (reply) => replayable(reply, asking.isSecret))
}

/** @throws Refusal when it is not one of the ETags that we give */
function revisionIn(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined
  const [, digits] = /^"(\d{1,15})"$/u.exec(header) ?? []
  if (digits === undefined)
    throw new Refusal('malformed', `If-Match is ${header}: it must be an ETag that was given here, such as "7".`)
  return Number(digits)
}
