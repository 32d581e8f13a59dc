import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/**
 * Node reads 64 KB at a time, parses all requests in it (2,500 of the shortest), and keeps a request and a response for
 * each, 2 KB together, until the connection is closed, which is later: 200 connections held 300 MB. Of a connection
 * that has been let go of by then these two stand for all that is still parsed. Nobody reads or answers them.
 */
const nobody = new IncomingMessage(new Socket())
// Without a host Node would answer by itself; with `Expect` too.
Object.defineProperty(nobody, 'headers', { value: Object.freeze({ host: 'nobody' }) })
nobody.destroy()

const unsent = new ServerResponse(nobody)
// Node listens to each response: here that would be listeners without end.
unsent.on = () => unsent
unsent.destroy()

export class Request extends IncomingMessage {
  constructor(socket: Socket) {
    super(socket)
    if (socket.destroyed) return nobody
  }
}

export class Response extends ServerResponse<Request> {
  constructor(request: Request, ...options: object[]) {
    // @ts-expect-error Its second parameter is Node's own.
    super(request, ...options)
    if (request === nobody) return unsent
  }
}

/** Lets go of a connection and of all that is still parsed of it. */
export function letGo(socket: Socket): void {
  const { stackTraceLimit } = Error
  // Node makes an error for each request that nobody answers any more: with its stack 14 microseconds, of which nothing
  // is read.
  socket.prependOnceListener('close', () => (Error.stackTraceLimit = 0))
  socket.once('close', () => (Error.stackTraceLimit = stackTraceLimit))
  socket.destroy()
}
