import { lookup } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { Writable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Refusal } from './errors.ts'
import { addressFault } from './net-address.ts'

export type NetFault =
  | 'address'
  | 'scheme'
  | 'port'
  | 'unreachable'
  | 'too-large'
  | 'too-slow'
  | 'redirects'
  | 'encoding'
  | 'stopped'

/**
 * An outgoing request that was not made or not finished, in words that name the host and hold nothing else of the URL.
 */
export class NetRefusal extends Refusal {
  readonly fault: NetFault
  constructor(fault: NetFault, words: string, options?: ErrorOptions) {
    super(fault === 'too-large' ? 'too-large' : 'unavailable', words, options)
    this.fault = fault
  }
}

export type FetchOptions = {
  method?: 'GET' | 'HEAD' | 'POST'
  headers?: Record<string, string>
  body?: Uint8Array | string
  /** Of the body, as sent and as unpacked: 20 MB. */
  maxBytes?: number
  /** For everything, redirects included: 30 s. */
  timeoutMs?: number
  /** Without a byte: 10 s. */
  idleMs?: number
  /** 5; with 0 the redirect itself is the answer. */
  maxRedirects?: number
  signal?: AbortSignal
}

/** Any status is an answer. Header names are lower case; `url` is the one that answered, after redirects. */
export type Fetched = { status: number; headers: Record<string, string>; bytes: Buffer; url: string }

/** @throws NetRefusal, and nothing else */
export type GuardedFetch = (url: string, options?: FetchOptions) => Promise<Fetched>

export type Address = { address: string; family: number }
export type Policy = {
  /** This machine may be reached: tests. */
  allowLoopback?: boolean
  resolve?: (host: string) => Promise<Address[]>
}

/**
 * The one outgoing request of the product. Names are resolved here, every address is judged, and the connection goes to
 * those very addresses, so that a name cannot mean one thing when it is checked and another when it is used (DNS
 * rebinding). Each redirect is judged again.
 */
export function openFetch(policy: Policy = {}): GuardedFetch {
  return async (url, options = {}) => {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000)
    const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal])
    let step: Step = {
      url: parsed(url),
      method: options.method ?? 'GET',
      headers: lowerCase(options.headers ?? {}),
      body: options.body,
    }
    const most = options.maxRedirects ?? 5
    for (let redirects = 0; ; redirects++) {
      const fetched = await hop(step, policy, options, signal).catch((error: unknown) => {
        throw inWords(error, step.url, timeout, options.signal)
      })
      const location =
        most > 0 && [301, 302, 303, 307, 308].includes(fetched.status) ? fetched.headers.location : undefined
      if (location === undefined) return fetched
      if (redirects >= most) throw new NetRefusal('redirects', `${step.url.host} redirects more than ${most} times.`)
      step = redirected(step, fetched.status, parsed(location, step.url))
    }
  }
}

type Step = { url: URL; method: string; headers: Record<string, string>; body: Uint8Array | string | undefined }

async function hop(step: Step, policy: Policy, options: FetchOptions, signal: AbortSignal): Promise<Fetched> {
  const addresses = await checkedAddresses(step.url, policy, signal)
  const response = await send(step, addresses, options.idleMs ?? 10_000, signal)
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
  const status = response.statusCode ?? 0
  if (
    step.method === 'HEAD' ||
    status === 204 ||
    status === 304 ||
    (status >= 300 && status < 400 && headers.location !== undefined)
  ) {
    response.destroy()
    return { status, headers, bytes: Buffer.alloc(0), url: step.url.href }
  }
  return {
    status,
    headers,
    bytes: await read(response, headers, step.url, options.maxBytes ?? 20_000_000, signal),
    url: step.url.href,
  }
}

/** All of a name's addresses must be public: one that is not would be a way in. */
export async function checkedAddresses(url: URL, policy: Policy, signal: AbortSignal): Promise<Address[]> {
  const host = url.hostname.replace(/^\[|\]$/gu, '')
  const family = isIP(host)
  const addresses =
    family > 0
      ? [{ address: host, family }]
      : await unlessAborted((policy.resolve ?? resolved)(host.replace(/\.$/u, '')), signal)
  if (addresses.length === 0) throw new NetRefusal('unreachable', `${url.hostname} has no address.`)
  let isOwn = true
  for (const { address } of addresses) {
    const fault = addressFault(address, policy.allowLoopback ?? false)
    if (fault !== undefined) throw new NetRefusal('address', `${url.hostname} cannot be asked: it ${fault}.`)
    isOwn &&= addressFault(address, false) !== undefined
  }
  if (!isOwn && isBadPort(url))
    throw new NetRefusal('port', `${url.host} cannot be asked: port ${url.port} is not for the web.`)
  return addresses
}

