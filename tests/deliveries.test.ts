import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import {
  cancelSending,
  changeContentIn,
  pauseSending,
  repeatUncertain,
  resumeSending,
} from '../src/deliveries/deeds.ts'
import { handOverChunk } from '../src/deliveries/hand-over.ts'
import { lookAfterSendings } from '../src/deliveries/look-after.ts'
import { openMailLane } from '../src/deliveries/mail-lane.ts'
import { deliveriesBy, progressOf } from '../src/deliveries/progress.ts'
import { openPushLane } from '../src/deliveries/push-lane.ts'
import type { Outdated } from '../src/deliveries/settle.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { suppressAddress } from '../src/readers/suppression-store.ts'
import { engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'
import { aMailService, type MailService } from './mail-service.ts'
import { aSender, faultsOfDeliveries, setMail } from './sending.ts'
import { sendTo, simpleComposers, someSubscribers } from './some-sendings.ts'

const fast = { perSecond: 1_000, connections: 4 }

async function aMailHouse(engine: (typeof engines)[number], service: MailService): Promise<TestHouse> {
  const house = await aHouse(engine, {
    CRIER_SMTP_URL: service.url,
    CRIER_MAIL_FROM: 'The Lantern <news@lantern.example>',
  })
  await setMail(house, fast)
  return house
}

async function countsOf(house: TestHouse, id: number) {
  const progress = await progressOf(house.db, id)
  return Object.fromEntries(Object.entries(progress?.counts.email ?? {}).filter(([, count]) => count > 0))
}

const timesTaken = (service: MailService) => [...new Set(service.taken.values())]

describe.each(engines)('deliveries on %s', (engine) => {
  test('everybody in the audience gets it once, and the counts say so', async () => {
    await using service = await aMailService()
    await using house = await aMailHouse(engine, service)
    const ids = await someSubscribers(house, 130)
    const sender = aSender(house)
    const id = await sendTo(house, { ids, step: 50 })
    await sender.drain()
    expect(service.taken.size).toBe(130)
    expect(timesTaken(service)).toEqual([1])
    const progress = await progressOf(house.db, id)
    expect(progress).toMatchObject({ state: 'done', audience: 130, firstHandedAt: house.clock.now() })
    expect(progress?.minutes).toEqual([{ minute: house.clock.now(), handed: 130, accepted: 130, failed: 0 }])
    expect(await countsOf(house, id)).toEqual({ accepted: 130 })
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('a mail says what it must: how to leave with one click, whose list, who it is to', async () => {
    await using service = await aMailService()
    await using house = await aMailHouse(engine, service)
    await setMail(house, { ...fast, bounces: 'bounces@lantern.example' })
    const ids = await someSubscribers(house, 1)
    const sender = aSender(house)
    const words = { subject: 'Färöer: “storm” – ferries stop', body: `${'Ünwetter über der Küste. '.repeat(40)}.` }
    await sendTo(house, { ids, words })
    await sender.drain()
    const [raw = ''] = service.mails.get('reader1@example.org') ?? []
    const mail = await PostalMime.parse(raw)
    expect(mail.subject).toBe(words.subject)
    expect(mail.from).toEqual({ name: 'The Lantern', address: 'news@lantern.example' })
    expect(mail.text).toContain(words.body)
    expect(mail.html).toContain(words.body)
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? ''
    const leave = /^<(http:\/\/localhost:4000\/-\/alerts\/([\w.-]+)\/leave)>$/u.exec(header('list-unsubscribe'))
    expect(mail.text).toContain(`http://localhost:4000/-/alerts/${leave?.[2]}\n`)
    expect(mail.html).toContain(`http://localhost:4000/-/alerts/${leave?.[2]}"`)
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(header('list-id')).toBe('"Alerts of The Lantern" <alerts.localhost>')
    expect(header('list-help')).toBe('<http://localhost:4000/-/alerts>')
    expect([header('auto-submitted'), header('precedence')]).toEqual(['auto-generated', 'bulk'])
    expect(header('feedback-id')).toMatch(/^alert-\d+:alert:crier:localhost$/u)
    expect(raw.split('\r\n').every((line) => line.length <= 998)).toBe(true)
    expect(mail.messageId).toMatch(/^<[0-9a-z]+\.[0-9a-z]+\.[0-9a-z]{8}@localhost>$/u)
  })

  test('what is refused is failed or bounced, and nothing is sent to a mailbox that is gone again', async () => {
    await using service = await aMailService({
      recipient: (address) =>
        ({
          'reader2@example.org': '550 5.1.1 no such mailbox <reader2@example.org>',
          'reader3@example.org': '554 5.7.1 not from you',
        })[address],
    })
    await using house = await aMailHouse(engine, service)
    const ids = await someSubscribers(house, 5)
    await house.write(system, async (tx) => {
      const { hash } = await tx
        .selectFrom('addresses')
        .select('address_hash as hash')
        .where('address', '=', 'reader4@example.org')
        .executeTakeFirstOrThrow()
      await suppressAddress(tx, hash, 'left', house.clock.now())
    })
    const sender = aSender(house)
    const id = await sendTo(house, { ids })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 2, bounced: 1, failed: 1, suppressed: 1 })
    const [bounced] = await deliveriesBy(house.db, id, { state: 'bounced' })
    expect(bounced?.fault).toContain('no such mailbox <(address)>')
    const states = await house.db.selectFrom('subscribers').select('state').orderBy('id').execute()
    expect(states.map(({ state }) => state)).toEqual(['active', 'bounced', 'active', 'active', 'active'])
    const next = await sendTo(house, { ids })
    await sender.drain()
    expect(await countsOf(house, next)).toEqual({ accepted: 2, failed: 1, suppressed: 2 })
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('what is put off is tried again later, and given up in the end', async () => {
    let isFull = true
    await using service = await aMailService({
      recipient: (address) =>
        (isFull && address === 'reader1@example.org') || address === 'reader2@example.org'
          ? '452 4.2.2 mailbox full'
          : undefined,
    })
    await using house = await aMailHouse(engine, service)
    const ids = await someSubscribers(house, 3)
    const sender = aSender(house)
    const id = await sendTo(house, { ids })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 1, planned: 2 })
    isFull = false
    for (let round = 0; round < 150; round++) {
      house.clock.advance(60_000)
      await lookAfterSendings(house)
      await sender.drain()
    }
    expect(await countsOf(house, id)).toEqual({ accepted: 2, failed: 1 })
    expect((await progressOf(house.db, id))?.state).toBe('done')
    expect(timesTaken(service)).toEqual([1])
  })

  test('a server that has a mail and does not say so leaves it uncertain, and only a person repeats it', async () => {
    await using service = await aMailService({ cuts: (address) => address === 'reader2@example.org' })
    await using house = await aMailHouse(engine, service)
    const ids = await someSubscribers(house, 3)
    const sender = aSender(house)
    const id = await sendTo(house, { ids })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 2, uncertain: 1 })
    house.clock.advance(3_600_000)
    await sender.drain()
    expect(timesTaken(service)).toEqual([1])
    service.ways.cuts = () => false
    const repeated = await repeatUncertain(house, operator, { sendingId: id, subscriberIds: ids })
    expect(repeated).toEqual({ outcome: 'repeated', count: 1 })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 3 })
    expect([...service.taken.values()].toSorted()).toEqual([1, 1, 2])
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('a server that is away for ten minutes costs nobody their mail, and one that stays away pauses it', async () => {
    await using service = await aMailService()
    await using house = await aMailHouse(engine, service)
    const ids = await someSubscribers(house, 40)
    const sender = aSender(house)
    await service.shut()
    const id = await sendTo(house, { ids, step: 10 })
    for (let minute = 0; minute < 10; minute++) {
      await sender.drain()
      house.clock.advance(60_000)
    }
    expect(await countsOf(house, id)).toEqual({ planned: 40 })
    const attempts = await house.db.selectFrom('deliveries').select('attempts').distinct().execute()
    expect(attempts).toEqual([{ attempts: 0 }])
    await service.open()
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 40 })
    expect(timesTaken(service)).toEqual([1])
    await service.shut()
    const later = await sendTo(house, { ids })
    for (let minute = 0; minute < 17; minute++) {
      await sender.drain()
      house.clock.advance(60_000)
    }
    const paused = await progressOf(house.db, later)
    expect(paused?.state).toBe('paused')
    expect(paused?.pauseReason).toContain('stood still for more than 15 minutes')
    expect(paused).toMatchObject({ pauseCode: 'paused-away', pauseParams: { fault: expect.stringMatching(/\w/u) } })
    await service.open()
    await sender.drain()
    expect(service.taken.size).toBe(40)
    await resumeSending(house, operator, { sendingId: later })
    expect(await progressOf(house.db, later)).toMatchObject({ pauseReason: null, pauseCode: null, pauseParams: {} })
    await sender.drain()
    expect(await countsOf(house, later)).toEqual({ accepted: 40 })
  })

  test('it can be paused, resumed and cancelled', async () => {
    await using service = await aMailService()
    await using house = await aMailHouse(engine, service)
    const ids = await someSubscribers(house, 30)
    const sender = aSender(house)
    const id = await sendTo(house, { ids, step: 10 })
    await pauseSending(house, operator, { sendingId: id, reason: 'A name is wrong.' })
    await sender.drain()
    expect(service.taken.size).toBe(0)
    expect(await resumeSending(house, operator, { sendingId: id })).toEqual({ outcome: 'resumed' })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 30 })
    const other = await sendTo(house, { ids, step: 10 })
    expect(await cancelSending(house, operator, { sendingId: other })).toEqual({ outcome: 'cancelled' })
    await sender.drain()
    expect(await countsOf(house, other)).toEqual({ cancelled: 30 })
    expect(service.taken.size).toBe(30)
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('what has not gone goes with the new words, and who has the old ones is told of', async () => {
    const hold = Promise.withResolvers<void>()
    await using service = await aMailService({ holds: hold.promise })
    await using house = await aMailHouse(engine, service)
    await setMail(house, { perSecond: 1_000, connections: 1 })
    const ids = await someSubscribers(house, 40)
    const outdated: Outdated[] = []
    const sender = aSender(house, simpleComposers(), {
      onOutdated: async (_tx, _sending, rows) => void outdated.push(...rows),
    })
    const id = await sendTo(house, { ids })
    const sent = sender.drain()
    while ((await countsOf(house, id)).handing === undefined) await new Promise((go) => setTimeout(go, 10))
    await house.write(system, (tx) => changeContentIn(tx, id, { subject: 'Ferry on time' }))
    hold.resolve()
    await sent
    const subjects = [...service.mails.values()].flat().map((raw) => /^Subject: (.*)\r$/mu.exec(raw)?.[1])
    const old = subjects.filter((subject) => subject === 'Ferry delayed').length
    expect(old).toBeGreaterThan(0)
    expect(old).toBeLessThan(40)
    expect(outdated).toHaveLength(old)
    expect(await countsOf(house, id)).toEqual({ accepted: 40 })
  })

  test('rates hold: of the channel, and slower ones of a domain', async () => {
    await using service = await aMailService()
    await using house = await aMailHouse(engine, service)
    await setMail(house, { perSecond: 10, domains: { 'slow.example': 1 }, connections: 2 })
    const ids = await someSubscribers(house, 60, (number) => `r${number}@${number % 6 === 0 ? 'slow' : 'fast'}.example`)
    const sender = aSender(house)
    const id = await sendTo(house, { ids })
    await sender.drain()
    const took: number[] = [service.taken.size]
    while ((await progressOf(house.db, id))?.state !== 'done' && took.length < 60) {
      house.clock.advance(1_000)
      await sender.drain()
      took.push(service.taken.size)
    }
    expect(service.taken.size).toBe(60)
    expect(took[0]).toBeLessThanOrEqual(20)
    took.forEach((count, second) => expect(count).toBeLessThanOrEqual(20 + second * 10))
    // Two at once, and one a second from there on.
    expect(took.length).toBeGreaterThanOrEqual(9)
  })

  test('a sending whose mails bounce too often is paused, once', async () => {
    await using service = await aMailService({
      recipient: (address) => (/[05]@/u.test(address) ? '550 5.1.1 nobody' : undefined),
    })
    await using house = await aMailHouse(engine, service)
    const ids = await someSubscribers(house, 200)
    const sender = aSender(house)
    const id = await sendTo(house, { ids })
    await sender.drain()
    const paused = await progressOf(house.db, id)
    expect(paused?.state).toBe('paused')
    expect(paused?.pauseReason).toMatch(/^Of the first \d+ mails, \d+ came back/u)
    const said = { count: expect.any(Number), of: expect.any(Number) }
    expect(paused).toMatchObject({ pauseCode: 'paused-bounces', pauseParams: said })
    expect(service.taken.size).toBeLessThan(150)
    await resumeSending(house, operator, { sendingId: id })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 160, bounced: 40 })
  })

  test('a run that froze and lost its chunk to another changes nothing when it wakes', async () => {
    const hold = Promise.withResolvers<void>()
    await using service = await aMailService({ holds: hold.promise })
    await using house = await aMailHouse(engine, service)
    await setMail(house, { perSecond: 1_000, connections: 1 })
    const ids = await someSubscribers(house, 40)
    const id = await sendTo(house, { ids })
    const staff = { composers: simpleComposers(), hooks: {}, lanes: { email: openMailLane, push: openPushLane } }
    const chunk = { sendingId: id, channel: 'email', from: 0 } as const
    const { signal } = new AbortController()
    const frozen = handOverChunk(house, chunk, staff, signal)
    while ((await countsOf(house, id)).handing === undefined) await new Promise((go) => setTimeout(go, 10))
    const other = handOverChunk(house, chunk, staff, signal)
    while ((await countsOf(house, id)).uncertain === undefined) await new Promise((go) => setTimeout(go, 10))
    hold.resolve()
    await Promise.all([frozen, other])
    const counts = await countsOf(house, id)
    expect(counts).toEqual({ accepted: 40 - (counts.uncertain ?? 0), uncertain: counts.uncertain })
    expect(counts.uncertain).toBeGreaterThan(0)
    expect(service.taken.size).toBe(40)
    expect(timesTaken(service)).toEqual([1])
    expect(await faultsOfDeliveries(house)).toEqual([])
  })
})
