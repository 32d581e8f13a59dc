import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Kept = { status: number; headers: Headers; body: Buffer; until: number }
export type CachingProxy = {
  origin: string
  hits: string[]
  kept: Map<string, Kept>
  forwardTo(origin: string): void
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * As a newspaper's cache stands before its house: keeps what may be shared for as long as that is said, by its address
 * alone, and passes everything else on.
 */
export async function aCachingProxy(): Promise<CachingProxy> {
  const kept = new Map<string, Kept>()
  const hits: string[] = []
  let target = ''
  const server = createServer(
    (request, response) => void answer(request, response).catch(() => response.writeHead(502).end()),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/'
    const known = request.method === 'GET' ? kept.get(url) : undefined
    if (known !== undefined && known.until > Date.now()) {
      hits.push(url)
      return send(response, known)
    }
    const fresh = await forward(request, target + url)
    const seconds = sharedSeconds(fresh.headers)
    const entry = { ...fresh, until: Date.now() + seconds * 1000 }
    if (request.method === 'GET' && fresh.status === 200 && seconds > 0) kept.set(url, entry)
    send(response, entry)
  }

  return {
    origin: `http://127.0.0.1:${port}`,
    hits,
    kept,
    forwardTo(origin) {
      target = origin
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function forward(request: IncomingMessage, url: string): Promise<Omit<Kept, 'until'>> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (
      value !== undefined &&
      !['host', 'connection', 'content-length', 'accept-encoding', 'if-none-match'].includes(name)
    )
      headers.set(name, [value].flat().join(', '))
  headers.set(
    'x-forwarded-for',
    [request.headers['x-forwarded-for'], request.socket.remoteAddress].filter((hop) => hop !== undefined).join(', '),
  )
  // One coding for all, as a cache without Vary would have it; fetch unpacks it.
  const body = request.method === 'POST' ? await wholeBody(request) : null
  const response = await fetch(url, { method: request.method ?? 'GET', headers, body, redirect: 'manual' })
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
}

async function wholeBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

/** For how long a shared cache may keep an answer (RFC 9111, 5.2.2): s-maxage, else max-age, unless it is private. */
function sharedSeconds(headers: Headers): number {
  const control = headers.get('cache-control') ?? ''
  if (/private|no-store|no-cache/u.test(control)) return 0
  return Number(/s-maxage=(\d+)/u.exec(control)?.[1] ?? /max-age=(\d+)/u.exec(control)?.[1] ?? 0)
}

function send(response: ServerResponse, { status, headers, body }: Kept): void {
  const own = [...headers].filter(
    ([name]) =>
      ![
        'content-encoding',
        'content-length',
        'transfer-encoding',
        'connection',
        'keep-alive',
        'date',
        'set-cookie',
      ].includes(name),
  )
  response.writeHead(
    status,
    [
      ...own,
      ...headers.getSetCookie().map((line) => ['set-cookie', line] as [string, string]),
      ['content-length', String(body.length)] as [string, string],
    ].flat(),
  )
  response.end(body)
}
