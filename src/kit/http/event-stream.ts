import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { privateCaching, type Headers } from './headers.ts'

/** Sends events (HTML, 9.2) until there are no more or the client has gone. */
export async function sendEvents(
  request: IncomingMessage,
  response: ServerResponse,
  security: Headers,
  events: AsyncIterable<string>,
): Promise<void> {
  response.writeHead(200, [
    ...security,
    'Content-Type',
    'text/event-stream; charset=utf-8',
    'Cache-Control',
    privateCaching,
  ])
  if (request.method === 'HEAD') return void response.end()
  response.write('retry: 500\n\n')
  for await (const event of events) {
    if (response.destroyed) break
    const isRoom = response.write(
      `${event
        .split('\n')
        .map((line) => `data: ${line}\n`)
        .join('')}\n`,
    )
    if (!isRoom) await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
  response.end()
}
