import type { IncomingMessage, ServerResponse } from 'node:http'

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/**
 * Gives up on a body that has not come in whole after so long, counted from this call; a later call for the same
 * request counts again. Node's own `requestTimeout` is one for a whole server, of which a few addresses take long
 * uploads.
 */
export function boundBody(request: IncomingMessage, response: ServerResponse, ms: number): void {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if ((length === undefined || length === '0') && coding === undefined) return
  if (timers.has(request)) clearTimeout(timers.get(request))
  else request.once('close', () => clearTimeout(timers.get(request)))
  timers.set(request, setTimeout(() => giveUp(request, response), ms).unref())
}

function giveUp({ complete, socket }: IncomingMessage, { headersSent }: ServerResponse): void {
  if (complete) return
  // As Node says it when its own time is up.
  if (!headersSent) socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  socket.destroySoon()
}
