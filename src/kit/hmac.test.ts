import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { hmacSha256 } from './hmac.ts'

test('it is HMAC-SHA256 by the examples of RFC 4231', () => {
  const of = (key: string, data: string) =>
    hmacSha256(Buffer.from(key, 'hex'), Buffer.from(data, 'hex')).toString('hex')
  expect(of('0b'.repeat(20), Buffer.from('Hi There').toString('hex'))).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  )
  expect(hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  expect(of('aa'.repeat(20), 'dd'.repeat(50))).toBe('773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe')
})

test('for keys and data of any length, and text beyond ASCII, it is what Node.js makes', () => {
  for (const keyBytes of [0, 1, 16, 32, 63, 64, 65, 200])
    for (const dataBytes of [0, 1, 55, 56, 63, 64, 65, 1023, 1024, 1025, 5000]) {
      const [key, data] = [randomBytes(keyBytes), randomBytes(dataBytes)]
      const text = `${'ä€😀'.repeat(dataBytes / 8)}`
      expect(hmacSha256(key, data)).toEqual(createHmac('sha256', key).update(data).digest())
      expect(hmacSha256(key, text)).toEqual(createHmac('sha256', key).update(text).digest())
    }
})

test('a result stays as it is when the next is made', () => {
  const key = randomBytes(32)
  const first = hmacSha256(key, 'one')
  const kept = Buffer.from(first)
  hmacSha256(key, 'two')
  expect(first).toEqual(kept)
})
