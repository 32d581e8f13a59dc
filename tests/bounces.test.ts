import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { collectBounces } from '../src/deliveries/bounces/collect.ts'
import { noteComplaint, receiveReturned } from '../src/deliveries/bounces/deeds.ts'
import { progressOf } from '../src/deliveries/progress.ts'
import { sendingById } from '../src/deliveries/sending-store.ts'
import { deliveryName, deliveryOfAddress, verpAddress } from '../src/deliveries/verp.ts'
import { suppressionOf } from '../src/readers/suppression-store.ts'
import { byLink, comeBackToAlerts, leaveAlerts } from '../src/subscriptions/leave.ts'
import { aNoteOfAbsence, aReport, sent } from './bounced.ts'
import { engines } from './databases.ts'
import { aHouse, serve } from './house.ts'
import { aMailService } from './mail-service.ts'
import { aSender, faultsOfDeliveries } from './sending.ts'
import { sendTo, someSubscribers } from './some-sendings.ts'

const bounces = 'bounces@lantern.example'

describe.each(engines)('what comes back, on %s', (engine) => {
  test('a mailbox that is gone ends the subscription, once, and gets nothing more of any kind', async () => {
    await using service = await aMailService()
    await using house = await aHouse(engine, { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
    const { sendingId, ids, nameOf } = await sent(house, 2)
    const raw = aReport(verpAddress(bounces, nameOf(ids[0] ?? 0)))
    expect(await receiveReturned(house, raw)).toEqual({ outcome: 'bounced' })
    expect(await receiveReturned(house, raw)).toEqual({ outcome: 'unchanged' })
    const progress = await progressOf(house.db, sendingId)
    expect(progress?.counts.email).toMatchObject({ accepted: 1, bounced: 1 })
    const row = await house.db
      .selectFrom('subscribers')
      .innerJoin('addresses', 'addresses.id', 'subscribers.address_id')
      .select(['subscribers.state', 'addresses.address_hash as hash'])
      .where('subscribers.id', '=', ids[0] ?? 0)
      .executeTakeFirstOrThrow()
    expect(row.state).toBe('bounced')
    expect(await suppressionOf(house.db, row.hash)).toBeDefined()
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('a full mailbox ends it only when three sendings have failed', async () => {
    await using service = await aMailService()
    await using house = await aHouse(engine, { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
    const [id = 0] = await someSubscribers(house, 1)
    const states: (string | undefined)[] = []
    for (let round = 1; round <= 3; round++) {
      const sendingId = await sendTo(house, { ids: [id] })
      await aSender(house).drain()
      const name = deliveryName(house, { sendingId, subscriberId: id })
      const raw = aReport('news@lantern.example', { status: '5.2.2', messageId: `${name}@localhost` })
      expect(await receiveReturned(house, raw)).toEqual({ outcome: 'failed' })
      expect(await receiveReturned(house, raw)).toEqual({ outcome: 'unchanged' })
      states.push((await house.db.selectFrom('subscribers').select('state').executeTakeFirst())?.state)
    }
    expect(states).toEqual(['active', 'active', 'bounced'])
  })

  test('a mail that arrived in between, as is known after five days, begins the count anew', async () => {
    await using service = await aMailService()
    await using house = await aHouse(engine, { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
    const [ada = 0, bea = 0] = await someSubscribers(house, 2)
    const day = 86_400_000
    /** After so many days one goes to both, and comes back or not. */
    const goes = async (days: number, back: readonly number[]) => {
      house.clock.advance(days * day)
      const sendingId = await sendTo(house, { ids: [ada, bea] })
      await aSender(house).drain()
      for (const subscriberId of back) {
        const address = verpAddress(bounces, deliveryName(house, { sendingId, subscriberId }))
        expect(await receiveReturned(house, aReport(address, { status: '5.2.2' }))).toEqual({ outcome: 'failed' })
      }
      const rows = await house.db
        .selectFrom('subscribers')
        .select(['state', 'soft_bounces as count'])
        .orderBy('id')
        .execute()
      return rows.map(({ state, count }) => (state === 'active' ? count : state))
    }
    expect(await goes(0, [ada, bea])).toEqual([1, 1])
    expect(await goes(0.1, [])).toEqual([1, 1])
    // Of what went yesterday nobody knows yet.
    expect(await goes(1, [ada, bea])).toEqual([2, 2])
    expect(await goes(0.1, [bea])).toEqual([2, 'bounced'])
    // This one arrives, as is known six days later.
    expect(await goes(0.1, [])).toEqual([2, 'bounced'])
    expect(await goes(6, [ada])).toEqual([1, 'bounced'])
    expect([await goes(1, [ada]), await goes(1, [ada])]).toEqual([
      [2, 'bounced'],
      ['bounced', 'bounced'],
    ])
  })

  test('who refuses what was sent, or its sender, keeps getting it: their mailbox is there', async () => {
    await using service = await aMailService()
    await using house = await aHouse(engine, { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
    const [id = 0] = await someSubscribers(house, 1)
    for (const status of ['5.7.26', '5.7.1', '5.6.0', '5.3.4', '5.2.3']) {
      const sendingId = await sendTo(house, { ids: [id] })
      await aSender(house).drain()
      const address = verpAddress(bounces, deliveryName(house, { sendingId, subscriberId: id }))
      expect(await receiveReturned(house, aReport(address, { status }))).toEqual({ outcome: 'failed' })
    }
    const row = await house.db.selectFrom('subscribers').select(['state', 'soft_bounces as count']).executeTakeFirst()
    expect(row).toEqual({ state: 'active', count: 0 })
  })

  test('whoever left with the same press that marked it as spam gets no mail of any kind, and counts once', async () => {
    await using service = await aMailService()
    await using house = await aHouse(engine, { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
    const { sendingId, ids } = await sent(house, 2)
    const row = await house.db
      .selectFrom('subscribers')
      .innerJoin('addresses', 'addresses.id', 'subscribers.address_id')
      .select(['subscribers.id', 'subscribers.public_id as publicId', 'addresses.address_hash as hash'])
      .where('subscribers.id', '=', ids[0] ?? 0)
      .executeTakeFirstOrThrow()
    await leaveAlerts(house, byLink, row)
    house.clock.advance(60_000)
    const complain = () => noteComplaint(house, { sendingId, subscriberId: row.id })
    expect([await complain(), await complain()]).toEqual([{ outcome: 'complained' }, { outcome: 'unchanged' }])
    expect(await suppressionOf(house.db, row.hash)).toEqual({ reason: 'complained' })
    const { complaints } = (await sendingById(house.db, sendingId)) ?? {}
    expect([complaints, await comeBackToAlerts(house, byLink, row)]).toMatchObject([1, { outcome: 'conflict' }])
  })

  test('Postmark tells of bounces and complaints with the password it was given, and of our own mails alone', async () => {
    await using service = await aMailService()
    const hook = 'postmark:abcdefghijklmnopqrstuvwx'
    await using house = await aHouse(engine, {
      CRIER_SMTP_URL: service.url,
      CRIER_MAIL_FROM: 'news@lantern.example',
      CRIER_POSTMARK_HOOK: hook,
    })
    const { ids, nameOf } = await sent(house, 3)
    await using served = await serve(house)
    const tell = async (body: unknown, authorization = `Basic ${Buffer.from(hook).toString('base64')}`) =>
      (
        await fetch(`${served.origin}/-/hooks/postmark`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: authorization },
          body: JSON.stringify(body),
        })
      ).status
    const bounce = { RecordType: 'Bounce', Type: 'HardBounce', Metadata: { delivery: nameOf(ids[0] ?? 0) } }
    expect(await tell(bounce, 'Basic cG9zdG1hcms6d3Jvbmc=')).toBe(401)
    expect(await tell({ ...bounce, Metadata: { delivery: `${nameOf(ids[0] ?? 0).slice(0, -1)}?` } })).toBe(200)
    expect(await tell({ ...bounce, Type: 'AutoResponder' })).toBe(200)
    expect(await tell({ ...bounce, Metadata: { delivery: nameOf(ids[2] ?? 0) }, Type: 'Blocked' })).toBe(200)
    const soft = await house.db.selectFrom('subscribers').select('soft_bounces as count').execute()
    expect(soft.map(({ count }) => count)).toEqual([0, 0, 0])
    const stateOf = async () =>
      (await house.db.selectFrom('subscribers').select('state').orderBy('id').execute()).map(({ state }) => state)
    expect(await stateOf()).toEqual(['active', 'active', 'active'])
    expect(await tell(bounce)).toBe(200)
    expect(await tell({ RecordType: 'SpamComplaint', Metadata: { delivery: nameOf(ids[1] ?? 0) } })).toBe(200)
    expect(await stateOf()).toEqual(['bounced', 'complained', 'active'])
  })
})

test('a note of absence, a delay, a broken report and a made-up address are no bounces', async () => {
  await using service = await aMailService()
  await using house = await aHouse('sqlite', { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
  const { sendingId, ids, nameOf } = await sent(house)
  const address = verpAddress(bounces, nameOf(ids[0] ?? 0))
  const broken = Buffer.from(aReport(address).toString().replace('Status: 5.1.1', 'Status: sorry'))
  const cut = aReport(address).subarray(0, 330)
  for (const raw of [aNoteOfAbsence(address), aReport(address, { action: 'delayed', status: '4.4.1' }), broken, cut])
    expect(await receiveReturned(house, raw)).toEqual({ outcome: 'unchanged' })
  for (const raw of [
    aReport('bounces+1.1.aaaaaaaa@lantern.example'),
    aReport(bounces),
    Buffer.from('\0\xff'),
    Buffer.alloc(0),
  ])
    expect(await receiveReturned(house, raw)).toEqual({ outcome: 'foreign' })
  expect((await progressOf(house.db, sendingId))?.counts.email).toMatchObject({ accepted: 1, bounced: 0 })
})

test('the name of a delivery is read in any case, and only as it was made', async () => {
  await using house = await aHouse('sqlite')
  const name = deliveryName(house, { sendingId: 7, subscriberId: 123_456 })
  const read = { sendingId: 7, subscriberId: 123_456 }
  expect(deliveryOfAddress(house, verpAddress(bounces, name).toUpperCase())).toEqual(read)
  expect(deliveryOfAddress(house, `<${name}@lantern.example>`)).toEqual(read)
  const [sending, subscriber, signature = ''] = name.split('.')
  for (const other of [`8.${subscriber}.${signature}`, `${sending}.1.${signature}`, `${sending}.${subscriber}.`, ''])
    expect(deliveryOfAddress(house, verpAddress(bounces, other))).toBeUndefined()
})

test('bounces are read from a maildir folder, and stay in it as seen', async () => {
  await using service = await aMailService()
  await using house = await aHouse('sqlite', { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
  const folder = join(house.folder, 'maildir')
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
  const { ids, nameOf } = await sent(house)
  writeFileSync(join(folder, 'new', '1.host'), aReport(verpAddress(bounces, nameOf(ids[0] ?? 0))))
  writeFileSync(join(folder, 'new', '2.host'), 'Subject: hello\r\n\r\nspam')
  house.config.mail.bouncesUrl = `maildir://${folder}`
  const { signal } = new AbortController()
  expect(await collectBounces(house, signal)).toEqual({ bounced: 1, foreign: 1 })
  expect(readdirSync(join(folder, 'new'))).toEqual([])
  expect(readdirSync(join(folder, 'cur')).toSorted()).toEqual(['1.host:2,S', '2.host:2,S'])
})
