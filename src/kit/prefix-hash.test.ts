import { expect, test } from 'vitest'
import { clientAddress, networkName, networkPrefix, prefixHash } from './prefix-hash.ts'

test('neighbours share a prefix, others do not', () => {
  expect(networkPrefix('192.0.2.7')).toBe(networkPrefix('192.0.2.250'))
  expect(networkPrefix('192.0.2.7')).not.toBe(networkPrefix('192.0.3.7'))
  expect(networkPrefix('2001:db8:1:2::1')).toBe(networkPrefix('2001:db8:1:ffff::9'))
  expect(networkPrefix('::ffff:192.0.2.7')).toBe(networkPrefix('192.0.2.1'))
  expect(networkPrefix('nonsense')).toBeUndefined()
})

test('a network has a name that people can read, and no address in it', () => {
  expect(networkName('192.0.2.7')).toBe('192.0.2.0/24')
  expect(networkName('::ffff:192.0.2.7')).toBe('192.0.2.0/24')
  expect(networkName('2001:db8:7:1:2:3:4:5')).toBe('2001:db8:7::/48')
  expect(networkName('::1')).toBe('::/48')
  expect(networkName('nonsense')).toBeUndefined()
})

test('another key gives another hash, and the hash does not hold the address', () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  expect(prefixHash(one, '192.0.2.7')).toBe(prefixHash(one, '192.0.2.8'))
  expect(prefixHash(one, '192.0.2.7')).not.toBe(prefixHash(two, '192.0.2.7'))
})

test('X-Forwarded-For is believed from trusted proxies only, from the right', () => {
  expect(clientAddress('203.0.113.9', '1.1.1.1', [])).toBe('203.0.113.9')
  expect(clientAddress('127.0.0.1', '1.1.1.1, 198.51.100.4', ['127.0.0.0/8'])).toBe('198.51.100.4')
  expect(clientAddress('127.0.0.1', '1.1.1.1, 198.51.100.4:5512, 10.0.0.2', ['127.0.0.0/8', '10.0.0.0/8'])).toBe(
    '198.51.100.4',
  )
  expect(clientAddress('127.0.0.1', 'garbage', ['127.0.0.0/8'])).toBe('127.0.0.1')
  expect(clientAddress('127.0.0.1', undefined, ['127.0.0.0/8'])).toBe('127.0.0.1')
})
