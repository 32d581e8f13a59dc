import { expect, test } from 'vitest'
import { proveAlert } from '../src/alerts/prove.ts'
import { alertBy } from '../src/alerts/store.ts'
import { tidyAlerts } from '../src/alerts/tidy.ts'
import { lookAfterSendings } from '../src/deliveries/look-after.ts'
import { system } from '../src/kit/db/schema.ts'
import { aProposedAlert, anAlertHouse, aStory } from './alerting.ts'
import { engines } from './databases.ts'
import { aSubscriber } from './subscribers.ts'

test.each(engines)(
  'an alert goes when its page is live, and its correction to whom it was mailed, on %s',
  async (engine) => {
    const { house, editor, publisher, close } = await anAlertHouse(engine)
    const { id: reader } = await aSubscriber(house, 'ada@example.org')
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId, { level: 'breaking', mailBody: 'story' })
    await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
    await house.queue.drain()
    const alert = await alertBy(house.db, id)
    expect(alert).toMatchObject({ state: 'sending', proofFault: null, provedAt: house.clock.now() })
    const rows = () =>
      house.db
        .selectFrom('deliveries')
        .innerJoin('sendings', 'sendings.id', 'sending_id')
        .select(['kind', 'subscriber_id as reader', 'deliveries.state'])
        .orderBy('sending_id')
        .execute()
    expect(await rows()).toEqual([{ kind: 'alert', reader, state: 'accepted' }])
    const told = { words: 'It left at ten.', title: 'The ferry is late' }
    const corrected = await editor.call('POST', `/api/v1/alerts/${id}/corrections`, told)
    expect(corrected).toMatchObject({ status: 200, json: { outcome: 'corrected', path: story.path } })
    // Whoever subscribes afterwards never had the wrong words.
    await aSubscriber(house, 'bea@example.org')
    await house.queue.drain()
    expect(await rows()).toEqual([
      { kind: 'alert', reader, state: 'accepted' },
      { kind: 'correction', reader, state: 'accepted' },
    ])
    await close()
  },
)

test.each(engines)(
  'an audience whose making was given up is made all the same, or asked about, on %s',
  async (engine) => {
    const { house, editor, publisher, close } = await anAlertHouse(engine)
    await aSubscriber(house, 'ada@example.org')
    await house.queue.drain()
    /** Its page is live, and the job that makes its audience has failed for good. */
    const givenUp = async () => {
      const { id, hash } = await aProposedAlert(editor, (await aStory(house)).publicId)
      await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
      const { id: alertId } = (await alertBy(house.db, id)) ?? { id: 0 }
      await proveAlert(house, { alertId, attempt: 0 })
      await house.write(system, (tx) =>
        tx.deleteFrom('jobs').where('name', 'in', ['alerts.freeze', 'alerts.prove']).execute(),
      )
      await house.queue.drain()
      const progress = async () => (await editor.call('GET', `/api/v1/alerts/${id}/progress`)).json
      return { id, progress }
    }
    const first = await givenUp()
    expect((await first.progress()).audience).toBe(0)
    await tidyAlerts(house)
    await house.queue.drain()
    expect(await first.progress()).toMatchObject({ audience: 1, sendings: [{ state: 'done' }] })

    const second = await givenUp()
    for (let minutes = 0; minutes < 17; minutes++) {
      house.clock.advance(60_000)
      await lookAfterSendings(house)
    }
    expect((await second.progress()).sendings).toMatchObject([
      { state: 'paused', pauseReason: expect.stringContaining('stood still') },
    ])
    await publisher.call('POST', `/api/v1/alerts/${second.id}/resume`, {})
    await tidyAlerts(house)
    await house.queue.drain()
    expect(await second.progress()).toMatchObject({ audience: 1, sendings: [{ state: 'done' }] })
    await close()
  },
)
