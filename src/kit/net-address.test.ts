import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressFault } from './net-address.ts'

test.each([
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd00:ec2::254',
  'fec0::1',
  'ff02::1',
  '100::1',
  '2001:db8::1',
  '2001::1',
  '2002:7f00:1::',
  '2002:808:808::',
  '3fff::1',
  '5f00::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::8.8.8.8',
  '2a00:1450:4001:81b:0:5efe:10.0.0.1',
  'not an address',
  '',
])('%s is refused', (address) => {
  expect(addressFault(address, false)).toBeDefined()
})

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450:4001:81b::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
])('%s may be asked', (address) => {
  expect(addressFault(address, false)).toBeUndefined()
})

test('allowing loopback allows this machine and nothing else', () => {
  for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])
    expect(addressFault(address, true), address).toBeUndefined()
  for (const address of ['10.0.0.1', '169.254.169.254', '0.0.0.0', '::', 'fd00::1', '::ffff:10.0.0.1'])
    expect(addressFault(address, true), address).toBeDefined()
})

test('an address is judged the same however it is wrapped in IPv6', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const isRefused = addressFault(address, false) !== undefined
      for (const prefix of ['::ffff:', '64:ff9b::'])
        expect(addressFault(prefix + address, false) !== undefined).toBe(isRefused)
    }),
  )
})
