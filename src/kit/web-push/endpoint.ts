import { isIP } from 'node:net'
import { addressFault, isLoopbackHost } from '../net-address.ts'
import { isBadPort } from '../net.ts'

const maxLength = 2000

/**
 * Why no message may be sent to the endpoint of a subscription, in words; undefined if one may. What its name resolves
 * to is judged when a connection is made (send.ts). `allowLoopback`: also this machine, without TLS.
 */
export function endpointFault(endpoint: string, allowLoopback: boolean): string | undefined {
  if (endpoint.length > maxLength) return `An endpoint has at most ${maxLength} characters.`
  const url = URL.parse(endpoint)
  if (url === null) return 'An endpoint is an https address.'
  const isOwn = allowLoopback && isLoopbackHost(url.hostname)
  if (url.protocol !== 'https:' && !(isOwn && url.protocol === 'http:')) return 'An endpoint is an https address.'
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return 'An endpoint holds no password and no fragment.'
  }
  if (isOwn) return undefined
  if (isLoopbackHost(url.hostname.replace(/\.$/u, ''))) return 'This endpoint is this machine.'
  if (isBadPort(url)) return `Port ${url.port} is not for the web.`
  const host = url.hostname.replace(/^\[|\]$/gu, '')
  const fault = isIP(host) > 0 ? addressFault(host, false) : undefined
  return fault === undefined ? undefined : `This endpoint ${fault}.`
}
