import ipaddr from 'ipaddr.js'
import { isIP } from 'node:net'
import { hmacSha256 } from './hmac.ts'
import { parseAddress } from './net-address.ts'

/**
 * The network an address belongs to: /24 of IPv4, /48 of IPv6. IPv4 inside IPv6 counts as IPv4. Undefined when it is no
 * address.
 */
export function networkPrefix(address: string): string | undefined {
  const parsed = parseAddress(address)
  if (parsed === undefined) return undefined
  const bytes = parsed.toByteArray()
  return parsed.kind() === 'ipv4' ? `4:${bytes.slice(0, 3).join('.')}` : `6:${bytes.slice(0, 6).join('.')}`
}

/** The same for people to read: `203.0.113.0/24`, `2001:db8:7::/48`. */
export function networkName(address: string): string | undefined {
  const parsed = parseAddress(address)
  if (parsed === undefined) return undefined
  if (parsed.kind() === 'ipv4') return `${ipaddr.IPv4.networkAddressFromCIDR(`${parsed}/24`)}/24`
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/48`)}/48`
}

/**
 * A network as 128 bits of HMAC-SHA256 under a key that is destroyed later: then nobody can tell which network it was.
 */
export function prefixHash(key: Uint8Array, address: string): string | undefined {
  const prefix = networkPrefix(address)
  return prefix === undefined ? undefined : hmacSha256(key, prefix).subarray(0, 16).toString('base64url')
}

/**
 * The client's address: the connection's, unless that is a trusted proxy; then the rightmost entry of X-Forwarded-For
 * that is not one. What stands further left may have been written by anyone.
 */
export function clientAddress(remote: string, forwardedFor: string | undefined, trusted: readonly string[]): string {
  return clientHop(remote, forwardedFor, trusted).address
}

/** `isSilent`: a trusted proxy's own, which names nobody. `isForwarded`: somebody else is said to stand behind it. */
export type ClientHop = { address: string; isSilent: boolean; isForwarded: boolean }

export function clientHop(remote: string, forwardedFor: string | undefined, trusted: readonly string[]): ClientHop {
  const hops = [...(forwardedFor?.split(',').map((hop) => hop.trim()) ?? []), remote]
  const last = hops.length - 1
  for (let index = last; index > 0; index--) {
    const hop = hops[index] ?? ''
    if (!isTrusted(hop, trusted)) return { address: bare(hop), isSilent: false, isForwarded: true }
    const isNamed = isIP(bare(hops[index - 1] ?? '')) !== 0
    if (!isNamed) return { address: bare(hop), isSilent: index === last, isForwarded: false }
  }
  return { address: bare(hops[0] ?? remote), isSilent: last === 0 && isTrusted(remote, trusted), isForwarded: false }
}

function isTrusted(address: string, trusted: readonly string[]): boolean {
  const parsed = parseAddress(bare(address))
  if (parsed === undefined) return false
  return rangesOf(trusted).some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits))
}

const ranges = new WeakMap<readonly string[], ReturnType<typeof ipaddr.parseCIDR>[]>()

/** Parsed once: the list is the configuration's and every request asks for it. */
function rangesOf(trusted: readonly string[]): ReturnType<typeof ipaddr.parseCIDR>[] {
  const known = ranges.get(trusted) ?? trusted.map((range) => ipaddr.parseCIDR(range))
  ranges.set(trusted, known)
  return known
}

/** Without a port or brackets, as some proxies write it. */
function bare(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/u.exec(hop)
  if (bracketed?.[1] !== undefined) return bracketed[1]
  return /^\d+\.\d+\.\d+\.\d+:\d+$/u.test(hop) ? hop.slice(0, hop.indexOf(':')) : hop
}
