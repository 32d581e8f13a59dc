import { domainToASCII } from 'node:url'
import type { Tx } from '../kit/db/schema.ts'
import { hmacSha256 } from '../kit/hmac.ts'
import type { House } from '../kit/house.ts'
import { putAddresses } from './store.ts'

const longest = 254
/** NFC makes of four units one at most: what is longer now is too long afterwards, and is not looked at. */
const maxTyped = longest * 4

/**
 * An address as it is kept: trimmed, NFC, the domain in lower-case ASCII (IDNA). Undefined when mail could not be sent
 * to it: the sane part of RFC 5321's grammar, at most 254 characters, no quoting, no literals.
 */
export function normaliseAddress(input: string): string | undefined {
  const typed = input.trim()
  if (typed.length > maxTyped) return undefined
  const text = typed.normalize('NFC')
  const at = text.lastIndexOf('@')
  if (at < 1 || text.length > longest) return undefined
  const local = text.slice(0, at)
  const domain = domainToASCII(text.slice(at + 1))
  if (local.length > 64 || !/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local))
    return undefined
  if (domain.length > 253 || !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/u.test(domain))
    return undefined
  const address = `${local}@${domain}`
  return address.length > longest ? undefined : address
}

/** One address has one hash: the local part counts in lower case, since no real mailbox tells cases apart. */
export function addressHash(house: Pick<House, 'secrets'>, address: string): string {
  return hmacSha256(house.secrets.current('address').material, address.toLowerCase()).toString('base64url')
}

/**
 * The mailbox behind an address that `normaliseAddress` has accepted, for limits alone: what stands after a `+` leads
 * to the same one (RFC 5233), and at Gmail so do dots and its other name. A host that takes `a+1` for somebody else's
 * mailbox loses nothing but that the two share a limit.
 */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@')
  const [local = ''] = address
    .slice(0, at)
    .toLowerCase()
    .split(/(?<=.)\+/u)
  const domain = address.slice(at + 1)
  return domain === 'gmail.com' || domain === 'googlemail.com'
    ? `${local.replaceAll('.', '')}@gmail.com`
    : `${local}@${domain}`
}

/** The row of an address that `normaliseAddress` has accepted. An erased one starts over, unconfirmed and unowned. */
export async function ensureAddress(tx: Tx, house: Pick<House, 'secrets'>, input: string, at: number): Promise<number> {
  const id = (await ensureAddresses(tx, house, [input], at)).get(input)
  if (id === undefined) throw new Error('the address was not checked')
  return id
}

/** The same for many, by how they were written; what is no address is left out. */
export async function ensureAddresses(
  tx: Tx,
  house: Pick<House, 'secrets'>,
  inputs: readonly string[],
  at: number,
): Promise<Map<string, number>> {
  const hashes = new Map<string, string>()
  const addresses = new Map<string, string>()
  for (const input of new Set(inputs)) {
    const address = normaliseAddress(input)
    if (address === undefined) continue
    const hash = addressHash(house, address)
    hashes.set(input, hash)
    addresses.set(hash, address)
  }
  const ids = await putAddresses(tx, addresses, at)
  return new Map([...hashes].map(([input, hash]) => [input, ids.get(hash) ?? 0]))
}
