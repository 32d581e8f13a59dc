import ipaddr from 'ipaddr.js'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isLoopbackHost, type Config } from '../../config.ts'
import type { LocalRequest, PageRequest } from './answers.ts'

/** What proxies add. A proxy on this machine speaks for strangers from a loopback address. */
const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip'] as const

/**
 * Why a request is not from somebody at this machine, in words; undefined when it is. Three things must agree: the
 * connection's own address (headers can be written by anyone), the name that was asked for (a page of another site can
 * make its name lead here, but not be called localhost), and that the paper is of this machine alone.
 */
export function strangerFault(request: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } }, config: Pick<Config, 'isLoopback' | 'origin'>): string | undefined {
  const { headers, socket } = request
  if (!config.isLoopback) return `This page works only on a paper that is served to its own machine, and this one is at ${config.origin}. On the server, "npx crier import wordpress export.xml" does the same.`
  const host = URL.canParse(`http://${headers.host ?? ''}`) ? new URL(`http://${headers.host}`).hostname : ''
  const isHere = isLoopback(socket.remoteAddress ?? '') && isLoopbackHost(host) && forwarding.every((name) => headers[name] === undefined)
  return isHere ? undefined : 'This page is only for whoever sits at the machine that the paper runs on: open it there, at localhost. From elsewhere, "npx crier import wordpress export.xml" on that machine does the same.'
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

export function localRequest(request: IncomingMessage, response: ServerResponse, plain: PageRequest, wantsJson: boolean): LocalRequest {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return { ...plain, wantsJson, contentType: request.headers['content-type'], body: request, signal: gone.signal }
}

/** Lets past what is left of a body. */
export async function rest(request: IncomingMessage): Promise<void> {
  if (request.method !== 'POST' || request.complete || request.destroyed) return void request.resume()
  await new Promise<void>((resolve) => request.once('end', resolve).once('close', resolve).once('error', () => resolve()).resume())
}
