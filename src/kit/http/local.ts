import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../../config.ts'
import { parseAddress } from '../net-address.ts'
import type { LocalRequest, PageRequest } from './answers.ts'
import type { Door } from './door.ts'
import { privateCaching, safeLocation, type Headers } from './headers.ts'
import type { Target } from './target.ts'

/** What proxies add. A proxy on this machine speaks for strangers from a loopback address. */
const forwarding = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
] as const

/**
 * Why a request is not from somebody at this machine, in words; undefined when it may be. Three things must agree: the
 * connection's own address (headers can be written by anyone), the name that was asked for (a page of another site can
 * make its name lead here, but not be called localhost), and that the paper is of this machine alone. That somebody is
 * at this machine does not yet make them the one who started the server: for that there is a door.
 */
export function localOnlyError(
  request: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } },
  config: Pick<Config, 'isLoopback' | 'origin'>,
): string | undefined {
  const { headers, socket } = request
  if (!config.isLoopback)
    return (
      `This page works only on a paper that is served to its own machine, and this one is at ${config.origin}. ` +
      'On the server, "npx crier import wordpress export.xml" does the same.'
    )
  const names = ['localhost', '127.0.0.1', '[::1]', new URL(config.origin).hostname]
  const isNamed = names.includes(hostOf(headers.host)) && forwarding.every((name) => headers[name] === undefined)
  const isHere = isNamed && isLoopback(socket.remoteAddress ?? '')
  return isHere
    ? undefined
    : 'This page opens only on the machine that the paper runs on, at localhost. ' +
        'From elsewhere, "npx crier import wordpress export.xml" on that machine does the same.'
}

/**
 * The host of a Host header (RFC 9110, 7.2) in lower case, as it stands there: a name, four numbers, or an address in
 * brackets; '' when it is none. URL() would also make one of `0x7f.1`, `me@localhost` and `%6cocalhost`.
 */
export function hostOf(header: string | undefined): string {
  return /^(\[[\da-f:.]{2,45}\]|[\da-z.-]{1,253})(?::\d{0,5})?$/u.exec(header?.toLowerCase() ?? '')?.[1] ?? ''
}

function isLoopback(address: string): boolean {
  return parseAddress(address)?.range() === 'loopback'
}

export function localRequest(
  request: IncomingMessage,
  response: ServerResponse,
  plain: PageRequest,
  wantsJson: boolean,
): LocalRequest {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const { host, 'content-type': contentType } = request.headers
  return { ...plain, wantsJson, host: hostOf(host), contentType, body: request, signal: gone.signal }
}

export type Passage = 'in' | 'answered' | 'needs-key'
type Exchange = { request: IncomingMessage; response: ServerResponse }

/**
 * What the door makes of a request from this machine. Who brings the key is answered here: sent on to the same address
 * without it, as it should stand in no history and no Referer.
 */
export function passDoor(door: Door, { request, response }: Exchange, target: Target, security: Headers): Passage {
  const key = request.method === 'GET' ? new URLSearchParams(target.query).get('key') : null
  const isKnown = door.knows(request.headers.cookie)
  if (key === null && isKnown) return 'in'
  const cookie = key === null || isKnown ? undefined : door.turn(key)
  if (!isKnown && cookie === undefined) {
    // Only the first two words, which are the route's own: the rest may hold what a terminal obeys.
    if (request.method === 'GET') door.knock(target.key.split('/', 3).join('/'))
    return 'needs-key'
  }
  const quiet = security.map((value, index) => (security[index - 1] === 'Referrer-Policy' ? 'no-referrer' : value))
  const headers = ['Location', safeLocation(target.key), 'Cache-Control', privateCaching, 'Content-Length', '0']
  response.writeHead(303, [...quiet, ...headers, ...(cookie === undefined ? [] : ['Set-Cookie', cookie])]).end()
  return 'answered'
}

/** Lets past what is left of a body. */
export async function drainBody(request: IncomingMessage): Promise<void> {
  if (request.method !== 'POST' || request.complete || request.destroyed) return void request.resume()
  await new Promise<void>((resolve) =>
    request
      .once('end', resolve)
      .once('close', resolve)
      .once('error', () => resolve())
      .resume(),
  )
}
