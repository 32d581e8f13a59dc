import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { answerWords } from './answer-words.ts'
import { exchange, type Patience, type Post } from './exchange.ts'
import type { ServiceAnswer } from './outcome.ts'

export type Http2Connection = {
  /** How many more messages may be in flight at once; none once it is closing. */
  room(): number
  isIdle(): boolean
  /** @throws NotSent or Unanswered */
  post(post: Post): Promise<ServiceAnswer>
  close(): void
}

/** More at once would wait in the service, which answers in turn. */
const maxStreams = 250

/** Over a socket that negotiated `h2`; ready when the service has said how much it accepts at once. */
export function openHttp2(origin: URL, socket: TLSSocket, patience: Patience): Promise<Http2Connection> {
  return new Promise((resolve, reject) => {
    const session = connect(origin, { createConnection: () => socket })
    let open = 0
    let isClosing = false
    session.setTimeout(patience.idleMs, () => {
      if (open === 0) session.close()
    })
    session.on('error', reject)
    session.on('goaway', () => (isClosing = true))
    session.on('close', () => reject(new Error('The push service closed the connection.')))
    const most = () => Math.min(session.remoteSettings.maxConcurrentStreams ?? maxStreams, maxStreams)
    session.once('remoteSettings', () =>
      resolve({
        room: () => (isClosing || session.closed || session.destroyed ? 0 : Math.max(most() - open, 0)),
        isIdle: () => open === 0,
        async post(post) {
          open++
          return postOver(session, post, patience).finally(() => open--)
        },
        close: () => (open === 0 ? session.destroy() : session.close()),
      }),
    )
  })
}

function postOver(session: ClientHttp2Session, post: Post, patience: Patience): Promise<ServiceAnswer> {
  return exchange(patience, post.signal, (on) => {
    const { url, headers, body } = post
    const stream = session.request({
      ':method': 'POST',
      ':path': url.pathname + url.search,
      'content-length': body.length,
      ...headers,
    })
    on.handedOver()
    stream.on('response', (answer) => on.answered(read(answer, stream)))
    stream.on('error', () => {})
    stream.on('close', () => {
      // REFUSED_STREAM means that nothing was done with it (RFC 9113, 8.7); so does GOAWAY for later ones.
      const isUntouched = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
      on.failed('The push service ended the connection.', isUntouched)
    })
    stream.end(body)
    return () => stream.close(constants.NGHTTP2_CANCEL)
  })
}

async function read(
  headers: IncomingHttpHeaders & { ':status'?: number },
  body: Parameters<typeof answerWords>[0],
): Promise<ServiceAnswer> {
  const status = headers[':status'] ?? 0
  const words = answerWords(body)
  return { status, retryAfter: headers['retry-after'], words: status < 300 ? '' : await words }
}
