import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { followPlan } from '../src/alerts/follow-plan.ts'
import { alertBy } from '../src/alerts/store.ts'
import { tidyAlerts } from '../src/alerts/tidy.ts'
import { publishDue } from '../src/articles/publish-due.ts'
import { operator } from '../src/kit/db/schema.ts'
import { momentOf } from '../src/kit/times.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { anAlertHouse, aProposedAlert, aStory, type AlertHouse } from './alerting.ts'
import { engines } from './databases.ts'
import { aContent, aDraft, words, write } from './desk-stories.ts'
import { aSubscriber } from './subscribers.ts'

const [minute, hour] = [60_000, 3_600_000]

describe.each(engines)('an alert that goes out with a planned publication, on %s', (engine) => {
  let paper: AlertHouse
  beforeAll(async () => {
    paper = await anAlertHouse(engine)
    await aSubscriber(paper.house, 'ada@example.org')
  })
  afterAll(() => paper.close())

  const now = () => paper.house.clock.now()
  const deed = (what: string, body: object = {}) => paper.editor.call('POST', `/api/v1/articles/${what}`, body)
  const schedule = async (id: string, publishAt: number) => {
    expect((await deed(`${id}/schedule`, { publishAt })).status).toBe(200)
    await paper.house.queue.drain()
  }
  const alertOf = (id: string) => alertBy(paper.house.db, id)
  const viewOf = async (id: string) => (await paper.editor.call('GET', `/api/v1/alerts/${id}`)).json
  const approve = (id: string, hash: string) => paper.publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
  const approveNow = async (id: string) => {
    const { hash } = await viewOf(id)
    await paper.editor.call('POST', `/api/v1/alerts/${id}/propose`, { hash })
    const approved = await approve(id, hash)
    expect(approved.status).toBe(200)
    return approved.json
  }
  const rowOf = async (article: string) => {
    const rows = paper.house.db.selectFrom('articles').select('id').where('public_id', '=', article)
    return (await rows.executeTakeFirstOrThrow()).id
  }
  const pageOf = async (article: string) => {
    const { path } = (await paper.editor.call('GET', `/api/v1/articles/${article}`)).json
    return (await paper.site.get(path)).text()
  }
  /** A story that is planned, and its approved alert. */
  const planned = async (in_: number) => {
    const article = await aDraft(paper.editor)
    const at = now() + in_
    await schedule(article, at)
    const { id, hash } = await aProposedAlert(paper.editor, article, { toEveryone: true })
    expect((await approve(id, hash)).status).toBe(200)
    return { article, id, hash, at }
  }

  test('is approved the day before, and goes when the story is live, not earlier', async () => {
    const { house } = paper
    const { article, id, at } = await planned(20 * hour)
    expect(await viewOf(id)).toMatchObject({
      state: 'approved',
      plannedAt: at,
      sendAt: null,
      lapsesAt: at + 15 * minute,
      story: { plannedAt: at },
      may: { undo: true, prove: false },
    })
    const early = await paper.publisher.call('POST', `/api/v1/alerts/${id}/prove`)
    expect(early).toMatchObject({ status: 409, json: { code: 'alert-not-approved' } })
    house.clock.advance(19 * hour)
    await tidyAlerts(house)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'approved', sentAt: null })
    house.clock.set(at)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'sending', plannedAt: at, sentAt: at, provedAt: at })
    expect((await viewOf(id)).planEvents).toEqual([{ kind: 'released', at, to: null, isVoid: false }])
    expect(await pageOf(article)).toContain('It left at nine.')
  })

  test('waits for its page also when the publication itself is late, and lapses a quarter of an hour after its time', async () => {
    const { house } = paper
    const { id, at } = await planned(hour)
    // Nobody publishes: the server was away.
    house.clock.set(at + 15 * minute)
    await tidyAlerts(house)
    expect(await alertOf(id)).toMatchObject({ state: 'lapsed', planChange: 'missed', sendingId: null })
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'lapsed', plannedAt: null, planChange: 'missed', sendingId: null })
    expect((await viewOf(id)).planEvents).toMatchObject([{ kind: 'lapsed', at: at + 15 * minute }])
    await approveNow(id)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'sending' })
  })

  test('moves with its publication, and is approved for the new time or does not go', async () => {
    const { house } = paper
    const { article, id, hash, at } = await planned(hour)
    await schedule(article, at + hour)
    expect(await alertOf(id)).toMatchObject({
      state: 'proposed',
      plannedAt: at + hour,
      planChange: 'moved',
      approvedHash: null,
    })
    const moved = { kind: 'moved', at: now(), to: at + hour, isVoid: true }
    expect((await viewOf(id)).planEvents).toEqual([moved])
    // What was approved was another time.
    expect((await approve(id, hash)).status).toBe(412)
    house.clock.set(at + hour)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'proposed', planChange: 'went-without', plannedAt: null })
    expect(await pageOf(article)).toContain('It left at nine.')
    await approveNow(id)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'sending', planChange: null })
  })

  test('stays when the publication is taken back, and when the story is published by hand', async () => {
    const { house } = paper
    const back = await planned(hour)
    await deed(`${back.article}/unschedule`)
    await house.queue.drain()
    expect(await alertOf(back.id)).toMatchObject({ state: 'proposed', plannedAt: null, planChange: 'taken-back' })
    expect((await viewOf(back.id)).planEvents).toMatchObject([{ kind: 'taken-back', to: null, isVoid: true }])
    const early = await planned(hour)
    expect((await deed(`${early.article}/publish`)).status).toBe(200)
    await house.queue.drain()
    const state = { state: 'proposed', plannedAt: null, planChange: 'published-otherwise' }
    expect(await alertOf(early.id)).toMatchObject(state)
    house.clock.advance(2 * hour)
    await house.queue.drain()
    expect(await alertOf(early.id)).toMatchObject({ ...state, sendingId: null })
  })

  test('is of a story that has not the date of a plan which was not kept', async () => {
    const { house, editor } = paper
    const { publicId } = await aStory(house)
    await deed(`${publicId}/withdraw`)
    await schedule(publicId, now() + hour)
    expect((await deed(`${publicId}/publish`)).status).toBe(200)
    expect((await editor.call('GET', `/api/v1/articles/${publicId}`)).json.publishedAt).toBe(now())
  })

  test('can still be sent when it was released and then lapsed, was undone or was changed', async () => {
    const { house, editor, publisher } = paper
    const ways = {
      lapsed: () => house.clock.advance(16 * minute),
      undone: () => publisher.call('POST', `/api/v1/alerts/${id}/undo`),
      changed: () => editor.call('PATCH', `/api/v1/alerts/${id}`, { text: 'It left at ten.' }),
    }
    let id = ''
    for (const [name, end] of Object.entries(ways)) {
      const { at, article, ...alert } = await planned(hour)
      ;({ id } = alert)
      house.clock.set(at)
      await publishDue(house, await rowOf(article))
      await followPlan(house, { articleId: await rowOf(article), outcome: 'carried-out', plannedAt: at })
      expect(await alertOf(id)).toMatchObject({ state: 'approved', sendAt: at })
      await end()
      await tidyAlerts(house)
      const state = name === 'lapsed' ? 'lapsed' : 'draft'
      expect(await alertOf(id)).toMatchObject({ state, plannedAt: null, sendAt: null })
      await approveNow(id)
      await house.queue.drain()
      expect(await alertOf(id)).toMatchObject({ state: 'sending' })
    }
  })

  test('has no approval any more when its words or its audience are changed', async () => {
    const { house } = paper
    const { id, at } = await planned(hour)
    await paper.editor.call('PATCH', `/api/v1/alerts/${id}`, { text: 'It left at ten.' })
    expect(await alertOf(id)).toMatchObject({ state: 'draft', plannedAt: at, approvedHash: null })
    house.clock.set(at)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'draft', planChange: 'went-without', sendingId: null })
  })

  test('goes with an update of a live story when the update is live, not while the old words stand', async () => {
    const { house, editor } = paper
    const article = (await aStory(house)).publicId
    await write(editor, article, aContent(words('It left at ten after all.')))
    const at = now() + hour
    await schedule(article, at)
    const { id, hash } = await aProposedAlert(editor, article, { toEveryone: true, withPublication: true })
    await approve(id, hash)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'approved', plannedAt: at, sentAt: null })
    house.clock.set(at)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'sending', sentAt: at })
    expect(await pageOf(article)).toContain('It left at ten after all.')
  })

  test('does not go with an update of a story that was withdrawn meanwhile', async () => {
    const { house, editor } = paper
    const story = await aStory(house)
    await write(editor, story.publicId, aContent(words('It left at ten.')))
    const at = now() + hour
    await schedule(story.publicId, at)
    const { id, hash } = await aProposedAlert(editor, story.publicId, { toEveryone: true, withPublication: true })
    await approve(id, hash)
    expect((await deed(`${story.publicId}/withdraw`)).status).toBe(200)
    house.clock.set(at)
    await house.queue.drain()
    expect(await alertOf(id)).toMatchObject({ state: 'proposed', planChange: 'missed', sendingId: null })
  })

  test('is released by the very transaction that publishes, once, whatever dies afterwards', async () => {
    const { house } = paper
    const { article, id, at } = await planned(hour)
    const row = await rowOf(article)
    house.clock.set(at)
    // The publication alone, and then another try of the same job: a process that died before it said that it was done.
    await publishDue(house, row)
    expect(await alertOf(id)).toMatchObject({ state: 'approved', sendAt: null })
    await publishDue(house, row)
    await house.queue.drain()
    const sendings = await house.db
      .selectFrom('alert_sendings')
      .innerJoin('alerts', 'alerts.id', 'alert_id')
      .select('alert_sendings.sending_id as id')
      .where('alerts.public_id', '=', id)
      .execute()
    expect([sendings.length, (await alertOf(id))?.state]).toEqual([1, 'sending'])
  })

  test('is for a story of which something is planned', async () => {
    const { editor, house } = paper
    const { publicId } = await aStory(house)
    const refused = await editor.call('POST', '/api/v1/alerts', { article: publicId, withPublication: true })
    expect(refused).toMatchObject({ status: 422, json: { faults: [{ path: '/withPublication' }] } })
  })

  test('counts towards the day of its publication', async () => {
    const { editor } = paper
    const { at, article } = await planned(48 * hour)
    const { id } = await aProposedAlert(editor, article, { toEveryone: true })
    expect((await editor.call('GET', `/api/v1/alerts/${id}/budget`)).json.reader).toMatchObject({ sent: 1 })
    expect((await viewOf(id)).plannedAt).toBe(at)
  })

  test('counts towards the whole of a day of twenty-five hours', async () => {
    const { editor, house } = paper
    const { identity } = house.settings.current()
    const timeZone = 'Europe/Berlin'
    await setSetting(house, operator, { key: 'identity', value: { ...identity, timeZone } })
    // The clocks go back that night.
    const late = momentOf('2026-10-25T23:30', timeZone) ?? 0
    const { article } = await planned(late - now())
    const { id } = await aProposedAlert(editor, article, { toEveryone: true })
    expect((await editor.call('GET', `/api/v1/alerts/${id}/budget`)).json.reader).toMatchObject({ sent: 1 })
  })

  test('is not approved with a banner that is over before it goes', async () => {
    const { house, editor, publisher } = paper
    const article = await aDraft(editor)
    await schedule(article, now() + hour)
    const words = { level: 'breaking', bannerUntil: now() + 2 * hour }
    const { id, hash } = await aProposedAlert(editor, article, words)
    expect((await approve(id, hash)).status).toBe(200)
    await schedule(article, now() + 3 * hour)
    // It has moved past its end, which no longer holds.
    expect(await alertOf(id)).toMatchObject({ state: 'proposed', bannerUntil: null, banner: true })
    const story = await aStory(house)
    const short = await aProposedAlert(editor, story.publicId, { level: 'breaking', bannerUntil: now() + hour })
    house.clock.advance(hour)
    for (const way of ['approve', 'send-alone']) {
      const body = { hash: short.hash, ...(way === 'send-alone' && { reason: 'The dam has broken just now.' }) }
      const refused = await publisher.call('POST', `/api/v1/alerts/${short.id}/${way}`, body)
      const json = { code: 'alert-unready', faults: [{ path: '/bannerUntil', detail: 'is over' }] }
      expect(refused).toMatchObject({ status: 422, json })
    }
  })
})
