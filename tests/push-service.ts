/// <reference path="./http-ece.d.ts" />
import ece from 'http_ece'
import { createECDH, createPublicKey, randomBytes, verify, type ECDH } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { certificate, certificateKey } from './push-certificate.ts'

/** A browser that has subscribed, with what only it knows. */
export type SubscribedBrowser = { endpoint: string; p256dh: Buffer; auth: Buffer; curve: ECDH }

/** A message as the browser would read it. */
export type ArrivedPush = {
  endpoint: string
  ttl: number
  urgency: string | undefined
  topic: string | undefined
  contentType: string | undefined
  plain: Buffer
  vapid: { audience: string; expiresAt: number; subject: string; key: string }
}

/**
 * What the service says in place of 201. `silence`: it takes the message and never answers; `cut`: it takes it and ends
 * the connection.
 */
export type PushAnswer = { status: number; headers?: Record<string, string>; body?: string } | 'silence' | 'cut'

export type PushService = {
  origin: string
  /** Certificate that the sender must believe, where the service speaks TLS. */
  ca: string | undefined
  /** Every message that was taken, in order. */
  arrived: ArrivedPush[]
  /** Requests that are no push messages, in words: there should be none. */
  faults: string[]
  /** Requests of any kind. */
  readonly asked: number
  readonly connections: number
  /** Most requests that were open at the same time. */
  readonly mostAtOnce: number
  /** `vapidPublicKey`: messages that another key signed are answered with 403, as real services do. */
  subscribe(vapidPublicKey?: string): SubscribedBrowser
  /** For one endpoint, or for all; undefined: 201 again. `times`: so often, then 201. */
  answer(endpoint: string | 'all', answer: PushAnswer | undefined, times?: number): void
  /** What a browser that was away gets now: one of each topic (RFC 8030, 5.4). */
  kept(endpoint: string): ArrivedPush[]
  /** Waits before each answer until this is settled. */
  hold(until: Promise<void> | undefined): void
  /** Browsers come to this address: the endpoint stays known without the service. */
  [Symbol.asyncDispose](): Promise<void>
}

type Incoming = IncomingMessage | Http2ServerRequest
type Outgoing = ServerResponse | Http2ServerResponse
type Subscription = SubscribedBrowser & { vapidPublicKey: string | undefined; kept: ArrivedPush[] }

