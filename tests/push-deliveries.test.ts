import { describe, expect, test } from 'vitest'
import { repeatUncertain, resumeSending } from '../src/deliveries/deeds.ts'
import { lookAfterSendings } from '../src/deliveries/look-after.ts'
import { deliveriesBy, progressOf } from '../src/deliveries/progress.ts'
import { operator } from '../src/kit/db/schema.ts'
import { vapidKeyById } from '../src/kit/web-push/keys.ts'
import { openPushSender } from '../src/kit/web-push/send.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'
import { aPushService, type PushService } from './push-service.ts'
import { aSender, faultsOfDeliveries } from './sending.ts'
import { sendTo, someDevices } from './some-sendings.ts'

const channel = 'push'

/** `answerMs`: how soon its patience with a silent service ends. */
async function aPushHouse(engine: (typeof engines)[number], answerMs = 20_000): Promise<TestHouse> {
  const house = await aHouse(engine)
  house.push.close()
  house.push = openPushSender({
    allowLoopback: true,
    keyOf: (id) => vapidKeyById(house.secrets, id),
    subject: () => 'mailto:news@lantern.example',
    now: house.clock.now,
    patience: { answerMs },
  })
  return house
}

function browsersAt(house: TestHouse, service: PushService, count: number) {
  const key = vapidKeyById(house.secrets, house.secrets.current('vapid').keyId)?.publicKey
  return Array.from({ length: count }, () => service.subscribe(key))
}

async function countsOf(house: TestHouse, id: number) {
  const progress = await progressOf(house.db, id)
  return Object.fromEntries(Object.entries(progress?.counts.push ?? {}).filter(([, count]) => count > 0))
}

async function statesOf(house: TestHouse, ids: readonly number[]) {
  const rows = await house.db.selectFrom('subscribers').select('state').where('id', 'in', ids).orderBy('id').execute()
  return rows.map(({ state }) => state)
}

