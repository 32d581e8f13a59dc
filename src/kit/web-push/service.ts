import { isIP, type LookupFunction } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { NotSent, type Patience, type Post } from './exchange.ts'
import type { ServiceAnswer } from './outcome.ts'
import { openHttp1, type Connections } from './over-http1.ts'
import type { Http2Connection } from './over-http2.ts'

/** `lookup` judges what a name resolves to. `ca`: a certificate besides those Node knows, for tests. */
export type ServiceOptions = {
  lookup: LookupFunction
  ca: string | undefined
  maxParallel: number
  patience: Patience
}

/** One push service (an origin), with the connections to it. */
export type Service = {
  /** @throws NotSent or Unanswered */
  post(post: Post): Promise<ServiceAnswer>
  isIdle(): boolean
  close(): void
}

/** HTTP/2 if the service speaks it: the first connection finds out. */
export function openService(origin: URL, options: ServiceOptions): Service {
  let busy = 0
  let http1: Connections | undefined = origin.protocol === 'http:' ? openHttp1(origin, options) : undefined
  const http2 = http2Connections(origin, options, () => (http1 ??= openHttp1(origin, options)))
  return {
    async post(post) {
      busy++
      try {
        const connections = http1 ?? (await http2.withRoom(post.signal))
        return await connections.post(post)
      } finally {
        busy--
        http2.roomMade()
      }
    },
    isIdle: () => busy === 0,
    close() {
      http1?.close()
      http2.close()
    },
  }
}

type Taking = Pick<Connections, 'post'>

/** A connection takes some hundred messages at a time; more are opened while all are full. */
const maxConnections = 4

function http2Connections(origin: URL, options: ServiceOptions, openOther: () => Connections) {
  let known: Http2Connection[] = []
  let opening: Promise<Taking> | undefined
  const waiting: (() => void)[] = []
  const open = async (): Promise<Taking> => {
    const socket = await connected(origin, options)
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy()
      return openOther()
    }
    // Loaded only on papers that send such messages: it is not small.
    const { openHttp2 } = await import('./over-http2.ts')
    const connection = await openHttp2(origin, socket, options.patience)
    known.push(connection)
    return connection
  }
  return {
    async withRoom(signal: AbortSignal | undefined): Promise<Taking> {
      for (;;) {
        if (signal?.aborted === true) throw new NotSent('Sending was stopped.')
        known = known.filter((connection) => connection.room() > 0 || !connection.isIdle())
        const free = known.find((connection) => connection.room() > 0)
        if (free !== undefined) return free
        if (known.length >= maxConnections && opening === undefined) {
          await new Promise<void>((resolve) => waiting.push(resolve))
          continue
        }
        opening ??= open().finally(() => (opening = undefined))
        const opened = await opening.catch((error: unknown) => {
          throw new NotSent(error instanceof Error ? error.message : String(error))
        })
        if (!known.some((connection) => connection === opened)) return opened
      }
    },
    roomMade: () => waiting.shift()?.(),
    close() {
      for (const connection of known) connection.close()
    },
  }
}

function connected(origin: URL, { lookup, ca, patience }: ServiceOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const host = origin.hostname.replace(/^\[|\]$/gu, '')
    const to: ConnectionOptions & { autoSelectFamily: boolean } = {
      host,
      port: origin.port === '' ? 443 : Number(origin.port),
      // Names alone (RFC 6066, 3).
      servername: isIP(host) > 0 ? '' : host,
      ALPNProtocols: ['h2', 'http/1.1'],
      lookup,
      autoSelectFamily: true,
      ca,
    }
    const socket = connect(to)
    const timer = setTimeout(() => socket.destroy(new Error('It cannot be reached in time.')), patience.sendMs)
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', () => {
      clearTimeout(timer)
      reject(new Error('It closes the connection.'))
    })
  })
}
