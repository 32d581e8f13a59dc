import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { someReaders } from './alert-readers.ts'
import { aDraftAlert, anAlertHouse, aProposedAlert, aStory, type AlertHouse } from './alerting.ts'
import { engines } from './databases.ts'
import { aMailService, type MailService } from './mail-service.ts'
import { mailsTo } from './subscribers.ts'

const follower = { channel: 'email', pace: 'all', breakingAtOnce: true, allTopics: true, topicIds: [] } as const
const asleep = { ...follower, quiet: { from: 0, to: 1439 } }

describe.each(engines)('an alert under way, on %s:', (engine) => {
  let service: MailService
  let paper: AlertHouse
  beforeAll(async () => {
    service = await aMailService()
    paper = await anAlertHouse(engine, { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
    await someReaders(paper.house, [follower, follower, asleep])
  })
  afterAll(async () => {
    await paper.close()
    await service[Symbol.asyncDispose]()
  })

  /** Approved, and gone as far as it goes. */
  async function gone(words: Record<string, unknown>) {
    const { house, editor, publisher } = paper
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId, words)
    const approved = await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
    expect(approved.status).toBe(200)
    await house.queue.drain()
    const to = (path: string, body?: unknown) =>
      editor.call(body === undefined ? 'GET' : 'POST', `/api/v1/alerts/${id}/${path}`, body)
    return { id, to, story }
  }

  test('its progress says how many have it; whoever is asleep gets it later, or not once it is stopped', async () => {
    const { to } = await gone({ level: 'important' })
    const { json } = await to('progress')
    expect(json.audience).toBe(3)
    expect(json.counts[0]).toMatchObject({ channel: 'email', accepted: 2, planned: 1, handing: 0 })
    expect(json.minutes).toEqual([{ minute: expect.any(Number), handed: 2, accepted: 2, failed: 0 }])
    expect(json.sendings).toMatchObject([{ kind: 'alert', state: 'sending', pauseReason: null, audience: 3 }])
    expect((await to('people?state=planned')).json).toMatchObject({ people: [{ channel: 'email' }], next: null })

    expect((await to('pause', { reason: 'The number is being checked' })).json).toEqual({ outcome: 'paused', count: 1 })
    expect((await to('pause', {})).json.count).toBe(0)
    const [sending] = (await to('progress')).json.sendings
    const inOwnWords = { pauseReason: 'The number is being checked', pauseCode: null, pauseParams: {} }
    expect(sending).toMatchObject({ state: 'paused', ...inOwnWords })
    expect((await to('resume', { sending: sending.id })).json).toEqual({ outcome: 'resumed', count: 1 })
    await to('pause', { reason: '  ' })
    expect((await to('progress')).json.sendings).toMatchObject([{ pauseCode: 'paused-by-hand' }])
    expect((await to('stop', {})).json).toEqual({ outcome: 'stopped', count: 1 })
    await paper.house.queue.drain()
    expect((await to('progress')).json.counts[0]).toMatchObject({ accepted: 2, planned: 0, cancelled: 1 })
    for (const deed of ['pause', 'resume', 'stop']) expect((await to(deed, {})).status).toBe(409)
    expect((await to('pause', { sending: 'another' })).status).toBe(404)
  })

  test('whoever may have it is named, and gets it again only when an editor says so', async () => {
    let cut = true
    service.ways.cuts = () => cut && !(cut = false)
    const { id, to } = await gone({ level: 'breaking' })
    const [sending] = (await to('progress')).json.sendings
    const { people } = (await to('people?state=uncertain')).json
    expect(people).toMatchObject([{ sending: sending.id, state: 'uncertain', fault: expect.any(String) }])
    expect((await to('people?state=accepted')).json.people).toHaveLength(1)
    expect((await paper.reporter.call('GET', `/api/v1/alerts/${id}/people?state=accepted`)).status).toBe(403)
    expect((await to('people?state=accepted&after=x')).status).toBe(422)
    const again = { sending: sending.id, subscribers: [people[0].subscriber] }
    expect((await paper.reporter.call('POST', `/api/v1/alerts/${id}/repeat-uncertain`, again)).status).toBe(403)
    expect((await to('repeat-uncertain', again)).json).toEqual({ outcome: 'repeated', count: 1 })
    await paper.house.queue.drain()
    expect((await to('progress')).json.counts[0]).toMatchObject({ accepted: 2, uncertain: 0, planned: 1 })
    expect((await to('repeat-uncertain', again)).json.count).toBe(0)
    expect([...service.taken.values()].filter((times) => times > 1)).toEqual([2])
  })

  test('a test goes to whoever asks for it, and to nobody else', async () => {
    const { house, editor } = paper
    const story = await aStory(house)
    const { id } = await aDraftAlert(editor, story.publicId, { subject: 'The ferry is back' })
    const before = service.mails.size
    const refused = await editor.call('POST', `/api/v1/alerts/${id}/test`)
    expect(refused).toMatchObject({ status: 409, json: { code: 'test-needs-address' } })
    await editor.call('PATCH', '/api/v1/me', { name: 'Edda', email: 'edda@example.org', language: 'en' })
    const sent = await editor.call('POST', `/api/v1/alerts/${id}/test`)
    expect(sent.json).toEqual({ outcome: 'sent', to: 'edda@example.org' })
    await house.queue.drain()
    expect(service.mails.get('edda@example.org')).toEqual([expect.stringContaining('[Test] The ferry is back')])
    expect(service.mails.size).toBe(before + 1)
    expect(await mailsTo(house, 'edda@example.org')).toMatchObject([{ kind: 'alert-test' }])
    expect((await editor.call('GET', `/api/v1/alerts/${id}/progress`)).json).toMatchObject({
      audience: 0,
      sendings: [],
    })
  })
})
