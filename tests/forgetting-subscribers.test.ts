import { describe, expect, test } from 'vitest'
import { system } from '../src/kit/db/schema.ts'
import { eraseReader } from '../src/readers/personal.ts'
import { readerCookie } from '../src/readers/readers.ts'
import { forget } from '../src/site/forget.ts'
import { personalRooms } from '../src/site/reader/reader-pages.ts'
import { byLink, leaveAlerts } from '../src/subscriptions/leave.ts'
import { followedThreads, subscriberByPublicId } from '../src/subscriptions/store.ts'
import { preferencesPath } from '../src/subscriptions/token.ts'
import { engines } from './databases.ts'
import { aHouse, serve } from './house.ts'
import { aPublishedStory, askForAlerts, aSubscriber, aTopic, mailsTo } from './subscribers.ts'

const ann = 'ann@lantern.example'
const day = 86_400_000

describe.each(engines)('on %s', (engine) => {
  test('what was asked for and never confirmed is forgotten with its link, and so is the address', async () => {
    await using house = await aHouse(engine)
    await askForAlerts(house, ann)
    const rows = () => house.db.selectFrom('subscribers').select('id').execute()
    await forget(house)
    expect(await rows()).toHaveLength(1)
    house.clock.advance(3 * day)
    await forget(house)
    expect(await rows()).toEqual([])
    house.clock.advance(10 * day)
    await forget(house)
    expect(await house.db.selectFrom('addresses').select('address').execute()).toEqual([{ address: null }])
  })

  test('who left and asked again without confirming has still left', async () => {
    await using house = await aHouse(engine)
    const { publicId } = await aSubscriber(house, ann)
    await leaveAlerts(house, byLink, { publicId })
    await askForAlerts(house, ann)
    house.clock.advance(3 * day)
    await forget(house)
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ state: 'left' })
    expect(await house.db.selectFrom('subscribers').select('asked').execute()).toEqual([{ asked: null }])
  })

  test('a story is followed until its end', async () => {
    await using house = await aHouse(engine)
    const story = await aPublishedStory(house, 'Bridge to stay shut')
    const { id } = await aSubscriber(house, ann, { threadIds: [story.id] })
    house.clock.advance(29 * day)
    await forget(house)
    expect(await followedThreads(house.db, id)).toHaveLength(1)
    house.clock.advance(2 * day)
    await forget(house)
    expect(await followedThreads(house.db, id)).toEqual([])
  })

  test('a list whose reading never ended is over after a week, and its addresses are gone', async () => {
    await using house = await aHouse(engine)
    const sent = { file_name: 'readers.csv', bytes: 7, created_by: 'staff:a', created_at: house.clock.now() }
    const states = [
      { state: 'checking', wanted: null },
      { state: 'running', wanted: '{}' },
    ] as const
    for (const { state, wanted } of states) {
      const row = { ...sent, public_id: `list${state}`, storage_key: `originals/subscriber-lists/${state}.csv` }
      await house.storage.put(row.storage_key, Buffer.from(ann))
      await house.write(system, (tx) =>
        tx
          .insertInto('subscriber_imports')
          .values({ ...row, state, wanted })
          .execute(),
      )
    }
    const rows = () => house.db.selectFrom('subscriber_imports').select(['state', 'storage_key as key']).execute()
    house.clock.advance(6 * day)
    await forget(house)
    expect(await rows()).toMatchObject(states.map(({ state }) => ({ state })))
    house.clock.advance(2 * day)
    await forget(house)
    expect(await rows()).toEqual(states.map(() => ({ state: 'cancelled', key: null })))
    for (const { state } of states)
      expect(await house.storage.exists(`originals/subscriber-lists/${state}.csv`)).toBe(false)
  })

  test('a reader sees what they follow among their data, and erases it', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { id, publicId } = await aSubscriber(house, ann, {
      topicIds: [await aTopic(house, 'Harbour')],
      pace: 'weekly',
    })
    const { readerId } = await house.db
      .selectFrom('addresses')
      .select('reader_id as readerId')
      .where('address', '=', ann)
      .executeTakeFirstOrThrow()
    const headers = { Cookie: readerCookie(house, readerId ?? '').split(';', 1)[0] ?? '' }
    const page = await (await site.get('/-/me', { headers })).text()
    for (const said of ['Alerts', ann, 'Once a week', 'Harbour']) expect(page).toContain(said)
    await eraseReader(house, personalRooms, readerId ?? '')
    expect((await site.get(preferencesPath(house, publicId))).status).toBe(404)
    const row = house.db.selectFrom('subscribers').select(['state', 'time_zone as zone', 'asked']).where('id', '=', id)
    expect(await row.execute()).toEqual([{ state: 'left', zone: 'UTC', asked: null }])
    expect(await house.db.selectFrom('subscriber_topics').select('topic_id').execute()).toEqual([])
    // Given once more it begins anew.
    await askForAlerts(house, ann)
    expect((await mailsTo(house, ann)).at(-1)?.kind).toBe('confirm-address')
  })
})
