import { afterEach, describe, expect, test } from 'vitest'
import { aPushService, type PushService, type SubscribedBrowser } from '../../../tests/push-service.ts'
import { openPushSender, type PushMessage, type PushSender, type SenderOptions } from './send.ts'
import { newVapidScalar, vapidKeyOf } from './vapid.ts'

const scalar = newVapidScalar()
const key = vapidKeyOf(scalar)
const open: (AsyncDisposable | PushSender)[] = []
const noon = Date.UTC(2026, 10, 29, 12)

afterEach(async () => {
  for (const each of open.splice(0)) {
    if ('push' in each) each.close()
    else await each[Symbol.asyncDispose]()
  }
})

async function aService(kind: 'http' | 'https' | 'h2'): Promise<PushService> {
  const service = await aPushService(kind)
  open.push(service)
  return service
}

function aSender(options: Partial<SenderOptions> = {}): PushSender {
  const sender = openPushSender({
    allowLoopback: true,
    keyOf: (id) => (id === 'first' ? key : undefined),
    subject: () => 'mailto:news@lantern.example',
    now: () => noon,
    ...options,
  })
  open.push(sender)
  return sender
}

function aMessage(browser: SubscribedBrowser, words = 'Bridge closed', more: Partial<PushMessage> = {}): PushMessage {
  const { endpoint, p256dh, auth } = browser
  return {
    endpoint,
    p256dh,
    auth,
    vapidKeyId: 'first',
    body: Buffer.from(words),
    ttl: 3600,
    urgency: 'high',
    topic: 'story-7',
    ...more,
  }
}

describe.for(['http', 'https', 'h2'] as const)('a push service over %s', (kind) => {
  test('gets a message that the browser can read, from a sender that it can know', async () => {
    const service = await aService(kind)
    const browser = service.subscribe(key.publicKey)
    const sender = aSender({ ca: service.ca })
    expect(await sender.push(aMessage(browser))).toEqual({ outcome: 'accepted' })
    const [push] = service.arrived
    expect(service.faults).toEqual([])
    expect(push).toMatchObject({ ttl: 3600, urgency: 'high', topic: 'story-7' })
    expect(push?.contentType).toBe('application/notification+json')
    expect(push?.plain.toString()).toBe('Bridge closed')
    expect(push?.vapid).toMatchObject({ audience: service.origin, subject: 'mailto:news@lantern.example' })
    expect(push?.vapid.expiresAt).toBeLessThanOrEqual(noon + 12 * 3_600_000)
  })

  test('a later message of the same topic takes the place of one that still waits', async () => {
    const service = await aService(kind)
    const browser = service.subscribe()
    const sender = aSender({ ca: service.ca })
    await sender.push(aMessage(browser, 'Bridge closed'))
    await sender.push(aMessage(browser, 'Bridge open again'))
    expect(service.kept(browser.endpoint).map(({ plain }) => plain.toString())).toEqual(['Bridge open again'])
  })

  test('every answer has its outcome', async () => {
    const service = await aService(kind)
    const sender = aSender({ ca: service.ca })
    const browser = service.subscribe()
    const outcomeWhen = async (status: number, headers: Record<string, string> = {}) => {
      service.answer(browser.endpoint, { status, headers, body: 'Because.' })
      return sender.push(aMessage(browser))
    }
    expect(await outcomeWhen(200)).toEqual({ outcome: 'accepted' })
    expect(await outcomeWhen(404)).toMatchObject({ outcome: 'gone', reason: '404: Because.' })
    expect(await outcomeWhen(410)).toMatchObject({ outcome: 'gone' })
    expect(await outcomeWhen(413)).toMatchObject({ outcome: 'too-large' })
    expect(await outcomeWhen(429, { 'retry-after': '120' })).toMatchObject({ outcome: 'later', afterMs: 120_000 })
    const date = new Date(noon + 90_000).toUTCString()
    expect(await outcomeWhen(429, { 'retry-after': date })).toMatchObject({ outcome: 'later', afterMs: 90_000 })
    expect(await outcomeWhen(503, { 'retry-after': 'soon' })).toMatchObject({ outcome: 'later', afterMs: 60_000 })
    expect(await outcomeWhen(500)).toMatchObject({ outcome: 'later', afterMs: 30_000 })
    for (const status of [400, 401, 403, 302]) {
      expect(await outcomeWhen(status)).toEqual({ outcome: 'refused', status, reason: `${status}: Because.` })
    }
  })

  test('a message that was taken without an answer is not said to have failed', async () => {
    const service = await aService(kind)
    const sender = aSender({ ca: service.ca, patience: { answerMs: 100 } })
    const browser = service.subscribe()
    service.answer(browser.endpoint, 'cut', 1)
    expect(await sender.push(aMessage(browser))).toMatchObject({ outcome: 'unanswered' })
    service.answer(browser.endpoint, 'silence', 1)
    expect(await sender.push(aMessage(browser))).toMatchObject({ outcome: 'unanswered' })
    expect(await sender.push(aMessage(browser))).toEqual({ outcome: 'accepted' })
    expect(service.arrived).toHaveLength(3)
  })

  test('a hundred messages and more are under way at the same time', async () => {
    const service = await aService(kind)
    const sender = aSender({ ca: service.ca })
    const { promise, resolve } = Promise.withResolvers<void>()
    service.hold(promise)
    const pushes = Array.from({ length: 150 }, () => sender.push(aMessage(service.subscribe())))
    await expect.poll(() => service.mostAtOnce, { timeout: 15_000 }).toBeGreaterThanOrEqual(kind === 'h2' ? 100 : 150)
    resolve()
    const outcomes = await Promise.all(pushes)
    expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true)
    expect(service.connections).toBeLessThanOrEqual(kind === 'h2' ? 4 : 151)
  })

  test('what is stopped ends at once', async () => {
    const service = await aService(kind)
    const sender = aSender({ ca: service.ca })
    const browser = service.subscribe()
    const stop = new AbortController()
    service.answer(browser.endpoint, 'silence')
    const pushing = sender.push(aMessage(browser), stop.signal)
    await expect.poll(() => service.arrived.length, { timeout: 15_000 }).toBe(1)
    stop.abort()
    expect(await pushing).toMatchObject({ outcome: 'unanswered' })
    expect(await sender.push(aMessage(browser), stop.signal)).toMatchObject({ outcome: 'later' })
  })
})

test('a service that cannot be reached has nothing', async () => {
  const service = await aService('http')
  const browser = service.subscribe()
  await service[Symbol.asyncDispose]()
  expect(await aSender().push(aMessage(browser))).toMatchObject({ outcome: 'later', afterMs: 30_000 })
})

test('without its key, with keys that are none, or too long, nothing is asked', async () => {
  const service = await aService('http')
  const browser = service.subscribe()
  const sender = aSender()
  const other = aMessage(browser, 'x', { vapidKeyId: 'second' })
  expect(await sender.push(other)).toMatchObject({ outcome: 'refused', status: 0 })
  const none = aMessage(browser, 'x', { p256dh: Buffer.alloc(65, 4) })
  expect(await sender.push(none)).toMatchObject({ outcome: 'gone' })
  expect(await sender.push(aMessage(browser, 'x'.repeat(3994)))).toMatchObject({ outcome: 'too-large' })
  expect(service.asked).toBe(0)
})
