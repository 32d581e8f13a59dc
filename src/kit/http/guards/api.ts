import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { Actor } from '../../db/schema.ts'
import { diskFault, Unavailable } from '../../db/trouble.ts'
import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import { failureCode, isFailure, type Failure } from '../../outcome.ts'
import type { Answer, PageRequest } from '../answers.ts'
import { boundBody } from '../body-deadline.ts'
import { fileBody, isFile } from '../file-body.ts'
import { readJson } from '../json-body.ts'
import { localOnlyError } from '../local.ts'
import { digestOf, keyIn, once } from '../once.ts'
import { faultsOf, problem } from '../problem.ts'
import { anyone, signedIn, type Guarded, type Method, type Operation, type Route } from '../route.ts'
import { isCrossSite } from '../same-site.ts'
import type { Exchange, Serving } from '../serving.ts'
import { dropBody, isStored, storedBody } from '../stored-body.ts'

/** Where a call comes from. */
export type Caller = {
  /** The network address, where it is known: for limits and network prefixes, never to be kept. */
  address: string | undefined
  userAgent: string
  /** The page's, as its browser says. */
  origin: string | undefined
  /** From this very machine. */
  isHere: boolean
  /** The id of the session whose cookie came along. */
  session: string | undefined
}

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

class WithCookie<Reply> {
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

/** Who calls what is for anyone. */
const stranger: Actor = { kind: 'reader', id: 'stranger' }

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
type Reply = { answer: Answer; headers?: string[] }
type Admitted = { actor: Actor; caller: Caller }

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

type WantedAct = { act: string; address: string | undefined }

/** Who asks, if they may; else what they are told. */
async function admit(serving: Serving, { request }: Exchange, { act, address }: WantedAct): Promise<Admitted | Reply> {
  const { house, site } = serving
  const { authorization, cookie, origin, 'user-agent': userAgent = '' } = request.headers
  const principal = await site.api?.principalOf(house, { authorization, cookie, address })
  const wait = secondsToWait(serving, request, { actor: principal?.actor, address })
  if (wait > 0) return tooMany(`Too many requests. Wait ${wait} seconds.`, wait)
  // A request with a token does not come from another site's page: those cannot send one.
  if (isWriting(request) && principal?.actor.kind !== 'token' && isCrossSite(request.headers, house.config.origin))
    return { answer: problem('forbidden', 'This was sent by a page of another site.') }
  const refused = refusalOf(serving, principal?.actor, act)
  if (refused !== undefined) return refused
  const isHere = localOnlyError(request, house.config) === undefined
  const caller = { address, userAgent, origin, isHere, session: principal?.session }
  return { actor: principal?.actor ?? stranger, caller }
}

function isWriting({ method }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

type Counted = { actor: Actor | undefined; address: string | undefined }

function secondsToWait({ site, ...serving }: Serving, request: IncomingMessage, { actor, address }: Counted): number {
  if (site.api === undefined) return 0
  const ofAll = serving.secondsToWait(site.api.limit, { readerId: actor?.id, address })
  if (ofAll > 0 || actor !== undefined || !isWriting(request)) return ofAll
  return serving.secondsToWait(site.api.strangerLimit, { readerId: undefined, address })
}

function tooMany(words: string, seconds: number): Reply {
  return { answer: problem('too-many', words), headers: ['Retry-After', String(seconds)] }
}

function refusalOf({ site }: Serving, actor: Actor | undefined, act: string): Reply | undefined {
  if (act === anyone) return undefined
  if (actor === undefined)
    return { answer: problem('signed-out', signIn), headers: ['WWW-Authenticate', 'Bearer realm="crier"'] }
  if (act === signedIn)
    return actor.kind === 'staff'
      ? undefined
      : { answer: problem('forbidden', 'This is for members who are signed in, not for programs.') }
  if (site.api?.can(actor, act)) return undefined
  const who = actor.kind === 'staff' ? `The role ${actor.role}` : 'This access token'
  return { answer: problem('forbidden', `${who} lacks ${act}.`) }
}

async function sentBody(
  { bodies, files }: Serving,
  request: IncomingMessage,
  { body }: Operation,
  maxBytes: number,
): Promise<unknown> {
  if (body === fileBody) return files.read(request, maxBytes)
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
  if (!query.success) return { answer: problem('invalid', 'The query is wrong.', faultsOf(query.error, '?')) }
  const sent = await sentBody(serving, request, operation, asking.maxBytes)
  const asked = { ...asking, query: query.data, sent }
  return runWith(serving, request, asked).finally(() => isStored(sent) && dropBody(sent))
}

type Sent = Opened & Admitted & { plain: PageRequest; query: unknown; sent: unknown }

async function runWith({ house }: Serving, request: IncomingMessage, asking: Sent): Promise<Reply> {
  const { operation, plain, actor, caller, query, sent } = asking
  const body = (operation.body ?? z.undefined()).safeParse(sent)
  if (!body.success) return { answer: problem('invalid', 'The body is wrong.', faultsOf(body.error, '/')) }
  const expectedRevision = revisionIn(request.headers['if-match'])
  const asked = { actor, caller, params: plain.params, query, body: body.data, expectedRevision }
  const work = async () => replyOf(operation, await asking.handle(house, asked))
  const mayKeep = isWriting(request) && actor !== stranger && !asking.takesSecret
  const key = mayKeep ? keyIn(request.headers['idempotency-key']) : undefined
  if (key === undefined) return work()
  const what = isFile(sent) || isStored(sent) ? sent.sha256 : sent
  const digest = digestOf([operation.id, plain.params, query, what, expectedRevision])
  const keyed = { principal: `${actor.kind}:${actor.id}`, key, digest }
  return once(house, keyed, work, (reply) => replayable(reply, asking.isSecret))
}

/** What is told to whoever sends the same again. */
function replayable(reply: Reply, isSecret: boolean): Reply | undefined {
  const { answer, headers } = reply
  if (answer.status === 429 || answer.status >= 500) return undefined
  const isShownOnce = answer.status === 200 && (isSecret || headers?.includes('Set-Cookie'))
  return isShownOnce ? { answer: problem('conflict', 'This was done before. What it replied is shown once.') } : reply
}

function replyOf(operation: Operation, result: object | Failure | WithCookie<object>): Reply {
  if (isFailure(result)) return { answer: problem(failureCode(result), result.words, result.faults, result) }
  const [reply, cookies] = result instanceof WithCookie ? [result.reply, ['Set-Cookie', result.cookie]] : [result, []]
  // What the schema does not name goes to nobody.
  const json = operation.reply.parse(reply)
  const etag = 'revision' in json ? ['ETag', `"${String(json.revision)}"`] : []
  return { answer: { kind: 'json', status: 200, json }, headers: [...etag, ...cookies] }
}

function problemOf({ log }: House, thrown: unknown, requestId: string): Reply {
  const error = diskFault(thrown)
  if (error instanceof Unavailable) return { answer: problem('unavailable', away) }
  if (error instanceof Refusal)
    return error.retryAfterSeconds === undefined
      ? { answer: problem(error.code, error.message) }
      : tooMany(error.message, error.retryAfterSeconds)
  log.error({ requestId, error }, 'request failed')
  return { answer: problem('broken', `This failed. The server's log says why, under ${requestId}.`) }
}

const away = 'The database is away just now. Check whether this was done, then try again in a minute.'
const signIn =
  'Sign in at /desk. Programs send an access token, "Authorization: Bearer crier_…": ' +
  '"crier tokens create" makes one on the server.'

/** @throws Refusal when it is not one of the ETags that we give */
function revisionIn(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined
  const [, digits] = /^"(\d{1,9})"$/u.exec(header) ?? []
  if (digits === undefined)
    throw new Refusal('malformed', `If-Match is ${header}: it must be an ETag that was given here, such as "7".`)
  return Number(digits)
}
