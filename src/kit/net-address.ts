import ipaddr from 'ipaddr.js'
import { isIP } from 'node:net'

export type ParsedAddress = ipaddr.IPv4 | ipaddr.IPv6

/** An address in text form; IPv4 inside IPv6 (mapped, RFC 4291) is IPv4. Undefined when it is no address. */
export function parseAddress(text: string): ParsedAddress | undefined {
  const version = isIP(text)
  // Every request asks, and the library's own reading of a dotted quad takes several expressions.
  if (version === 4) return new ipaddr.IPv4(text.split('.').map(Number))
  return version === 6 ? ipaddr.process(text) : undefined
}

/** Public by its number, yet a machine's own: Azure's wire server, which hands out secrets. */
const ownOfTheMachine = new Set(['168.63.129.16'])

/**
 * Why the product must not connect to a network address (text form, IPv4 or IPv6), in words; undefined when it may.
 * Only global unicast passes (IANA special-purpose registries, RFC 6890); an IPv4 address inside an IPv6 one (mapped,
 * RFC 4291; NAT64, RFC 6052) is judged as itself. `allowLoopback` lets this machine pass, and nothing else.
 */
export function addressFault(address: string, allowLoopback: boolean): string | undefined {
  if (!ipaddr.isValid(address)) return 'is not an address'
  const parsed = ipaddr.parse(address.split('%', 1)[0] ?? '')
  const inner = parsed instanceof ipaddr.IPv6 ? embeddedIPv4(parsed) : parsed
  const judged = inner ?? parsed
  const range = judged.range()
  if (range === 'loopback') return allowLoopback ? undefined : 'is this machine'
  if (range !== 'unicast' || ownOfTheMachine.has(judged.toString()))
    return `is not on the public internet (${words[range] ?? 'reserved'})`
  // 2000::/3 is all that has been given out; the rest is not routed, or is for old local schemes.
  if (judged instanceof ipaddr.IPv6 && !judged.match(global)) return 'is not on the public internet (reserved)'
  return undefined
}

const global = ipaddr.IPv6.parseCIDR('2000::/3')
const words: Record<string, string> = {
  private: 'a private network',
  uniqueLocal: 'a private network',
  linkLocal: 'link-local',
  carrierGradeNat: 'a carrier’s own network',
  multicast: 'multicast',
  unspecified: 'no address',
}

function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  const bytes = address.toByteArray()
  const isNat64 = address.match(ipaddr.IPv6.parseCIDR('64:ff9b::/96'))
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && bytes.slice(12, 15).some((byte) => byte !== 0)
  // ISATAP (RFC 5214) hides the address behind an interface id of 0000:5efe or 0200:5efe.
  const isIsatap = ((bytes[8] ?? 0) & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe
  return isNat64 || isCompatible || isIsatap ? new ipaddr.IPv4(bytes.slice(12)) : undefined
}

/** Whether a host of an address is this machine, by its name alone. */
export function isLoopbackHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/gu, '')
  return bare === 'localhost' || bare.endsWith('.localhost') || parseAddress(bare)?.range() === 'loopback'
}
