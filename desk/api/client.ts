/** The desk's only road to the server: its API, typed by the schemas that the server checks requests with. */
import type { ApiOperations } from '../../src/routes.ts'

export type Address = keyof ApiOperations
export type Query<A extends Address> = ApiOperations[A]['query']
export type Body<A extends Address> = ApiOperations[A]['body']
export type Reply<A extends Address> = ApiOperations[A]['reply']

/** The names of `:id` and the like in a path. */
type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

type Optional<Key extends string, Value> = Value extends undefined
  ? { [K in Key]?: undefined }
  : undefined extends Value
    ? { [K in Key]?: Value }
    : { [K in Key]: Value }

export type Asked<A extends Address> = ([Names<A>] extends [never] ? object : { params: Record<Names<A>, string> }) & {
  query?: Query<A>
  signal?: AbortSignal
  /** The revision that was seen: whoever changed it since is told of (If-Match). */
  revision?: number
} & Optional<'body', Body<A>>

type Params = Readonly<Record<string, string | number>>

/** One thing that was wrong: where (a JSON pointer, or `?name` of the query), and what. */
export type Fault = { path: string; detail: string; code?: string; params?: Params }

type Told = {
  code: string
  params?: Params | undefined
  faults?: readonly Fault[]
  retryAfter?: number | undefined
}

/** What the server did not do, in its words (RFC 9457). */
export class Problem extends Error {
  readonly status: number
  /** The last part of its `type`, which stays whatever the words say. */
  readonly code: string
  readonly faults: readonly Fault[]
  readonly retryAfter: number | undefined
  /** What stands in the words that the desk has of its own for this code (desk/refusals). */
  readonly params: Params
  constructor(status: number, words: string, { code, params = {}, faults = [], retryAfter }: Told) {
    super(words)
    this.status = status
    this.code = code
    this.faults = faults
    this.retryAfter = retryAfter
    this.params = params
  }
}

/** No answer came: the network or the server is away. */
export class Offline extends Error {}

/** `call('POST /api/v1/articles/:id/withdraw', { params: { id } })`. @throws Problem or Offline */
export async function call<A extends Address>(address: A, asked: Asked<A>): Promise<Reply<A>> {
  const { params, query, body, signal, revision } = asked as Loose
  const [method = 'GET', path = ''] = address.split(' ')
  const act = method === 'POST' ? JSON.stringify([path, params, body]) : undefined
  const answer = await fetch(addressOf(path, params, query), {
    method,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(revision !== undefined && { 'If-Match': `"${revision}"` }),
      ...(act !== undefined && { 'Idempotency-Key': keyOf(act) }),
    },
    credentials: 'same-origin',
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new Offline('The server cannot be reached.', { cause })
  })
  if (act !== undefined && answer.status < 500) unanswered.delete(act)
  if (!answer.ok) throw await problemOf(answer)
  // Safe: the server parsed it by this very schema.
  return (await answer.json()) as Reply<A>
}

/** The keys of acts to which no answer came yet: the same one, sent again, is done once (Idempotency-Key). */
const unanswered = new Map<string, string>()

function keyOf(act: string): string {
  const key = unanswered.get(act) ?? crypto.randomUUID()
  unanswered.set(act, key)
  return key
}

type Loose = {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  revision?: number
}

export function addressOf(
  path: string,
  params: Record<string, string> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replaceAll(/:(\w+)/gu, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? filled : `${filled}?${text}`
}

/** What a proxy answers in the server's place, in words of its own. */
const ofProxies: Readonly<Record<number, string>> = {
  413: 'too-large',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

export async function problemOf(answer: Response): Promise<Problem> {
  const retryAfter = Number(answer.headers.get('Retry-After')) || undefined
  const said = (await answer.json().catch(() => ({}))) as Said
  const words = said.detail ?? said.title ?? `${answer.status} ${answer.statusText}`
  const code = said.code ?? said.type?.split('#', 2)[1] ?? ofProxies[answer.status] ?? ''
  return new Problem(answer.status, words, { code, params: said.params, faults: said.faults ?? [], retryAfter })
}

type Said = {
  type?: string
  detail?: string
  title?: string
  code?: string
  params?: Params
  faults?: Fault[]
}
