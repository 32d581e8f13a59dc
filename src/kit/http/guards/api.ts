import { z } from 'zod'
import type { Actor } from '../../db/schema.ts'
import { diskFault, Unavailable } from '../../db/trouble.ts'
import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import { failureCode, isFailure, type Failure } from '../../outcome.ts'
import type { Answer, PageRequest } from '../answers.ts'
import { readJson } from '../json-body.ts'
import { faultsOf, problem } from '../problem.ts'
import type { Guarded, Method, Operation, Route } from '../route.ts'
import type { Exchange, Serving } from '../serving.ts'

/** A program's request: what its schemas say has been checked, and it may do what the operation is. */
export type ApiRequest<Query, Body> = {
  actor: Actor
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
  act: string
  query?: Query
  body?: Body
  maxBytes?: number
  reply: Reply
  /** What a deed answers, besides what was asked for. */
  failures?: readonly Failure['outcome'][]
}

type Handle<Query, Body, Reply> = (house: House, request: ApiRequest<Query, Body>) => Promise<Reply | Failure>

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
    operation,
    guard: {
      name: 'api',
      open: (serving) =>
        openApiRoute(serving, { operation, maxBytes: declared.maxBytes ?? usualMaxBytes, handle: own }),
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

type Opened = { operation: Operation; maxBytes: number; handle: Handle<unknown, unknown, object> }
type Reply = { answer: Answer; headers?: string[] }

function openApiRoute(serving: Serving, opened: Opened): Guarded {
  return {
    async answer(exchange, plain) {
      try {
        const { address } = serving.readerRequest(exchange.request, plain)
        // Sent and gone at once: from nowhere, past every limit.
        if (address === '') return void exchange.response.destroy()
        const admitted = await admit(serving, exchange, { act: opened.operation.act, address })
        const { answer, headers } =
          'answer' in admitted ? admitted : await run(serving, exchange, { ...opened, plain, ...admitted })
        serving.send(exchange, answer, headers)
      } catch (error) {
        if (exchange.response.headersSent || exchange.response.destroyed) throw error
        serving.send(exchange, problemOf(serving.house, error, exchange.id))
      }
    },
  }
}

/** Who asks, if they may; else what they are told. */
async function admit(
  { house, site: { api }, secondsToWait }: Serving,
  { request }: Exchange,
  { act, address }: { act: string; address: string | undefined },
): Promise<{ actor: Actor } | Reply> {
  const actor = await api?.actorOf(house, request.headers.authorization)
  const wait = api === undefined ? 0 : secondsToWait(api.limit, { readerId: actor?.id, address })
  if (wait > 0)
    return {
      answer: problem('too-many', `Too many requests. Wait ${wait} seconds.`),
      headers: ['Retry-After', String(wait)],
    }
  if (actor === undefined)
    return { answer: problem('signed-out', signIn), headers: ['WWW-Authenticate', 'Bearer realm="crier"'] }
  if (!api?.can(actor, act)) return { answer: problem('forbidden', `This access token lacks ${act}.`) }
  return { actor }
}

async function run(
  { house, bodies }: Serving,
  { request }: Exchange,
  { operation, maxBytes, handle, plain, actor }: Opened & { plain: PageRequest; actor: Actor },
): Promise<Reply> {
  const query = (operation.query ?? nothing).safeParse(Object.fromEntries(plain.query))
  if (!query.success) return { answer: problem('invalid', 'The query is wrong.', faultsOf(query.error, '?')) }
  const sent = operation.body && (await bodies.hold(request, maxBytes, () => readJson(request, maxBytes)))
  const body = (operation.body ?? z.undefined()).safeParse(sent)
  if (!body.success) return { answer: problem('invalid', 'The body is wrong.', faultsOf(body.error, '/')) }
  const expectedRevision = revisionIn(request.headers['if-match'])
  const asked = { actor, params: plain.params, query: query.data, body: body.data, expectedRevision }
  const result = await handle(house, asked)
  if (isFailure(result)) return { answer: problem(failureCode(result), result.words) }
  // What the schema does not name goes to nobody.
  const json = operation.reply.parse(result)
  const headers = 'revision' in json ? ['ETag', `"${String(json.revision)}"`] : []
  return { answer: { kind: 'json', status: 200, json }, headers }
}

function problemOf({ log }: House, thrown: unknown, requestId: string): Answer {
  const error = diskFault(thrown)
  if (error instanceof Unavailable)
    return problem(
      'unavailable',
      'The database is away just now. Look whether this was done, then try again in a minute.',
    )
  if (error instanceof Refusal) return problem(error.code, error.message)
  log.error({ requestId, error }, 'request failed')
  return problem('broken', `This failed. The server's log says why, under ${requestId}.`)
}

const signIn = 'Send an access token: "Authorization: Bearer crier_…". "crier tokens create" makes one on the server.'

/** @throws Refusal when it is not one of the ETags that we give */
function revisionIn(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined
  const [, digits] = /^"(\d{1,9})"$/u.exec(header) ?? []
  if (digits === undefined)
    throw new Refusal('malformed', `If-Match is ${header}: it must be an ETag that was given here, such as "7".`)
  return Number(digits)
}
