/** A reader is anybody who reads: known by a signed cookie or a confirmed address, never by name. */
import { randomBytes } from 'node:crypto'
import type { House } from '../kit/house.ts'
import { sign, verify } from '../kit/secrets.ts'

const maxAgeSeconds = 400 * 24 * 60 * 60
/** A browser may have older ones of other paths or domains; checking a signature costs more than reading it. */
const maxTried = 5
const idShape = /^[A-Za-z0-9_-]{22}$/u

/**
 * 128 bits: the millisecond (48), then chance (80). In a rush of new readers their rows and ballots then stand side by
 * side in the database, where wholly random keys would each touch pages of their own.
 */
export function newReaderId(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  return bytes.toString('base64url')
}

export function readerCookieName(house: Pick<House, 'config'>): string {
  return `${house.config.cookiePrefix}crier`
}

/** The reader that a Cookie header names, if this house signed it. */
export function readerIdFromCookie(
  house: Pick<House, 'config' | 'secrets'>,
  header: string | undefined,
): string | undefined {
  if (header === undefined) return undefined
  const name = `${readerCookieName(house)}=`
  const own = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(name))
  for (const pair of own.slice(0, maxTried)) {
    const [id = '', ...signature] = pair.slice(name.length).split('.')
    if (idShape.test(id) && verify(house.secrets, 'reader-cookie', id, signature.join('.'))) return id
  }
  return undefined
}

/** A Set-Cookie value (RFC 6265bis): for this site alone, not for scripts, at most 400 days. */
export function readerCookie(house: Pick<House, 'config' | 'secrets'>, id: string): string {
  const secure = house.config.secureCookies ? '; Secure' : ''
  const value = `${id}.${sign(house.secrets, 'reader-cookie', id)}`
  return `${readerCookieName(house)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`
}
