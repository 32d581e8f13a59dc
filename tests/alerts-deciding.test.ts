import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alertBy } from '../src/alerts/store.ts'
import { tidyAlerts } from '../src/alerts/tidy.ts'
import { operator } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { momentOf } from '../src/kit/times.ts'
import { createToken } from '../src/staff/tokens.ts'
import {
  aDraftAlert,
  anAlertHouse,
  aProposedAlert,
  aReachablePaper,
  aStory,
  changeStory,
  signStory,
  type AlertHouse,
} from './alerting.ts'
import { engines } from './databases.ts'
import { signedInAs } from './newsroom.ts'

describe.each(engines)('who decides about an alert, on %s', (engine) => {
  let paper: AlertHouse
  beforeAll(async () => {
    paper = await anAlertHouse(engine)
  })
  afterAll(() => paper.close())

  const stateOf = async (id: string) => (await alertBy(paper.house.db, id))?.state
  const ledgerOf = async (id: string) => {
    const alert = await alertBy(paper.house.db, id)
    const rows = await paper.house.db
      .selectFrom('ledger')
      .select(['deed', 'actor', 'detail'])
      .where('subject', '=', `alert:${alert?.id}`)
      .orderBy('seq')
      .execute()
    return rows.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) }))
  }

  test('an alert begins with the words and topics of its story', async () => {
    const story = await aStory(paper.house)
    const { id } = await aDraftAlert(paper.editor, story.publicId)
    const { json } = await paper.editor.call('GET', `/api/v1/alerts/${id}`)
    expect(json).toMatchObject({
      state: 'draft',
      level: 'important',
      title: 'The ferry returns',
      subject: 'The ferry returns',
      topics: [{ name: 'Harbour' }],
      story: { id: story.publicId, path: story.path },
      thread: { id: story.publicId },
      may: { propose: true, approve: false, sendAlone: false, override: false },
    })
  })

  test('proposed by one and approved by another, it waits for its page', async () => {
    const story = await aStory(paper.house)
    const { id, hash } = await aProposedAlert(paper.editor, story.publicId, { level: 'breaking' })
    const approved = await paper.publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
    expect(approved).toMatchObject({ status: 200, json: { outcome: 'approved', sendAt: paper.house.clock.now() } })
    expect((await ledgerOf(id)).map(({ deed }) => deed)).toEqual(['alert.draft', 'alert.propose', 'alert.approve'])
  })

  test('nobody approves what they propose: 403 by every address of the API', async () => {
    const story = await aStory(paper.house)
    for (const one of [paper.editor, paper.publisher]) {
      const { id, hash } = await aProposedAlert(one, story.publicId)
      for (const way of ['approve', 'send-alone']) {
        const refused = await one.call('POST', `/api/v1/alerts/${id}/${way}`, { hash })
        expect([refused.status, refused.json.detail]).toEqual([403, expect.stringContaining('omebody else')])
      }
      // Neither by proposing it again, nor by having it drafted anew.
      await one.call('POST', `/api/v1/alerts/${id}/undo`)
      await one.call('POST', `/api/v1/alerts/${id}/propose`, { hash })
      expect((await one.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(403)
      expect(await stateOf(id)).toBe('proposed')
    }
  })

  test('a program is nobody’s second person, whatever its token may', async () => {
    const { house, site, editor } = paper
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId)
    const scopes = ['alert.propose', 'alert.approve', 'alert.override'] as const
    const { secret } = done(
      await createToken(house, operator, { name: 'A script', scopes: [...scopes], expiresAt: null }),
    )
    for (const [way, body] of [
      ['approve', { hash }],
      ['send-alone', { hash, reason: 'It cannot wait, says the script' }],
    ] as const) {
      const answer = await site.get(`/api/v1/alerts/${id}/${way}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(answer.status).toBe(403)
    }
    expect(await stateOf(id)).toBe('proposed')
  })

  test('reporters propose alerts of their own stories alone, and approve none', async () => {
    const { reporter, editor, house } = paper
    const story = await aStory(house)
    const refused = await reporter.call('POST', '/api/v1/alerts', { article: story.publicId })
    expect(refused.status).toBe(403)
    await house.write(operator, (tx) => changeStory(tx, story.id, { ownedBy: reporter.id }))
    const { id, hash } = await aProposedAlert(reporter, story.publicId)
    expect((await reporter.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(403)
    expect((await editor.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(200)
  })

  test('reporters read alerts of their own stories alone, wherever they ask', async () => {
    const { reporter, editor, house } = paper
    const [own, signed, others] = [await aStory(house), await aStory(house), await aStory(house)]
    await house.write(operator, async (tx) => {
      await changeStory(tx, own.id, { ownedBy: reporter.id })
      await signStory(tx, signed.id, reporter.id)
    })
    const theirs = [await aDraftAlert(reporter, own.publicId), await aDraftAlert(editor, signed.publicId)]
    const { id } = await aDraftAlert(editor, others.publicId, { title: 'Under embargo' })
    for (const one of theirs) expect((await reporter.call('GET', `/api/v1/alerts/${one.id}`)).status).toBe(200)
    for (const what of ['', '/budget', '/audience', '/clicks', '/progress']) {
      const refused = await reporter.call('GET', `/api/v1/alerts/${id}${what}`)
      expect([what, refused.status]).toEqual([what, 403])
      expect((await editor.call('GET', `/api/v1/alerts/${id}${what}`)).status).toBe(200)
    }
    const listed = async (by: typeof editor, query = '') =>
      (await by.call('GET', `/api/v1/alerts${query}`)).json.alerts.map((one: { id: string }) => one.id)
    const all = await listed(reporter)
    expect(all).toEqual(expect.arrayContaining(theirs.map((one) => one.id)))
    expect(all).not.toContain(id)
    expect(await listed(reporter, `?article=${others.publicId}`)).toEqual([])
    expect(await listed(editor, `?article=${others.publicId}`)).toEqual([id])
  })

  test('an approval is of the very words and audience that were read', async () => {
    const { editor, publisher, house } = paper
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId)
    const changed = await publisher.call('PATCH', `/api/v1/alerts/${id}`, { text: 'It left at ten.' })
    expect(changed.json).toMatchObject({ outcome: 'changed', state: 'draft', isApprovalVoid: true })
    expect(changed.json.hash).not.toBe(hash)
    await editor.call('POST', `/api/v1/alerts/${id}/propose`, { hash: changed.json.hash })
    const replayed = await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
    expect([replayed.status, replayed.json.detail]).toEqual([
      412,
      expect.stringContaining('has changed since you read this'),
    ])
    // Another audience is another hash.
    const wider = await editor.call('PATCH', `/api/v1/alerts/${id}`, { toEveryone: true })
    expect(wider.json.hash).not.toBe(changed.json.hash)
  })

  test('an edit voids an approval that was given', async () => {
    const { editor, publisher, house } = paper
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId)
    await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
    await editor.call('PATCH', `/api/v1/alerts/${id}`, { title: 'The ferry is late' })
    await house.queue.drain()
    expect(await alertBy(house.db, id)).toMatchObject({ state: 'draft', approvedBy: null, approvedHash: null })
  })

  test('the publisher sends alone in an emergency, with a reason that is kept', async () => {
    const { editor, publisher, house } = paper
    const story = await aStory(house)
    const { id, hash } = await aDraftAlert(publisher, story.publicId, { level: 'breaking' })
    const short = await publisher.call('POST', `/api/v1/alerts/${id}/send-alone`, { hash, reason: 'now' })
    expect(short.status).toBe(403)
    const reason = 'The dam has broken and nobody else is awake.'
    expect((await editor.call('POST', `/api/v1/alerts/${id}/send-alone`, { hash, reason })).status).toBe(403)
    const sent = await publisher.call('POST', `/api/v1/alerts/${id}/send-alone`, { hash, reason })
    expect(sent).toMatchObject({ status: 200, json: { sendAt: house.clock.now() + 10_000 } })
    expect(await alertBy(house.db, id)).toMatchObject({ overrideReason: reason })
    expect((await ledgerOf(id)).at(-1)).toMatchObject({ deed: 'alert.override', detail: { override: reason } })
    const undone = await publisher.call('POST', `/api/v1/alerts/${id}/undo`)
    expect(undone.json).toMatchObject({ outcome: 'undone', state: 'draft' })
    house.clock.advance(11_000)
    await house.queue.drain()
    expect(await alertBy(house.db, id)).toMatchObject({ state: 'draft', sentAt: null })
  })

  test('a story that readers cannot open has no alert', async () => {
    const { editor, publisher, house } = paper
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId)
    await house.write(operator, (tx) => changeStory(tx, story.id, { state: 'draft' }))
    const refused = await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
    expect([refused.status, refused.json.detail]).toEqual([409, expect.stringContaining('Publish it first')])
  })

  test('what is not seen to be live in a quarter of an hour lapses, and can be decided again', async () => {
    const { editor, publisher, house } = paper
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId)
    await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
    house.clock.advance(15 * 60_000)
    await tidyAlerts(house)
    await house.queue.drain()
    expect(await alertBy(house.db, id)).toMatchObject({ state: 'lapsed', sendingId: null })
    const again = await editor.call('POST', `/api/v1/alerts/${id}/propose`, { hash })
    expect(again.json).toMatchObject({ outcome: 'proposed' })
    expect((await publisher.call('POST', `/api/v1/alerts/${id}/cancel`)).json).toMatchObject({ state: 'cancelled' })
  })

  test('the line above pages ends by the paper’s clock, and a thread begins with a story that readers have', async () => {
    const { editor, house } = paper
    const [story, first] = [await aStory(house), await aStory(house)]
    const { id } = await aDraftAlert(editor, story.publicId, { level: 'breaking' })
    const change = (words: object) => editor.call('PATCH', `/api/v1/alerts/${id}`, words)
    const faultsOf = async (words: object) =>
      (await change(words)).json.faults.map(({ path }: { path: string }) => path)
    const { timeZone } = house.settings.current().identity
    const [day = ''] = new Date(house.clock.now() + 86_400_000).toISOString().split('T')
    expect((await change({ bannerUntil: `${day}T08:30`, thread: first.publicId })).status).toBe(200)
    const { json } = await editor.call('GET', `/api/v1/alerts/${id}`)
    expect(json).toMatchObject({ bannerUntil: momentOf(`${day}T08:30`, timeZone), bannerHours: 6 })
    expect(json.thread.id).toBe(first.publicId)
    expect(await faultsOf({ bannerUntil: '2026-13-01T08:30' })).toEqual(['/bannerUntil'])
    expect(await faultsOf({ bannerUntil: '2020-01-01T08:30' })).toEqual(['/bannerUntil'])
    const third = await aStory(house)
    await house.write(operator, (tx) => changeStory(tx, third.id, { state: 'draft' }))
    expect(await faultsOf({ thread: third.publicId })).toEqual(['/thread'])
    expect((await change({ thread: story.publicId, bannerUntil: null })).status).toBe(200)
  })

  test('words that cannot go out are told at their fields', async () => {
    const { editor, house } = paper
    const story = await aStory(house)
    const body = { article: story.publicId, title: 'x'.repeat(121), text: 'a\nb', banner: true, byEmail: false }
    const refused = await editor.call('POST', '/api/v1/alerts', { ...body, byPush: false })
    expect(refused.status).toBe(422)
    expect(refused.json.faults.map(({ path }: { path: string }) => path)).toEqual([
      '/title',
      '/text',
      '/byEmail',
      '/banner',
    ])
  })
})

test('a paper of one person sends alone, with ten seconds to undo', async () => {
  const { house, site, close } = await aReachablePaper('sqlite')
  const publisher = await signedInAs(house, site, 'publisher')
  await signedInAs(house, site, 'reporter')
  const story = await aStory(house)
  const { id, hash } = await aProposedAlert(publisher, story.publicId)
  expect((await publisher.call('GET', `/api/v1/alerts/${id}`)).json.may).toMatchObject({ sendAlone: true })
  const sent = await publisher.call('POST', `/api/v1/alerts/${id}/send-alone`, { hash })
  expect(sent).toMatchObject({ status: 200, json: { outcome: 'approved', sendAt: house.clock.now() + 10_000 } })
  expect(await alertBy(house.db, id)).toMatchObject({ overrideReason: null, proposedBy: null })
  await close()
})
