/**
 * Push messages: how many are made for a second of processor time beside the web-push package, in turns, and how long
 * it takes to hand one each to 100,000 endpoints at a service in another process.
 * node bench/push.ts [endpoints] [h2,http]
 */
import ece from 'http_ece'
import { fork } from 'node:child_process'
import { createECDH, generateKeyPairSync, randomBytes, type ECDH } from 'node:crypto'
import { once } from 'node:events'
import webPush from 'web-push'
import { encryptMessage, oneTimeKey } from '../src/kit/web-push/encrypt.ts'
import { declarativeMessage } from '../src/kit/web-push/message.ts'
import { openPushSender } from '../src/kit/web-push/send.ts'
import { newVapidScalar, vapidAuthorization, vapidKeyOf } from '../src/kit/web-push/vapid.ts'
import { certificate } from '../tests/push-certificate.ts'

const [endpoints, parallel, rounds, messages] = [Number(process.argv[2] ?? 100_000), 200, 5, 3000]
const scalar = newVapidScalar()
const key = vapidKeyOf(scalar)
const subject = 'mailto:news@lantern.example'
const body = declarativeMessage({
  title: 'Swing bridge shut until Monday',
  body: 'A cable has snapped; ferries run every ten minutes from both banks. Nobody was hurt.',
  navigate: 'https://lantern.example/-/a/k2v9x7c4',
  tag: 'story-4711',
  lang: 'en',
  icon: 'https://lantern.example/-/icon/192.png',
  timestamp: Date.UTC(2026, 10, 29),
})

type Browser = { curve: ECDH; p256dh: Buffer; auth: Buffer; subscription: webPush.PushSubscription }
const browsers = Array.from({ length: 1000 }, (): Browser => {
  const curve = createECDH('prime256v1')
  const [p256dh, auth] = [curve.generateKeys(), randomBytes(16)]
  const keys = { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') }
  return { curve, p256dh, auth, subscription: { endpoint: 'https://push.example/x', keys } }
})

makeInTurns()
for (const kind of process.argv[3]?.split(',') ?? ['h2', 'http']) await handOver(kind)

function makeInTurns(): void {
  const vapidDetails = { subject, publicKey: key.publicKey, privateKey: scalar.toString('base64url') }
  const ways: [name: string, make: (browser: Browser, at: number) => unknown][] = [
    ['web-push', ({ subscription }) => webPush.generateRequestDetails(subscription, body, { vapidDetails, TTL: 60 })],
    [
      'Crier',
      (browser) => [
        encryptMessage(body, browser),
        vapidAuthorization(key, 'https://push.example', subject, Date.now()),
      ],
    ],
    ['Crier, its one-time keys made ahead', (browser, at) => encryptMessage(body, browser, ahead[at])],
    ['of which one-time keys', () => oneTimeKey()],
    ['a pair alone, as OpenSSL makes it', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ]
  let ahead: ReturnType<typeof oneTimeKey>[] = []
  const best = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    for (const [name, make] of ways) {
      ahead = name.includes('ahead') ? Array.from({ length: messages }, oneTimeKey) : []
      const began = process.cpuUsage()
      for (let at = 0; at < messages; at++) make(browsers[at % browsers.length]!, at)
      const { user, system } = process.cpuUsage(began)
      best.set(name, Math.min(best.get(name) ?? Infinity, (user + system) / messages))
    }
  }
  const theirs = best.get('web-push') ?? NaN
  for (const [name, micros] of best) {
    const rate = Math.round(1_000_000 / micros).toLocaleString('en')
    console.log(`${name}: ${micros.toFixed(0)} µs of CPU, ${rate} a second and core, × ${(theirs / micros).toFixed(2)}`)
  }
}

/** `kind`: over TLS with HTTP/2, or over plain connections that are kept. */
async function handOver(kind: string): Promise<void> {
  const service = fork(new URL('./push-service.ts', import.meta.url), [kind], { serialization: 'advanced' })
  const [origin] = (await once(service, 'message')) as [string]
  const sender = openPushSender({
    allowLoopback: true,
    ca: certificate,
    keyOf: () => key,
    subject: () => subject,
    now: Date.now,
  })
  const outcomes = new Map<string, number>()
  let next = 0
  const delays: number[] = []
  const ticks = setInterval(tick, 10)
  let ticked = performance.now()
  function tick() {
    const now = performance.now()
    delays.push(Math.max(0, now - ticked - 10))
    ticked = now
  }
  const [began, cpuBegan] = [performance.now(), process.cpuUsage()]
  const work = async () => {
    for (let at = next++; at < endpoints; at = next++) {
      const { p256dh, auth } = browsers[at % browsers.length]!
      const endpoint = `${origin}/push/${at}`
      const message = { endpoint, p256dh, auth, vapidKeyId: 'a', body, ttl: 3600, topic: 'story-4711' }
      const { outcome } = await sender.push({ ...message, urgency: 'high' })
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpuBegan)
  clearInterval(ticks)
  sender.close()
  service.send('how many')
  const [taken] = (await once(service, 'message')) as [
    { requests: number; endpoints: number; cpu: number; last: Sample },
  ]
  service.kill()
  const { curve, auth } = browsers[taken.last.at % browsers.length]!
  const read = ece.decrypt(Buffer.from(taken.last.body), { version: 'aes128gcm', privateKey: curve, authSecret: auth })
  const p99 = delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.99)] ?? 0
  console.log(
    `${kind}: ${endpoints.toLocaleString('en')} endpoints in ${seconds.toFixed(1)} s ` +
      `(${Math.round(endpoints / seconds).toLocaleString('en')} a second), ` +
      `CPU ${((user + system) / 1e6).toFixed(1)} s, ` +
      `the service's ${taken.cpu.toFixed(1)} s; ${JSON.stringify(Object.fromEntries(outcomes))}, there ` +
      `${taken.requests} requests for ${taken.endpoints} endpoints, ` +
      `one of them ${body.equals(read) ? 'read' : 'UNREADABLE'}; ` +
      `event-loop delay p99 ${p99.toFixed(0)} ms`,
  )
}

type Sample = { at: number; body: Uint8Array }
