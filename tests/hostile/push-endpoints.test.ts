import { expect, test } from 'vitest'
import { endpointFault } from '../../src/kit/web-push/endpoint.ts'
import { openPushSender } from '../../src/kit/web-push/send.ts'
import { newVapidScalar, vapidKeyOf } from '../../src/kit/web-push/vapid.ts'
import { aPushService } from '../push-service.ts'

const inward = [
  'https://127.0.0.1/push',
  'https://127.1/push',
  'https://0x7f000001/push',
  'https://2130706433/push',
  'https://localhost/push',
  'https://localhost./push',
  'https://push.localhost/push',
  'https://[::1]/push',
  'https://[::ffff:127.0.0.1]/push',
  'https://[64:ff9b::a9fe:a9fe]/push',
  'https://10.0.0.1/push',
  'https://192.168.1.1/push',
  'https://169.254.169.254/latest/meta-data',
  'https://168.63.129.16/push',
  'https://0.0.0.0/push',
  'https://push.example:22/push',
  'https://push.example:6667/push',
  'http://push.example/push',
  'http://127.0.0.1:9200/push',
  'ftp://push.example/push',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://user:password@push.example/push',
  'https://push.example/push#part',
  `https://push.example/${'x'.repeat(2000)}`,
  'push.example/push',
  '',
]

test.for(inward)('nobody subscribes with %s', (endpoint) => {
  expect(endpointFault(endpoint, false)).toMatch(/\.$/u)
})

test('nobody subscribes without TLS but on this machine, where that is allowed', () => {
  expect(endpointFault('https://fcm.googleapis.com/fcm/send/a:b', false)).toBeUndefined()
  expect(endpointFault('https://push.example:8443/push?token=1', false)).toBeUndefined()
  expect(endpointFault('http://127.0.0.1:4100/push', true)).toBeUndefined()
  expect(endpointFault('http://push.example/push', true)).toContain('https')
  expect(endpointFault('https://10.0.0.1/push', true)).toContain('private')
})

test('a name that leads inward, now or on the second look, is not connected to', async () => {
  await using service = await aPushService()
  const { port } = new URL(service.origin)
  let looks = 0
  const sender = openPushSender({
    keyOf: () => key,
    subject: () => 'mailto:news@lantern.example',
    now: () => 0,
    resolve: async () => {
      looks++
      return [
        { address: '93.184.215.14', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]
    },
  })
  const key = vapidKeyOf(newVapidScalar())
  const browser = service.subscribe()
  const endpoint = `https://push.example:${port}/push`
  const message = { ...browser, endpoint, vapidKeyId: 'a', body: Buffer.from('x'), ttl: 60, urgency: 'normal' } as const
  const outcome = await sender.push(message)
  expect(outcome).toMatchObject({ outcome: 'later' })
  expect(outcome).toHaveProperty('reason', expect.stringContaining('is this machine'))
  expect(looks).toBe(1)
  for (const inside of inward.slice(0, 15)) {
    expect(await sender.push({ ...message, endpoint: inside })).toMatchObject({ outcome: 'gone' })
  }
  expect(service.connections).toBe(0)
  sender.close()
})
