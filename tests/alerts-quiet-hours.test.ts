import { afterEach, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { freezeAudience } from '../src/alerts/freeze.ts'
import { alertBy, sendingsOf } from '../src/alerts/store.ts'
import { correctArticle } from '../src/articles/correct.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { lookAfterSendings } from '../src/deliveries/look-after.ts'
import { operator } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { byLink } from '../src/subscriptions/leave.ts'
import { changePreferences } from '../src/subscriptions/preferences.ts'
import { aDraftAlert, aProposedAlert, anAlertHouse, aStory, type AlertHouse } from './alerting.ts'
import { engines } from './databases.ts'
import { aMailService, type MailService } from './mail-service.ts'
import { aSubscriber } from './subscribers.ts'

const [ada, bea, cem] = ['ada@example.org', 'bea@example.org', 'cem@example.org']
const minutes = 60_000
/** The clock of the house stands at 14:00 in Berlin. */
const now = { quietFrom: 13 * 60, quietTo: 16 * 60 }
const soon = { quietFrom: 15 * 60, quietTo: 17 * 60 }

describe.each(engines)('in quiet hours, on %s,', (engine) => {
  let service: MailService
  let paper: AlertHouse
  beforeEach(async () => {
    service = await aMailService()
    paper = await anAlertHouse(engine, { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
  })
  afterEach(async () => {
    await paper.close()
    await service[Symbol.asyncDispose]()
  })

  async function reader(address: string, hours: Partial<typeof now & { wakesForBreaking: boolean }> = {}) {
    const { publicId } = await aSubscriber(paper.house, address)
    expect(await changePreferences(paper.house, byLink, { publicId, change: hours })).toEqual({ outcome: 'changed' })
    await paper.house.queue.drain()
    service.mails.clear()
  }

  async function approved(level: 'breaking' | 'important', more: Record<string, unknown> = {}) {
    const { house, editor, publisher } = paper
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId, { level, subject: 'The ferry sank', ...more })
    expect((await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(200)
    const deed = async (path: string, words: Record<string, unknown>) =>
      expect((await editor.call('POST', `/api/v1/alerts/${id}/${path}`, words)).status).toBe(200)
    return {
      id,
      story,
      correct: (title: string) => deed('corrections', { words: 'It did not sink.', title }),
      withdraw: () => deed('withdraw', { words: 'It did not sink.' }),
    }
  }

  /** Of each of the three, the subjects of what came. */
  async function come(afterMinutes = 0) {
    // The minutes are looked after: what only waits does not stand still.
    for (let passed = 0; passed < afterMinutes; passed += 10) {
      paper.house.clock.advance(Math.min(10, afterMinutes - passed) * minutes)
      await lookAfterSendings(paper.house)
    }
    await paper.house.queue.drain()
    return [ada, bea, cem].map((address) =>
      (service.mails.get(address) ?? []).map((raw) => /^subject: (.*(?:\r\n .*)*)/imu.exec(raw)?.[1] ?? ''),
    )
  }

  test('breaking news wakes those alone who said that it may; the editor sees how many get it later', async () => {
    const { house, editor } = paper
    await reader(ada, { ...now, wakesForBreaking: true })
    await reader(bea, now)
    await reader(cem)
    const story = await aStory(house)
    const seen = async (level: string) => {
      const { id } = await aDraftAlert(editor, story.publicId, { level, byPush: false })
      return (await editor.call('GET', `/api/v1/alerts/${id}/audience`)).json.channels[0]
    }
    expect(await seen('breaking')).toMatchObject({ now: 2, later: 1 })
    expect(await seen('important')).toMatchObject({ now: 1, later: 2 })
    await approved('breaking')
    expect(await come()).toEqual([['The ferry sank'], [], ['The ferry sank']])
    await approved('important')
    expect((await come()).map(({ length }) => length)).toEqual([1, 0, 2])
    expect((await come(121)).map(({ length }) => length)).toEqual([2, 2, 2])
  })

  test('what waits for their end tells the story as it is by then, and not at all of one that was withdrawn', async () => {
    const { house, editor } = paper
    await reader(bea, now)
    await reader(cem)
    const { story } = await approved('breaking', { mailBody: 'story' })
    const other = await approved('breaking', { mailBody: 'story' })
    expect((await come()).map(({ length }) => length)).toEqual([0, 0, 2])
    const words = 'It left at ten.'
    done(await correctArticle(house, operator, { articleId: story.id, kind: 'correction', words }))
    done(await withdrawArticle(house, operator, { articleId: other.story.id }))
    expect((await come(121)).map(({ length }) => length)).toEqual([0, 1, 2])
    expect(service.mails.get(bea)?.[0]).toContain(words)
    const { json } = await editor.call('GET', `/api/v1/alerts/${other.id}/people?state=failed`)
    expect(json.people).toMatchObject([{ fault: 'there is nothing left to say' }])
  })

  test('what waits for their end does not come to who has paused what they get, and is put right for who had it', async () => {
    const { house, editor } = paper
    await reader(bea, now)
    await reader(cem)
    const { id, correct } = await approved('breaking')
    expect((await come()).map(({ length }) => length)).toEqual([0, 0, 1])
    const pausedUntil = house.clock.now() + 3 * 86_400_000
    for (const address of [bea, cem]) {
      const { publicId } = await house.db
        .selectFrom('subscribers')
        .innerJoin('addresses', 'addresses.id', 'subscribers.address_id')
        .select('subscribers.public_id as publicId')
        .where('addresses.address', '=', address)
        .executeTakeFirstOrThrow()
      await changePreferences(house, byLink, { publicId, change: { pausedUntil } })
    }
    expect((await come(121)).map(({ length }) => length)).toEqual([0, 0, 1])
    const { json } = await editor.call('GET', `/api/v1/alerts/${id}/people?state=suppressed`)
    expect(json.people).toMatchObject([{ fault: 'they have paused what they get' }])
    await correct('The ferry is late')
    expect((await come()).map(({ length }) => length)).toEqual([0, 0, 2])
  })

  test('what waits for their end and is corrected meanwhile comes once, with the right words', async () => {
    await reader(ada, now)
    await reader(bea, now)
    await reader(cem)
    const { correct } = await approved('breaking')
    expect(await come()).toEqual([[], [], ['The ferry sank']])
    await correct('The ferry is late')
    expect((await come()).map(({ length }) => length)).toEqual([0, 0, 2])
    expect(await come(121)).toEqual([
      ['The ferry is late'],
      ['The ferry is late'],
      ['The ferry sank', expect.stringContaining('The ferry is late')],
    ])
    expect((await come(180)).map(({ length }) => length)).toEqual([1, 1, 2])
  })

  test('what waits for their end and is withdrawn meanwhile never comes', async () => {
    await reader(ada, now)
    await reader(cem)
    const { withdraw, id } = await approved('breaking')
    expect(await come()).toEqual([[], [], ['The ferry sank']])
    await withdraw()
    expect((await come()).map(({ length }) => length)).toEqual([0, 0, 2])
    expect((await come(180)).map(({ length }) => length)).toEqual([0, 0, 2])
    const { counts } = (await paper.editor.call('GET', `/api/v1/alerts/${id}/progress`)).json
    expect(counts[0]).toMatchObject({ accepted: 2, cancelled: 1, planned: 0 })
  })

  test('a correction waits as its alert would', async () => {
    await reader(ada, { ...soon, wakesForBreaking: true })
    await reader(bea, soon)
    await reader(cem)
    const breaking = await approved('breaking')
    const important = await approved('important')
    expect((await come()).map(({ length }) => length)).toEqual([2, 2, 2])
    await come(90)
    await breaking.correct('The ferry is late')
    expect((await come()).map(({ length }) => length)).toEqual([3, 2, 3])
    await important.withdraw()
    expect((await come()).map(({ length }) => length)).toEqual([3, 2, 4])
    // What was said first and has not gone by the next change is out of date.
    await breaking.correct('The ferry is there')
    expect((await come()).map(({ length }) => length)).toEqual([4, 2, 5])
    const all = await come(91)
    expect(all.map(({ length }) => length)).toEqual([5, 4, 5])
    expect(all[1]?.join()).toContain('The ferry is there')
    expect(all[1]?.join()).not.toContain('The ferry is late')
  })

  test('a correction of what was on its way just then waits, too', async () => {
    const { house } = paper
    await reader(bea, soon)
    const { id, correct } = await approved('breaking')
    const hold = Promise.withResolvers<void>()
    onTestFailed(() => hold.resolve())
    service.ways.holds = hold.promise
    const sent = house.queue.drain()
    const alert = await alertBy(house.db, id)
    const handing = async () => {
      const { counts } = (await paper.editor.call('GET', `/api/v1/alerts/${id}/progress`)).json
      return counts[0].handing
    }
    await expect.poll(handing, { timeout: 20_000 }).toBe(1)
    house.clock.advance(90 * minutes)
    await lookAfterSendings(house)
    await correct('The ferry is late')
    const correction = (await sendingsOf(house.db, alert?.id ?? 0)).at(-1)
    await freezeAudience(house, correction?.id ?? 0, new AbortController().signal)
    hold.resolve()
    await sent
    expect((await come())[1]).toEqual(['The ferry sank'])
    expect((await come(91))[1]).toEqual(['The ferry sank', expect.stringContaining('The ferry is late')])
  })
})