async function resolved(host: string): Promise<Address[]> {
  return lookup(host, { all: true })
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** System ports other than the web's, and those above that browsers refuse too (fetch.spec.whatwg.org, "bad port"). */
export function isBadPort(url: URL): boolean {
  const port = Number(url.port)
  return (
    url.port !== '' &&
    ((port < 1024 && port !== 80 && port !== 443) ||
      [
        1719, 1720, 1723, 2049, 3659, 4045, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
      ].includes(port))
  )
}

function send(
  step: Step,
  addresses: readonly Address[],
  idleMs: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { url, method, body } = step
  const options: RequestOptions = {
    method,
    signal,
    headers: {
      'user-agent': 'Crier',
      'accept-encoding': 'br, gzip, deflate',
      ...step.headers,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
    // A connection kept from before may lead to an address of before.
    agent: false,
    lookup: (_host, wanted, answer) => {
      const [first] = addresses
      if (wanted.all) answer(null, [...addresses])
      else answer(null, first?.address ?? '', first?.family)
    },
  }
  return new Promise((resolve, reject) => {
    const silent = () => new NetRefusal('too-slow', `${url.host} fell silent for ${idleMs / 1000} s.`)
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (response) => {
      // From here on a destroyed request would end the answer without saying why.
      request.removeAllListeners('timeout')
      response.setTimeout(idleMs, () => response.destroy(silent()))
      resolve(response)
    })
    request.setTimeout(idleMs, () => request.destroy(silent()))
    request.on('error', reject)
    request.end(body)
  })
}

/** The body unpacked; more than `maxBytes`, packed or unpacked, ends it at once. */
async function read(
  response: IncomingMessage,
  headers: Record<string, string>,
  url: URL,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const tooLarge = () =>
    new NetRefusal('too-large', `${url.host} sends more than ${maxBytes.toLocaleString('en')} bytes.`)
  const encoding = headers['content-encoding']?.trim().toLowerCase() || 'identity'
  const decoder = decoders.get(encoding)
  if (encoding !== 'identity' && decoder === undefined) {
    response.destroy()
    throw new NetRefusal(
      'encoding',
      `${url.host} answers packed in a way that was not asked for (${encoding.slice(0, 40)}).`,
    )
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) {
    response.destroy()
    throw tooLarge()
  }
  const chunks: Buffer[] = []
  let size = 0
  const collector = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      done(size > maxBytes ? tooLarge() : null)
    },
  })
  let packed = 0
  response.on('data', (chunk: Buffer) => {
    packed += chunk.length
    // Bytes that unpack to nothing must not get around the limit.
    if (packed > maxBytes) response.destroy(tooLarge())
  })
  if (decoder === undefined) await pipeline(response, collector, { signal })
  else await pipeline(response, decoder(), collector, { signal })
  return Buffer.concat(chunks)
}

const decoders = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['deflate', createInflate],
])

/**
 * RFC 9110, 15.4: 303, and by custom 301 and 302 after a POST, go on as GET. What was meant for one origin is not told
 * to another.
 */
function redirected(step: Step, status: number, url: URL): Step {
  const becomesGet =
    (status === 303 && step.method !== 'HEAD') || ((status === 301 || status === 302) && step.method === 'POST')
  const dropped = [
    ...(becomesGet ? ['content-type', 'content-length', 'content-encoding'] : []),
    ...(url.origin === step.url.origin ? [] : ['authorization', 'cookie', 'proxy-authorization']),
  ]
  const headers = Object.fromEntries(Object.entries(step.headers).filter(([name]) => !dropped.includes(name)))
  return { url, method: becomesGet ? 'GET' : step.method, headers, body: becomesGet ? undefined : step.body }
}

function parsed(url: string, base?: URL): URL {
  if (!URL.canParse(url, base?.href)) throw new NetRefusal('scheme', 'This is not a web address.')
  const result = new URL(url, base)
  if (result.protocol !== 'http:' && result.protocol !== 'https:')
    throw new NetRefusal('scheme', `Only http and https can be asked, not ${result.protocol}`)
  if (result.username !== '' || result.password !== '')
    throw new NetRefusal('scheme', `The address of ${result.host} holds a name or password; that is not sent.`)
  result.hash = ''
  return result
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function inWords(error: unknown, url: URL, timeout: AbortSignal, wish: AbortSignal | undefined): NetRefusal {
  if (error instanceof NetRefusal) return error
  if (timeout.aborted) return new NetRefusal('too-slow', `${url.host} did not finish in time.`, { cause: error })
  if (wish?.aborted) return new NetRefusal('stopped', `The request to ${url.host} was stopped.`, { cause: error })
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_'))
    return new NetRefusal('encoding', `${url.host} sends a packed answer that cannot be unpacked.`, { cause: error })
  return new NetRefusal('unreachable', `${url.host} cannot be reached${code === '' ? '' : ` (${code})`}.`, {
    cause: error,
  })
}
