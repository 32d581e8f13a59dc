import { createECDH, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { system } from '../src/kit/db/schema.ts'
import { currentVapidKey } from '../src/kit/web-push/keys.ts'
import { newReaderId } from '../src/readers/readers.ts'
import { byLink, comeBackToAlerts, endSubscriptionsIn, leaveAlerts } from '../src/subscriptions/leave.ts'
import { replacePush, stopPush, subscribePush, type PushSubscription } from '../src/subscriptions/push.ts'
import { followedTopics, subscriberByPublicId } from '../src/subscriptions/store.ts'
import type { Choices } from '../src/subscriptions/subscriber.ts'
import { engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'
import { aTopic, everything } from './subscribers.ts'

const endpoint = 'https://push.example/send/abc'

function keys(): { p256dh: string; auth: string } {
  const p256dh = createECDH('prime256v1').generateKeys('base64url')
  return { p256dh, auth: randomBytes(16).toString('base64url') }
}

function aSubscription(house: TestHouse, given: Partial<PushSubscription> = {}): PushSubscription {
  return { endpoint, keys: keys(), applicationServerKey: currentVapidKey(house.secrets).publicKey, ...given }
}

type Given = Partial<PushSubscription> & { choices?: Choices; readerId?: string }

function ask(house: TestHouse, { choices = everything, readerId = newReaderId(), ...given }: Given = {}) {
  return subscribePush(house, { subscription: aSubscription(house, given), choices, readerId, from: undefined })
}

function replace(house: TestHouse, replaces: string, given: Partial<PushSubscription> = {}) {
  const by = { readerId: newReaderId(), from: undefined }
  return replacePush(house, { subscription: aSubscription(house, given), replaces, ...by })
}

async function kept(house: TestHouse) {
  const columns = ['endpoint', 'state', 'pace', 'vapid_key_id as key', 'p256dh'] as const
  const rows = await house.db.selectFrom('subscribers').select(columns).orderBy('id').execute()
  return rows.map(({ p256dh, ...row }) => ({ ...row, p256dh: p256dh && Buffer.from(p256dh).toString('base64url') }))
}

async function aDevice(house: TestHouse): Promise<string> {
  const asked = await ask(house)
  if (asked.outcome !== 'subscribed') throw new Error(`the browser was ${asked.outcome}`)
  return asked.publicId
}

describe.each(engines)('on %s', (engine) => {
  test('a browser is a subscriber at once, and once, whatever it says again', async () => {
    await using house = await aHouse(engine)
    const publicId = await aDevice(house)
    const topicIds = [await aTopic(house, 'Harbour')]
    const choices = { ...everything, allTopics: false, topicIds, pace: 'breaking' } as const
    expect(await ask(house, { choices })).toEqual({ outcome: 'subscribed', publicId })
    const device = await subscriberByPublicId(house.db, publicId)
    expect(device).toMatchObject({ state: 'active', channel: 'push', pace: 'breaking', nextDigestAt: null })
    expect(device?.endpointOrigin).toBe('https://push.example')
    expect(await followedTopics(house.db, device?.id ?? 0)).toEqual([{ id: topicIds[0], name: 'Harbour' }])
    const { keyId } = house.secrets.current('vapid')
    const rows = await house.db.selectFrom('subscribers').select(['vapid_key_id as key', 'p256dh']).execute()
    expect(rows).toMatchObject([{ key: keyId }])
    expect(rows[0]?.p256dh).toHaveLength(65)
  })

  test('a browser that left comes back; one that gave up its endpoint does not', async () => {
    await using house = await aHouse(engine)
    const publicId = await aDevice(house)
    await leaveAlerts(house, byLink, { publicId })
    expect(await comeBackToAlerts(house, byLink, { publicId })).toEqual({ outcome: 'back' })
    expect(await stopPush(house, { endpoint })).toEqual({ outcome: 'stopped' })
    expect(await stopPush(house, { endpoint: 'https://push.example/unknown' })).toEqual({ outcome: 'stopped' })
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ state: 'left', endpointOrigin: null })
    expect(await comeBackToAlerts(house, byLink, { publicId })).toMatchObject({ outcome: 'conflict' })
  })

  test('a subscription that its push service does not know is gone, and another begins anew', async () => {
    await using house = await aHouse(engine)
    const publicId = await aDevice(house)
    const { id = 0 } = (await subscriberByPublicId(house.db, publicId)) ?? {}
    const at = house.clock.now()
    expect(await house.write(system, (tx) => endSubscriptionsIn(tx, { ids: [id], how: 'gone', at }))).toBe(1)
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ state: 'gone', endpointOrigin: null })
    expect(await aDevice(house)).not.toBe(publicId)
  })

  test.each([
    'http://push.example/x',
    'https://10.0.0.1/x',
    'https://169.254.169.254/latest',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://[fd00::1]/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://push.example:25/x',
    'https://user:pass@push.example/x',
    'https://push.example/x#y',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'push.example',
    `https://push.example/${'x'.repeat(3_000)}`,
  ])('%s is no push service', async (made) => {
    await using house = await aHouse(engine, { CRIER_ALLOW_LOOPBACK_FETCH: 'no' })
    expect(await ask(house, { endpoint: made })).toMatchObject({ outcome: 'not-taken' })
    expect(await house.db.selectFrom('subscribers').select('id').execute()).toEqual([])
  })

  test.each([
    ['too short', { p256dh: 'BAAA' }],
    ['not on the curve', { p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url') }],
    ['compressed', { p256dh: createECDH('prime256v1').generateKeys('base64url', 'compressed') }],
    ['without a secret', { auth: '' }],
    ['with a short secret', { auth: 'AAAA' }],
  ])('a key that is %s is none', async (_, wrong) => {
    await using house = await aHouse(engine)
    expect(await ask(house, { keys: { ...keys(), ...wrong } })).toMatchObject({ outcome: 'not-taken' })
  })

  test('another subscription takes the place of one, with what was chosen there', async () => {
    await using house = await aHouse(engine)
    const topicIds = [await aTopic(house, 'Harbour')]
    const asked = await ask(house, { choices: { ...everything, allTopics: false, topicIds, pace: 'breaking' } })
    const own = keys()
    const next = 'https://push.example/send/next'
    expect(await replace(house, endpoint, { endpoint: next, keys: own })).toEqual(asked)
    const { keyId } = house.secrets.current('vapid')
    const moved = { endpoint: next, state: 'active', pace: 'breaking', key: keyId, p256dh: own.p256dh }
    expect(await kept(house)).toEqual([moved])
    // Said again, by the page or the worker, it stays as it is; with other keys it is the same browser.
    expect(await replace(house, endpoint, { endpoint: next, keys: own })).toEqual(asked)
    expect(await replace(house, next, { endpoint: next, keys: own })).toEqual(asked)
    const others = keys()
    expect(await replace(house, next, { endpoint: next, keys: others })).toEqual(asked)
    expect(await kept(house)).toEqual([{ ...moved, p256dh: others.p256dh }])
  })

  test('nothing takes the place of what is not sent to', async () => {
    await using house = await aHouse(engine)
    expect(await replace(house, endpoint)).toEqual({ outcome: 'unknown' })
    const publicId = await aDevice(house)
    await leaveAlerts(house, byLink, { publicId })
    expect(await replace(house, endpoint)).toEqual({ outcome: 'unknown' })
    expect(await replace(house, endpoint, { endpoint: `${endpoint}2` })).toEqual({ outcome: 'unknown' })
    expect(await replace(house, endpoint, { endpoint: 'http://10.0.0.1/' })).toMatchObject({ outcome: 'not-taken' })
    expect(await kept(house)).toMatchObject([{ state: 'left', endpoint }])
  })

  test('where two were active, one is, with what the older chose', async () => {
    await using house = await aHouse(engine)
    const [older, other] = [await aDevice(house), `${endpoint}2`]
    await ask(house, { endpoint: other, choices: { ...everything, pace: 'breaking' } })
    expect(await replace(house, endpoint, { endpoint: other })).toEqual({ outcome: 'subscribed', publicId: older })
    expect(await kept(house)).toMatchObject([
      { endpoint: other, state: 'active', pace: 'all' },
      { endpoint: null, state: 'left' },
    ])
  })

  test('a subscription belongs to the key that it was made with, as long as there is that key', async () => {
    await using house = await aHouse(engine)
    const before = currentVapidKey(house.secrets)
    await house.secrets.rotate('vapid', house.clock.now() + 1_000)
    expect(await ask(house, { applicationServerKey: before.publicKey })).toMatchObject({ outcome: 'subscribed' })
    expect(await kept(house)).toMatchObject([{ key: before.keyId }])
    const now = currentVapidKey(house.secrets)
    expect(await replace(house, endpoint, { applicationServerKey: now.publicKey })).toMatchObject({
      outcome: 'subscribed',
    })
    expect(await kept(house)).toMatchObject([{ key: now.keyId }])
    house.clock.advance(2_000)
    await house.secrets.destroyDue()
    expect(await ask(house, { applicationServerKey: before.publicKey })).toMatchObject({ outcome: 'not-taken' })
  })

  test('a browser has no digests, and one reader not any number of browsers', async () => {
    await using house = await aHouse(engine)
    const refused = await ask(house, { choices: { ...everything, pace: 'daily' } })
    expect(refused).toEqual({ outcome: 'refused', faults: { pace: 'unknown' } })
    const readerId = newReaderId()
    for (let number = 0; number < 20; number++) {
      const { outcome } = await ask(house, { readerId, endpoint: `${endpoint}${number}` })
      expect(outcome).toBe('subscribed')
    }
    expect(await ask(house, { readerId, endpoint: `${endpoint}x` })).toMatchObject({ outcome: 'too-often' })
  })
})
