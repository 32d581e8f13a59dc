import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchConnections } from './connections.ts'
import { Request, Response } from './let-go.ts'

export type RunningServer = {
  port: number
  /** Takes no more connections, finishes the requests that run, and is done within ten seconds. */
  stop(): Promise<void>
  /**
   * Holds what comes in, finishes what runs, and then answers all with the listener that `next` makes; with the old
   * one, and its error, when that fails.
   */
  replace(next: () => Promise<RequestListener>): Promise<void>
}

/** Whoever takes over connections that ask for another protocol (RFC 9110, 7.8), and keeps them within bounds. */
export type Upgrades = {
  /** Every other request is answered as if it had asked for none. */
  wants(request: IncomingMessage): boolean
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** `close`: takes no more, and takes leave of those that are there. */
export type Channel = Upgrades & { close(): Promise<void> }

const drainMs = 9_000
const settleMs = 2_000
/**
 * A head must come within 10 s and a body within 30: slow senders hold no sockets. 16 KB of headers are enough for all
 * cookies of ours.
 */
export const bodyMs = 30_000
/** Who takes nothing of an answer for so long is not reading. */
const writeMs = 30_000
const bounds = {
  headersTimeout: 10_000,
  requestTimeout: bodyMs,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
}
/** Node 24.12 and later: no stream is begun for the body that a GET does not have. 8 % more pages per CPU second. */
const speed = { optimizeEmptyRequests: true }

type Listening = {
  host: string
  port: number
  /** How long the longest body may take to come in. */
  longestBodyMs?: number
  maxConnections?: number
  writeMs?: number
  upgrades?: Upgrades | undefined
}

/** Listens at an address; port 0 takes any free one. @throws when the port is taken */
export async function listen(
  listener: RequestListener,
  { host, port, longestBodyMs = bodyMs, maxConnections = Infinity, upgrades, ...own }: Listening,
): Promise<RunningServer> {
  let current = listener
  const answer: RequestListener = (request, response) => current(request, response)
  const server = createServer(
    {
      ...bounds,
      ...speed,
      requestTimeout: longestBodyMs,
      insecureHTTPParser: false,
      IncomingMessage: Request,
      ServerResponse: Response,
      shouldUpgradeCallback: (request) => upgrades?.wants(request) ?? false,
    },
    (request, response) => {
      connections.admit(request, response, answer)
    },
  )
  const connections = watchConnections(server, { writeMs, maxConnections, ...own })
  if (upgrades !== undefined)
    server.on('upgrade', (request, socket, head) => {
      connections.admitUpgrade(request, socket, () => upgrades.take(request, socket, head))
    })
  server.once('close', () => connections.stop())
  const address = await listening(server, host, port)
  return {
    port: address.port,
    stop: () => drained(server),
    async replace(next) {
      const before = current
      const held: Parameters<RequestListener>[] = []
      current = (...exchange) => held.push(exchange)
      let after = before
      try {
        await settled(server, () => held.length)
        after = await next()
      } finally {
        current = after
        for (const exchange of held) current(...exchange)
      }
    },
  }
}

/**
 * Until no connection but those of the held requests is in use. A browser may hold one open that it has not used yet:
 * after two seconds nobody is waited for.
 */
async function settled(server: Server, held: () => number): Promise<void> {
  for (const until = performance.now() + settleMs; performance.now() < until; await sleep(20)) {
    server.closeIdleConnections()
    const open = await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count ?? 0)))
    if (open <= held()) return
  }
}

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server listens on no port'))
      else resolve(address)
    })
  })
}

function drained(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection is idle again only when its answer has gone out.
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const late = setTimeout(() => server.closeAllConnections(), drainMs)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