describe.each(engines)('notifications on %s', (engine) => {
  test('arrive once, as the browser alone can read them, many at a time', async () => {
    await using service = await aPushService()
    await using house = await aPushHouse(engine)
    const browsers = browsersAt(house, service, 300)
    const ids = await someDevices(house, browsers)
    const hold = Promise.withResolvers<void>()
    service.hold(hold.promise)
    const sender = aSender(house)
    const id = await sendTo(house, { ids, channel, step: 300 })
    const sent = sender.drain()
    while (service.mostAtOnce < 100) await new Promise((go) => setTimeout(go, 10))
    hold.resolve()
    await sent
    expect(service.faults).toEqual([])
    expect(new Set(service.arrived.map(({ endpoint }) => endpoint)).size).toBe(300)
    expect(service.arrived).toHaveLength(300)
    const [first] = service.arrived
    expect(first).toMatchObject({ ttl: 3_600, urgency: 'high', topic: 'story-7' })
    expect(JSON.parse(first?.plain.toString() ?? '')).toMatchObject({ subject: 'Ferry delayed' })
    expect(await progressOf(house.db, id)).toMatchObject({ state: 'done', audience: 300 })
    expect(await countsOf(house, id)).toEqual({ accepted: 300 })
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('a later one of the same story takes the place of one that still waits', async () => {
    await using service = await aPushService()
    await using house = await aPushHouse(engine)
    const [browser] = browsersAt(house, service, 1)
    if (browser === undefined) throw new Error('no browser')
    const ids = await someDevices(house, [browser])
    const sender = aSender(house)
    await sendTo(house, { ids, channel })
    await sender.drain()
    await sendTo(house, { ids, channel, kind: 'correction', words: { subject: 'Ferry on time' } })
    await sender.drain()
    const kept = service.kept(browser.endpoint).map(({ plain }) => JSON.parse(plain.toString()).subject)
    expect(kept).toEqual(['Ferry on time'])
  })

  test('a subscription that its service does not know has ended; one too long is failed', async () => {
    await using service = await aPushService()
    await using house = await aPushHouse(engine)
    const browsers = browsersAt(house, service, 5)
    const ids = await someDevices(house, browsers)
    const answers = [404, 410, 413]
    browsers.slice(0, 3).forEach(({ endpoint }, index) => service.answer(endpoint, { status: answers[index] ?? 0 }))
    const sender = aSender(house)
    const id = await sendTo(house, { ids, channel })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 2, bounced: 2, failed: 1 })
    expect(await statesOf(house, ids)).toEqual(['gone', 'gone', 'active', 'active', 'active'])
    const next = await sendTo(house, { ids, channel })
    await sender.drain()
    expect(await countsOf(house, next)).toEqual({ accepted: 2, failed: 1, suppressed: 2 })
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('a service that wants a minute of peace gets it, and others go on', async () => {
    await using busy = await aPushService()
    await using other = await aPushService()
    await using house = await aPushHouse(engine)
    const ids = await someDevices(house, [...browsersAt(house, busy, 400), ...browsersAt(house, other, 50)])
    busy.answer('all', { status: 429, headers: { 'retry-after': '60' } })
    const sender = aSender(house)
    const id = await sendTo(house, { ids, channel, step: 450 })
    await sender.drain()
    expect(other.arrived).toHaveLength(50)
    const asked = busy.asked
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThanOrEqual(200)
    busy.answer('all', undefined)
    house.clock.advance(59_000)
    await lookAfterSendings(house)
    await sender.drain()
    expect(busy.asked).toBe(asked)
    for (let second = 0; second < 4; second++) {
      house.clock.advance(1_000)
      await sender.drain()
    }
    expect(await countsOf(house, id)).toEqual({ accepted: 450 })
    expect(busy.arrived).toHaveLength(400)
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('a service that refuses us is left alone, and a person is told when nothing else is left', async () => {
    await using angry = await aPushService()
    await using other = await aPushService()
    await using house = await aPushHouse(engine)
    const ids = await someDevices(house, [...browsersAt(house, angry, 300), ...browsersAt(house, other, 50)])
    angry.answer('all', { status: 401, body: 'bad token' })
    const sender = aSender(house)
    const id = await sendTo(house, { ids, channel, step: 350 })
    await sender.drain()
    expect(other.arrived).toHaveLength(50)
    expect(angry.asked).toBeLessThanOrEqual(200)
    const paused = await progressOf(house.db, id)
    expect(paused?.state).toBe('paused')
    expect(paused?.pauseReason).toMatch(/^Our notifications are refused by 127\.0\.0\.1:\d+ \(401: bad token\)/u)
    const pauseParams = { hosts: new URL(angry.origin).host, fault: '401: bad token' }
    expect(paused).toMatchObject({ pauseCode: 'paused-refused', pauseParams })
    angry.answer('all', undefined)
    await resumeSending(house, operator, { sendingId: id })
    for (let round = 0; round < 4; round++) {
      house.clock.advance(61_000)
      await lookAfterSendings(house)
      await sender.drain()
    }
    expect(await countsOf(house, id)).toEqual({ accepted: 350 })
    expect(angry.arrived).toHaveLength(300)
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('subscriptions of another key are refused by themselves, and hold nobody else up', async () => {
    await using service = await aPushService()
    await using house = await aPushHouse(engine)
    const foreign = Array.from({ length: 60 }, () => service.subscribe('of somebody else'))
    const before = await someDevices(house, browsersAt(house, service, 5))
    const ids = await someDevices(house, [...foreign, ...browsersAt(house, service, 100)])
    const sender = aSender(house)
    await sendTo(house, { ids: before, channel })
    await sender.drain()
    const id = await sendTo(house, { ids, channel, step: 200 })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 100, planned: 60 })
  })

  test('what is taken without a word, or cut off, is uncertain until a person repeats it', async () => {
    await using service = await aPushService()
    await using house = await aPushHouse(engine, 1_500)
    const browsers = browsersAt(house, service, 4)
    const ids = await someDevices(house, browsers)
    service.answer(browsers[0]?.endpoint ?? '', 'silence')
    service.answer(browsers[1]?.endpoint ?? '', 'cut')
    const sender = aSender(house)
    const id = await sendTo(house, { ids, channel })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 2, uncertain: 2 })
    for (const { endpoint } of browsers) service.answer(endpoint, undefined)
    house.clock.advance(3_600_000)
    await sender.drain()
    expect(service.arrived).toHaveLength(4)
    await repeatUncertain(house, operator, { sendingId: id, subscriberIds: ids })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 4 })
    expect(service.arrived).toHaveLength(6)
  })

  test('a service that never answers its name is given up, with growing pauses', async () => {
    await using house = await aPushHouse(engine)
    await using service = await aPushService()
    const ids = await someDevices(house, browsersAt(house, service, 3))
    await service[Symbol.asyncDispose]()
    const sender = aSender(house)
    const id = await sendTo(house, { ids, channel })
    for (let minute = 0; minute < 180; minute++) {
      await sender.drain()
      house.clock.advance(60_000)
      await lookAfterSendings(house)
    }
    expect(await countsOf(house, id)).toEqual({ failed: 3 })
    const [row] = await deliveriesBy(house.db, id, { state: 'failed' })
    expect(row?.fault).toContain('given up after 14 tries')
  })

  test('each service has a rate of its own', async () => {
    await using one = await aPushService()
    await using other = await aPushService()
    await using house = await aPushHouse(engine)
    await setSetting(house, operator, { key: 'push', value: { perSecond: 10 } })
    const ids = await someDevices(house, [...browsersAt(house, one, 60), ...browsersAt(house, other, 10)])
    const sender = aSender(house)
    const id = await sendTo(house, { ids, channel })
    await sender.drain()
    expect([one.arrived.length, other.arrived.length]).toEqual([20, 10])
    for (let second = 1; second <= 5; second++) {
      house.clock.advance(1_000)
      await sender.drain()
      expect(one.arrived.length).toBeLessThanOrEqual(20 + 10 * second)
    }
    expect(await countsOf(house, id)).toEqual({ accepted: 70 })
  })
})
