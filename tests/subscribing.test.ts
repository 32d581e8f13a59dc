import { describe, expect, test } from 'vitest'
import { operator, system } from '../src/kit/db/schema.ts'
import { addressHash } from '../src/readers/addresses.ts'
import { suppressAddress, suppressionOf } from '../src/readers/suppression-store.ts'
import {
  byLink,
  comeBackToAlerts,
  endSubscription,
  endSubscriptionsIn,
  leaveAlerts,
} from '../src/subscriptions/leave.ts'
import { changePreferences, pauseAlerts } from '../src/subscriptions/preferences.ts'
import { subscriberByPublicId, followedTopics } from '../src/subscriptions/store.ts'
import { publicIdOfToken } from '../src/subscriptions/token.ts'
import { engines } from './databases.ts'
import { aHouse } from './house.ts'
import { askForAlerts, aSubscriber, aTopic, confirmLast, mailsTo } from './subscribers.ts'

const ann = 'ann@lantern.example'
const day = 86_400_000

describe.each(engines)('on %s', (engine) => {
  test('what somebody chose takes effect when they confirm, and not before', async () => {
    await using house = await aHouse(engine)
    const topicIds = [await aTopic(house, 'Harbour'), await aTopic(house, 'Schools')]
    const chosen = { pace: 'daily', allTopics: false, topicIds } as const
    expect(await askForAlerts(house, ann, chosen)).toEqual({ outcome: 'sent' })
    const rows = () => house.db.selectFrom('subscribers').select(['public_id as id', 'state']).execute()
    const [{ id = '' } = {}] = await rows()
    expect(await rows()).toMatchObject([{ state: 'waiting' }])
    expect(await house.db.selectFrom('subscriber_topics').select('topic_id').execute()).toEqual([])
    expect(await confirmLast(house, ann)).toBe('confirmed')
    // Noon in UTC is two in the afternoon in Berlin's October.
    expect(await subscriberByPublicId(house.db, id)).toMatchObject({
      state: 'active',
      address: ann,
      pace: 'daily',
      consent: 'form',
      nextDigestAt: Date.UTC(2026, 9, 14, 16),
      confirmedAt: house.clock.now(),
    })
    expect((await followedTopics(house.db, 1)).map(({ name }) => name)).toEqual(['Harbour', 'Schools'])
  })

  test('whoever subscribes already gets a link to what they get, once, and the same answer', async () => {
    await using house = await aHouse(engine)
    const { publicId } = await aSubscriber(house, ann, { pace: 'weekly' })
    expect(await askForAlerts(house, ann, { pace: 'breaking' })).toEqual({ outcome: 'sent' })
    expect(await askForAlerts(house, 'nobody@lantern.example')).toEqual({ outcome: 'sent' })
    const mails = await mailsTo(house, ann)
    expect(mails.map(({ kind }) => kind)).toEqual(['confirm-address', 'alerts-known'])
    const token = new URL(mails[1]?.link ?? '').pathname.replace('/-/alerts/', '')
    expect(publicIdOfToken(house, token)).toBe(publicId)
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ pace: 'weekly', state: 'active' })
    expect(await house.db.selectFrom('subscribers').select('id').execute()).toHaveLength(2)
  })

  test('an address to which no mail may go gets none, and the answer does not say so', async () => {
    await using house = await aHouse(engine)
    await house.write(system, (tx) => suppressAddress(tx, addressHash(house, ann), 'bounced', house.clock.now()))
    expect(await askForAlerts(house, ann)).toEqual({ outcome: 'sent' })
    expect(await house.db.selectFrom('mails').select('id').execute()).toEqual([])
    expect(await house.db.selectFrom('subscribers').select('id').execute()).toEqual([])
  })

  test('one address has one subscription, however often it is given at once', async () => {
    await using house = await aHouse(engine)
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => askForAlerts(house, ann)))
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
    // No more than three mails an hour to one mailbox.
    expect(await mailsTo(house, ann)).toHaveLength(3)
    expect(await house.db.selectFrom('subscribers').select('id').execute()).toHaveLength(1)
  })

  test('an address that left stays away until it is confirmed anew', async () => {
    await using house = await aHouse(engine)
    const { publicId } = await aSubscriber(house, ann)
    expect(await leaveAlerts(house, byLink, { publicId })).toEqual({ outcome: 'left' })
    const left = await subscriberByPublicId(house.db, publicId)
    house.clock.advance(day)
    await leaveAlerts(house, byLink, { publicId })
    expect(await subscriberByPublicId(house.db, publicId)).toEqual(left)
    await askForAlerts(house, ann, { pace: 'weekly' })
    expect(await subscriberByPublicId(house.db, publicId)).toEqual(left)
    await confirmLast(house, ann)
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({
      state: 'active',
      pace: 'weekly',
      endedAt: null,
    })
  })

  test('whoever left can come back to what they had chosen', async () => {
    await using house = await aHouse(engine)
    const topicIds = [await aTopic(house, 'Harbour')]
    const { id, publicId } = await aSubscriber(house, ann, { pace: 'weekly', allTopics: false, topicIds })
    await leaveAlerts(house, byLink, { publicId })
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ state: 'left', nextDigestAt: null })
    expect(await comeBackToAlerts(house, byLink, { publicId })).toEqual({ outcome: 'back' })
    expect(await comeBackToAlerts(house, byLink, { publicId })).toEqual({ outcome: 'back' })
    const back = await subscriberByPublicId(house.db, publicId)
    expect(back).toMatchObject({ state: 'active', endedAt: null, nextDigestAt: Date.UTC(2026, 9, 19, 5) })
    expect(await followedTopics(house.db, id)).toHaveLength(1)
  })

  test.each(['bounced', 'complained'] as const)('an address that %s gets no mail of any kind', async (how) => {
    await using house = await aHouse(engine)
    const { id, publicId } = await aSubscriber(house, ann, { pace: 'daily' })
    expect(await endSubscription(house, system, { id, how })).toEqual({ outcome: 'ended' })
    expect(await endSubscription(house, system, { id, how })).toEqual({ outcome: 'unchanged' })
    expect(await suppressionOf(house.db, addressHash(house, ann))).toEqual({ reason: how })
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ state: how, nextDigestAt: null })
    expect(await comeBackToAlerts(house, byLink, { publicId })).toMatchObject({ outcome: 'conflict' })
    expect(await changePreferences(house, byLink, { publicId, change: { pace: 'all' } })).toMatchObject({
      outcome: 'conflict',
    })
  })

  test('many end in one transaction, each counted once', async () => {
    await using house = await aHouse(engine)
    const ids: number[] = []
    for (const name of ['a', 'b', 'c']) ids.push((await aSubscriber(house, `${name}@lantern.example`)).id)
    const at = house.clock.now()
    const ended = await house.write(system, (tx) => endSubscriptionsIn(tx, { ids: [...ids, 999], how: 'bounced', at }))
    expect(ended).toBe(3)
  })

  test('a change holds what is said and leaves the rest', async () => {
    await using house = await aHouse(engine)
    const { id, publicId } = await aSubscriber(house, ann, { topicIds: [await aTopic(house, 'Harbour')] })
    const change = { pace: 'daily', timeZone: 'asia/kolkata', quietFrom: 1320, quietTo: 420 } as const
    expect(await changePreferences(house, byLink, { publicId, change })).toEqual({ outcome: 'changed' })
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({
      ...change,
      timeZone: 'Asia/Calcutta',
      breakingAtOnce: true,
      // Half past five in the afternoon there.
      nextDigestAt: Date.UTC(2026, 9, 14, 12, 30),
    })
    expect(await followedTopics(house.db, id)).toHaveLength(1)
  })

  test('a pause has an end, and can be ended before', async () => {
    await using house = await aHouse(engine)
    const { publicId } = await aSubscriber(house, ann)
    const until = house.clock.now() + 7 * day
    await pauseAlerts(house, byLink, { publicId, until })
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ pausedUntil: until })
    await pauseAlerts(house, byLink, { publicId, until: null })
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ pausedUntil: null })
    const endless = { publicId, until: house.clock.now() + 4000 * day }
    expect(await pauseAlerts(house, byLink, endless)).toEqual({ outcome: 'refused', faults: { pause: 'out-of-range' } })
  })

  test.each([
    [{ pace: 'hourly' as 'all' }, { pace: 'unknown' }],
    [{ timeZone: 'Mars/Olympus' }, { timeZone: 'unknown' }],
    [{ timeZone: '+05:30' }, { timeZone: 'unknown' }],
    [{ language: 'klingon' }, { language: 'unknown' }],
    [{ quietFrom: 60 }, { quiet: 'half' }],
    [{ quietFrom: 60, quietTo: 60 }, { quiet: 'equal' }],
    [{ quietFrom: -1, quietTo: 60 }, { quiet: 'out-of-range' }],
    [{ quietFrom: 0, quietTo: 1440 }, { quiet: 'out-of-range' }],
    [{ allTopics: false }, { topics: 'nothing' }],
    [{ topicIds: Array.from({ length: 151 }, (_, index) => index) }, { topics: 'too-many' }],
  ])('%j is refused, and nothing is changed', async (change, faults) => {
    await using house = await aHouse(engine)
    const { publicId } = await aSubscriber(house, ann)
    const before = await subscriberByPublicId(house.db, publicId)
    expect(await changePreferences(house, byLink, { publicId, change })).toEqual({ outcome: 'refused', faults })
    expect(await subscriberByPublicId(house.db, publicId)).toEqual(before)
  })

  test('nobody changes what others get without leave', async () => {
    await using house = await aHouse(engine)
    const { publicId } = await aSubscriber(house, ann)
    const reporter = { kind: 'staff', id: 'x', role: 'editor' } as const
    await expect(leaveAlerts(house, reporter, { publicId })).rejects.toThrow('subscriber.manage')
    expect(await leaveAlerts(house, operator, { publicId })).toEqual({ outcome: 'left' })
  })
})
