import { isIP } from 'node:net'
import { addressFault, isLoopbackHost } from '../net-address.ts'
import { isBadPort } from '../net.ts'

const maxLength = 2000

/**
 * Why no message is sent to the address that a browser gave for its subscription, in words; undefined when one may be.
 * What its name leads to is judged when a connection is made (send.ts). `allowLoopback`: this machine, also without
 * TLS.
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