/** A push service (RFC 8030) of our own that reads what it is sent with http_ece and checks who sent it (RFC 8292). */
export async function aPushService(kind: 'http' | 'https' | 'h2' = 'http'): Promise<PushService> {
  const subscriptions = new Map<string, Subscription>()
  const answers = new Map<string, { answer: PushAnswer; left: number }>()
  const sockets = new Set<Socket>()
  const counts = { asked: 0, connections: 0, open: 0, mostAtOnce: 0 }
  const arrived: ArrivedPush[] = []
  const faults: string[] = []
  let held: Promise<void> | undefined

  const take = async (request: Incoming, response: Outgoing) => {
    counts.asked++
    counts.mostAtOnce = Math.max(counts.mostAtOnce, ++counts.open)
    response.on('close', () => counts.open--)
    const body = await bodyOf(request)
    const endpoint = `${origin}${request.url ?? ''}`
    const subscription = subscriptions.get(endpoint)
    await held
    const answer = wantedAnswer(answers, endpoint)
    if (answer !== undefined && typeof answer !== 'string' && answer.status >= 300) return say(response, answer)
    if (subscription === undefined) return say(response, { status: 404 })
    const read = readPush(request, body, subscription, origin)
    if ('fault' in read) {
      faults.push(read.fault)
      return say(response, { status: read.status, body: read.fault })
    }
    arrived.push(read)
    subscription.kept = [...subscription.kept.filter(({ topic }) => topic === undefined || topic !== read.topic), read]
    if (answer === 'silence') return
    if (answer === 'cut') return request.socket.destroy()
    say(response, answer ?? { status: 201, headers: { location: `${origin}/message/${arrived.length}` } })
  }
  const server = serverOf(kind, (request, response) => void take(request, response))
  server.on('connection', (socket: Socket) => {
    counts.connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const origin = kind === 'http' ? `http://127.0.0.1:${port}` : `https://localhost:${port}`
  return {
    origin,
    ca: kind === 'http' ? undefined : certificate,
    arrived,
    faults,
    get asked() {
      return counts.asked
    },
    get connections() {
      return counts.connections
    },
    get mostAtOnce() {
      return counts.mostAtOnce
    },
    subscribe(vapidPublicKey) {
      const curve = createECDH('prime256v1')
      const browser = {
        endpoint: `${origin}/push/${randomBytes(12).toString('base64url')}`,
        p256dh: curve.generateKeys(),
        auth: randomBytes(16),
        curve,
      }
      subscriptions.set(browser.endpoint, { ...browser, vapidPublicKey, kept: [] })
      return browser
    },
    answer(endpoint, answer, times = Infinity) {
      if (answer === undefined) answers.delete(endpoint)
      else answers.set(endpoint, { answer, left: times })
    },
    kept: (endpoint) => subscriptions.get(endpoint)?.kept ?? [],
    hold: (until) => (held = until),
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function serverOf(kind: 'http' | 'https' | 'h2', listener: (request: Incoming, response: Outgoing) => void) {
  const tls = { cert: certificate, key: certificateKey }
  if (kind === 'http') return createHttp({ keepAliveTimeout: 60_000 }, listener)
  if (kind === 'https') return createHttps({ ...tls, keepAliveTimeout: 60_000 }, listener)
  return createSecureServer({ ...tls, settings: { maxConcurrentStreams: 100 } }, listener)
}

async function bodyOf(request: Incoming): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function wantedAnswer(
  answers: Map<string, { answer: PushAnswer; left: number }>,
  endpoint: string,
): PushAnswer | undefined {
  const wanted = answers.get(endpoint) ?? answers.get('all')
  if (wanted === undefined || wanted.left <= 0) return undefined
  wanted.left--
  return wanted.answer
}

function say(response: Outgoing, { status, headers, body }: Exclude<PushAnswer, string>): void {
  // The two kinds share what is called here, but not its type.
  const plain = response as ServerResponse
  plain.writeHead(status, headers)
  plain.end(body)
}

type Fault = { fault: string; status: number }

function readPush(request: Incoming, body: Buffer, browser: Subscription, origin: string): ArrivedPush | Fault {
  const header = (name: string) => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : undefined
  }
  if (request.method !== 'POST') return { fault: `a ${request.method}`, status: 405 }
  if (!/^\d+$/u.test(header('ttl') ?? '')) return { fault: 'no TTL', status: 400 }
  if (body.length > 4096) return { fault: 'too long', status: 413 }
  if (header('content-encoding') !== 'aes128gcm') return { fault: 'not aes128gcm', status: 400 }
  const vapid = readVapid(header('authorization') ?? '', origin)
  if (typeof vapid === 'string') return { fault: vapid, status: 401 }
  if (browser.vapidPublicKey !== undefined && browser.vapidPublicKey !== vapid.key) {
    return { fault: 'another VAPID key than the subscription has', status: 403 }
  }
  const topic = header('topic')
  if (topic !== undefined && !/^[\w-]{1,32}$/u.test(topic)) return { fault: 'no topic', status: 400 }
  try {
    const plain = ece.decrypt(body, { version: 'aes128gcm', privateKey: browser.curve, authSecret: browser.auth })
    const { endpoint } = browser
    const [ttl, urgency, contentType] = [Number(header('ttl')), header('urgency'), header('content-type')]
    return { endpoint, ttl, urgency, topic, contentType, plain, vapid }
  } catch (error) {
    return { fault: `cannot be read: ${String(error)}`, status: 400 }
  }
}

/** By what RFC 8292 says, with nothing of the product's. */
function readVapid(authorization: string, origin: string): ArrivedPush['vapid'] | string {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/u.exec(authorization) ?? []
  const point = Buffer.from(key, 'base64url')
  const [head = '', claims = '', signature = ''] = token.split('.')
  if (point.length !== 65) return 'no VAPID key'
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  const isOwn = verify(
    'sha256',
    signed,
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  const part = (text: string): Record<string, unknown> => JSON.parse(Buffer.from(text, 'base64url').toString())
  if (!isOwn || part(head).alg !== 'ES256') return 'a token that its key did not sign'
  const { aud, exp, sub } = part(claims)
  if (aud !== origin) return `a token for ${String(aud)}`
  if (typeof exp !== 'number' || !/^(?:mailto:[^\s<>]+@[^\s<>]+|https:\/\/\S+)$/u.test(String(sub)))
    return 'a bad token'
  return { audience: String(aud), expiresAt: exp * 1000, subject: String(sub), key }
}
