import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { newVapidScalar, vapidAuthorization, vapidKeyOf, vapidSubject } from './vapid.ts'

const hour = 3_600_000
const key = vapidKeyOf(newVapidScalar())

function claimsOf(header: string): Record<string, unknown> {
  const [, claims = ''] = header.split('.')
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}

test('a token is signed by the key that is sent along, for one origin and less than a day', () => {
  const header = vapidAuthorization(key, 'https://push.example', 'mailto:news@lantern.example', 5000)
  const [, token = '', publicKey = ''] = /^vapid t=(\S+), k=(\S+)$/u.exec(header) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  const verifier = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  const isGood = (bytes: Buffer) =>
    verify('sha256', bytes, { key: verifier, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  expect(isGood(signed)).toBe(true)
  expect(isGood(Buffer.concat([signed, Buffer.of(32)]))).toBe(false)
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ typ: 'JWT', alg: 'ES256' })
  const expected = { aud: 'https://push.example', exp: 5 + 12 * 3600, sub: 'mailto:news@lantern.example' }
  expect(claimsOf(header)).toEqual(expected)
})

test('a token is made once for an origin, until it would soon run out', () => {
  const made = (origin: string, now: number, subject = 'mailto:a@lantern.example') =>
    vapidAuthorization(key, origin, subject, now)
  const first = made('https://one.example', 0)
  expect(made('https://one.example', 10 * hour)).toBe(first)
  expect(made('https://two.example', 0)).not.toBe(first)
  expect(claimsOf(made('https://one.example', 11 * hour)).exp).toBe(23 * 3600)
  // A clock that was set back: what was made then would be valid for too long.
  expect(claimsOf(made('https://one.example', 0)).exp).toBe(12 * 3600)
  expect(claimsOf(made('https://one.example', 0, 'mailto:b@lantern.example')).sub).toBe('mailto:b@lantern.example')
  expect(
    vapidAuthorization(vapidKeyOf(newVapidScalar()), 'https://one.example', 'mailto:a@lantern.example', 0),
  ).not.toBe(first)
})

test('who is to be written to is what Apple takes', () => {
  const subject = (origin: string, email = '') => vapidSubject({ origin, email })
  expect(subject('https://lantern.example', 'news@lantern.example')).toBe('mailto:news@lantern.example')
  expect(subject('https://lantern.example')).toBe('https://lantern.example')
  expect(subject('https://lantern.example', 'The Lantern <news@lantern.example>')).toBe('https://lantern.example')
  expect(subject('http://localhost:4000')).toBe('mailto:nobody@example.org')
  expect(subject('https://192.0.2.7')).toBe('mailto:nobody@example.org')
})

test('a key is the same for the same material', () => {
  const scalar = newVapidScalar()
  expect(scalar).toHaveLength(32)
  expect(vapidKeyOf(Buffer.from(scalar)).publicKey).toBe(vapidKeyOf(scalar).publicKey)
  expect(Buffer.from(vapidKeyOf(scalar).publicKey, 'base64url')).toHaveLength(65)
})
