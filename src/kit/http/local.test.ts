import { expect, test } from 'vitest'
import { localOnlyError } from './local.ts'

const config = { isLoopback: true, origin: 'http://localhost:4000' }
const ask = (remoteAddress: string | undefined, headers: Record<string, string>, asked = config) =>
  localOnlyError({ socket: { remoteAddress }, headers }, asked)

test.each([
  ['127.0.0.1', 'localhost:4000'],
  ['::1', '[::1]:4000'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['127.8.8.8', 'LOCALHOST:4000'],
])('%s asking for %s sits at this machine', (remote, host) => {
  expect(ask(remote, { host })).toBeUndefined()
})

test.each([
  ['another machine', '192.168.1.7', { host: 'localhost:4000' }],
  ['a container’s bridge', '172.17.0.1', { host: 'localhost:4000' }],
  ['nobody', undefined, { host: 'localhost' }],
  ['a proxy here', '127.0.0.1', { host: 'localhost', 'x-forwarded-for': '127.0.0.1' }],
  ['a proxy here that says Forwarded', '127.0.0.1', { host: 'localhost', forwarded: 'for=127.0.0.1' }],
  ['a name that was made to lead here', '127.0.0.1', { host: 'evil.example' }],
  ['a name like ours', '127.0.0.1', { host: 'localhost.evil.example' }],
  ['no name', '127.0.0.1', {}],
])('%s is a stranger and told what to do', (_, remote, headers) => {
  expect(ask(remote, headers)).toMatch(/opens only on the machine.*npx crier import/u)
})

test('a paper with a public address has no such page at all', () => {
  expect(ask('127.0.0.1', { host: 'localhost' }, { isLoopback: false, origin: 'https://lantern.example' })).toContain(
    'this one is at https://lantern.example',
  )
})
