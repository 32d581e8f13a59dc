import { describe, expect, test } from 'vitest'
import { operator } from '../src/kit/db/schema.ts'
import { byLink, comeBackToAlerts, leaveAlerts } from '../src/subscriptions/leave.ts'
import { changePreferences } from '../src/subscriptions/preferences.ts'
import { subscriberByPublicId } from '../src/subscriptions/store.ts'
import { preferencesPath } from '../src/subscriptions/token.ts'
import { engines } from './databases.ts'
import { aHouse, serve } from './house.ts'
import { signedInAs } from './newsroom.ts'
import { aSubscriber, aTopic, mailsTo } from './subscribers.ts'

const ann = 'ann@lantern.example'

describe.each(engines)('what the newsroom does with the choices of a subscriber, on %s', (engine) => {
  test('less is done as asked, and the history says what was changed', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { call } = await signedInAs(house, site, 'publisher')
    const [harbour, bridge] = [await aTopic(house, 'Harbour'), await aTopic(house, 'Bridge')]
    const { publicId } = await aSubscriber(house, ann)
    const path = `/api/v1/subscribers/${publicId}`
    const pausedUntil = house.clock.now() + 3 * 86_400_000
    const change = { pace: 'weekly', breakingAtOnce: false, quietFrom: 1320, quietTo: 420, language: 'de', pausedUntil }
    const asked = { ...change, everything: false, topics: [harbour, bridge] }
    expect((await call('PATCH', path, asked)).json).toEqual({ outcome: 'changed' })
    const { json } = await call('GET', path)
    expect(json).toMatchObject({ ...change, topics: [{ name: 'Bridge' }, { name: 'Harbour' }] })
    expect(json.history[0]).toMatchObject({
      deed: 'subscriber.change',
      byName: 'The publisher',
      detail: {
        changed: {
          everything: { from: true, to: false },
          topics: { from: [], to: ['Bridge', 'Harbour'] },
          pace: { from: 'all', to: 'weekly' },
          breakingAtOnce: { from: true, to: false },
          language: { from: 'en', to: 'de' },
          quiet: { from: null, to: [1320, 420] },
          pausedUntil: { from: null, to: pausedUntil },
        },
      },
    })
    expect(json.history[0].detail.changed).not.toHaveProperty('timeZone')
  })

  test('more is refused whoever asks for them, and nothing is changed', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { call } = await signedInAs(house, site, 'publisher')
    const [harbour, bridge] = [await aTopic(house, 'Harbour'), await aTopic(house, 'Bridge')]
    const choices = { pace: 'weekly', breakingAtOnce: false, allTopics: false, topicIds: [harbour] } as const
    const { publicId } = await aSubscriber(house, ann, choices)
    const path = `/api/v1/subscribers/${publicId}`
    await changePreferences(house, byLink, { publicId, change: { pausedUntil: house.clock.now() + 86_400_000 } })
    const before = await subscriberByPublicId(house.db, publicId)
    for (const [asked, where] of [
      [{ pace: 'daily' }, '/pace'],
      [{ breakingAtOnce: true }, '/pace'],
      [{ topics: [harbour, bridge] }, '/topics'],
      [{ everything: true }, '/topics'],
      [{ pausedUntil: null }, '/pause'],
      [{ pace: 'all', language: 'de' }, '/pace'],
    ] as const) {
      const told = await call('PATCH', path, asked)
      expect(told).toMatchObject({ status: 422, json: { code: 'only-less', faults: [{ path: where }] } })
    }
    const theirs = await changePreferences(house, operator, { publicId, change: { pace: 'daily' } })
    expect(theirs).toMatchObject({ outcome: 'invalid', code: 'only-less' })
    expect(await subscriberByPublicId(house.db, publicId)).toEqual(before)
    // They themselves may, and nobody looks up later what they chose.
    expect(await changePreferences(house, byLink, { publicId, change: { pace: 'all' } })).toEqual({
      outcome: 'changed',
    })
    const { json } = await call('GET', path)
    expect(json.history[0]).toMatchObject({ deed: 'subscriber.change', by: 'reader:by-mail', detail: {} })
  })

  test('whoever has left is brought back by nobody else', async () => {
    await using house = await aHouse(engine)
    const { publicId } = await aSubscriber(house, ann)
    await leaveAlerts(house, operator, { publicId })
    expect(await comeBackToAlerts(house, operator, { publicId })).toMatchObject({ code: 'subscriber-left' })
    expect(await comeBackToAlerts(house, byLink, { publicId })).toEqual({ outcome: 'back' })
  })

  test('the link to their choices goes to their own mailbox, a few times an hour', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { call } = await signedInAs(house, site, 'publisher')
    const editor = await signedInAs(house, site, 'editor')
    const { publicId } = await aSubscriber(house, ann, { language: 'fr' })
    house.clock.advance(2 * 3_600_000)
    const path = `/api/v1/subscribers/${publicId}/link`
    expect((await editor.call('POST', path)).status).toBe(403)
    for (let times = 0; times < 3; times++) expect((await call('POST', path)).json).toEqual({ outcome: 'sent' })
    expect((await call('POST', path)).json).toMatchObject({ code: 'link-too-often' })
    const sent = (await mailsTo(house, ann)).filter(({ kind }) => kind === 'alerts-link')
    expect(sent).toHaveLength(3)
    expect(sent[0]?.text).toContain('la rédaction')
    expect(sent[0]?.link).toBe(house.config.origin + preferencesPath(house, publicId))
    await leaveAlerts(house, byLink, { publicId })
    house.clock.advance(2 * 3_600_000)
    expect((await call('POST', path)).json).toMatchObject({ status: 409, code: 'link-nowhere' })
  })
})
