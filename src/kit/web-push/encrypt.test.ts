import fc from 'fast-check'
import ece from 'http_ece'
import { createECDH, createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { browserKeysFault, encryptMessage, maxMessageBytes } from './encrypt.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')

test('the example of RFC 8291 comes out byte for byte', () => {
  const d = 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'
  const point = bytes('BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x, y }
  const message = encryptMessage(
    Buffer.from('When I grow up, I want to be a watermelon'),
    {
      p256dh: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
      auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
    },
    { privateKey: createPrivateKey({ key: { ...jwk, d }, format: 'jwk' }), point },
    bytes('DGv6ra1nlYgDCS1FRnbzlw'),
  )
  expect(message.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

function aBrowser() {
  const curve = createECDH('prime256v1')
  return { curve, p256dh: curve.generateKeys(), auth: Buffer.from(crypto.getRandomValues(new Uint8Array(16))) }
}

test('whatever is sent, the browser reads it, and another browser does not', () => {
  const [browser, other] = [aBrowser(), aBrowser()]
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: maxMessageBytes }), (plain) => {
      const message = encryptMessage(plain, browser)
      expect(message.length).toBe(plain.length + 103)
      const read = (by: typeof browser) =>
        ece.decrypt(message, { version: 'aes128gcm', privateKey: by.curve, authSecret: by.auth })
      expect(Buffer.from(plain).equals(read(browser))).toBe(true)
      expect(() => read(other)).toThrow()
    }),
    { numRuns: 100 },
  )
})

test('no two messages share a key or a salt', () => {
  const browser = aBrowser()
  const heads = Array.from({ length: 200 }, () => encryptMessage(Buffer.from('the same'), browser))
  expect(new Set(heads.map((message) => message.toString('latin1', 0, 16))).size).toBe(200)
  expect(new Set(heads.map((message) => message.toString('latin1', 21, 86))).size).toBe(200)
})

test('a message fits in what every push service takes, or is refused', () => {
  expect(encryptMessage(Buffer.alloc(maxMessageBytes), aBrowser()).length).toBe(4096)
  expect(() => encryptMessage(Buffer.alloc(maxMessageBytes + 1), aBrowser())).toThrow(RangeError)
})

test('keys that are none are told apart from keys', () => {
  const { p256dh, auth } = aBrowser()
  expect(browserKeysFault({ p256dh, auth })).toBeUndefined()
  expect(browserKeysFault({ p256dh, auth: auth.subarray(1) })).toContain('16 bytes')
  expect(browserKeysFault({ p256dh: p256dh.subarray(0, 64), auth })).toContain('65 bytes')
  const offCurve = Buffer.from(p256dh)
  offCurve[64] = (offCurve[64] ?? 0) ^ 1
  expect(browserKeysFault({ p256dh: offCurve, auth })).toContain('P-256')
  expect(browserKeysFault({ p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64)]), auth })).toContain('P-256')
})
