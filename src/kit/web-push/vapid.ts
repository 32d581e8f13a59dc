import { createECDH, createPrivateKey, sign, type KeyObject } from 'node:crypto'

/**
 * How a paper identifies itself to push services (RFC 8292); `publicKey` is the point in base64url, as browsers take
 * it.
 */
export type VapidKey = { privateKey: KeyObject; publicKey: string }

/** Material for a new key: a scalar of P-256, 32 bytes. */
export function newVapidScalar(): Buffer {
  const curve = createECDH('prime256v1')
  curve.generateKeys()
  const scalar = curve.getPrivateKey()
  return Buffer.concat([Buffer.alloc(32 - scalar.length), scalar])
}

const keys = new WeakMap<Uint8Array, VapidKey>()

/** The key of a scalar, made once for as long as its bytes are kept. */
export function vapidKeyOf(scalar: Uint8Array): VapidKey {
  let key = keys.get(scalar)
  if (key === undefined) keys.set(scalar, (key = readKey(scalar)))
  return key
}

function readKey(scalar: Uint8Array): VapidKey {
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(scalar)
  const point = curve.getPublicKey()
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url')
  const [d, x, y] = [Buffer.from(scalar).toString('base64url'), coordinate(1), coordinate(33)]
  return {
    privateKey: createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d, x, y }, format: 'jwk' }),
    publicKey: point.toString('base64url'),
  }
}

const hour = 3_600_000
/** Services refuse more than 24 hours (RFC 8292, 2); half of that leaves room for clocks that differ. */
const validMs = 12 * hour
const renewMs = hour
/** Subscribers choose the origin; beyond this many, older ones are forgotten. */
const maxOrigins = 500

type Token = { header: string; subject: string; madeAt: number }
const tokens = new WeakMap<VapidKey, Map<string, Token>>()

/**
 * The Authorization header for one push service (RFC 8292, 3): an ES256 token, signed once for a key, an origin and a
 * subject, until an hour before it runs out. `origin` is the endpoint's (`https://push.example`), `now` in
 * milliseconds.
 */
export function vapidAuthorization(key: VapidKey, origin: string, subject: string, now: number): string {
  let made = tokens.get(key)
  if (made === undefined) tokens.set(key, (made = new Map()))
  const known = made.get(origin)
  const age = known === undefined ? undefined : now - known.madeAt
  // A clock that was set back must not leave a token that is valid for more than a day.
  const isGood = age !== undefined && age >= 0 && age < validMs - renewMs && known?.subject === subject
  if (known !== undefined && isGood) return known.header
  if (made.size >= maxOrigins) made.clear()
  const header = `vapid t=${token(key, origin, subject, now)}, k=${key.publicKey}`
  made.set(origin, { header, subject, madeAt: now })
  return header
}

function token(key: VapidKey, origin: string, subject: string, now: number): string {
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = { aud: origin, exp: Math.floor((now + validMs) / 1000), sub: subject }
  const signed = `${encoded({ typ: 'JWT', alg: 'ES256' })}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

/**
 * Who a push service can contact about what we send (RFC 8292, 2.1): the paper's mail address, else its public address.
 * Apple refuses addresses of this machine, blanks and angle brackets.
 */
export function vapidSubject(paper: { origin: string; email: string }): string {
  if (paper.email.includes('@') && !/[\s<>"]/u.test(paper.email)) return `mailto:${paper.email}`
  const { protocol, hostname } = new URL(paper.origin)
  if (protocol === 'https:' && hostname.includes('.') && !/^[\d.]+$/u.test(hostname)) return paper.origin
  // A paper being tried out: nobody can be contacted.
  return 'mailto:nobody@example.org'
}
