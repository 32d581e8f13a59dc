import { expect, test } from 'vitest'
import { alertBy } from '../src/alerts/store.ts'
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
