import { Agent as PlainAgent, request as requestHttp, type IncomingMessage } from 'node:http'
import { Agent, request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { answerWords } from './answer-words.ts'
import { exchange, type Patience, type Post } from './exchange.ts'
import type { ServiceAnswer } from './outcome.ts'

export type Connections = {
  /** @throws NotSent or Unanswered */
  post(post: Post): Promise<ServiceAnswer>
  close(): void
}

type Options = { lookup: LookupFunction; ca: string | undefined; maxParallel: number; patience: Patience }

/** Kept-alive connections, each for one message at a time, to a service without HTTP/2. */
export function openHttp1(origin: URL, { lookup, ca, maxParallel, patience }: Options): Connections {
  const isPlain = origin.protocol === 'http:'
  const kept = { keepAlive: true, maxSockets: maxParallel, timeout: patience.idleMs, autoSelectFamily: true }
  const agent = isPlain ? new PlainAgent(kept) : new Agent({ ...kept, ca, ALPNProtocols: ['http/1.1'] })
  const request = isPlain ? requestHttp : requestHttps
  return {
    post: ({ url, headers, body, signal }) =>
      exchange(patience, signal, (on) => {
        const call = request(url, {
          method: 'POST',
          agent,
          lookup,
          headers: { ...headers, 'content-length': body.length },
        })
        call.on('socket', (socket) => {
          if (!socket.connecting && call.reusedSocket) on.handedOver()
          else socket.once(isPlain ? 'connect' : 'secureConnect', on.handedOver)
        })
        call.on('response', (answer) => on.answered(read(answer)))
        call.on('error', (error) => on.failed(error.message))
        call.end(body)
        return () => call.destroy()
      }),
    close: () => agent.destroy(),
  }
}

async function read(answer: IncomingMessage): Promise<ServiceAnswer> {
  const status = answer.statusCode ?? 0
  const words = answerWords(answer)
  return {
    status,
    retryAfter: answer.headers['retry-after'],
    // An accepted message needs no words.
    words: status < 300 ? '' : await words,
  }
}
