import { afterEach, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { recentSendings } from '../src/alerts/audience-store.ts'
import { freezeAudience } from '../src/alerts/freeze.ts'
import { alertBy, sendingsOf } from '../src/alerts/store.ts'
import { operator } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { aProposedAlert, anAlertHouse, aStory, type AlertHouse } from './alerting.ts'
import { engines } from './databases.ts'
import { serve } from './house.ts'
import { aMailService, type MailService } from './mail-service.ts'
import { aSubscriber } from './subscribers.ts'

describe.each(engines)('what became of an alert after its approval, on %s:', (engine) => {
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

  async function approved(words: Record<string, unknown> = {}) {
    const { house, editor, publisher } = paper
    const story = await aStory(house)
    const { id, hash } = await aProposedAlert(editor, story.publicId, { level: 'breaking', ...words })
    expect((await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(200)
    const countsBy = async () => {
      const { json } = await editor.call('GET', `/api/v1/alerts/${id}/progress`)
      return json.sendings.map(({ kind, counts: [mail] }: { kind: string; counts: Record<string, number>[] }) => [
        kind,
        Object.fromEntries(Object.entries(mail ?? {}).filter(([, count]) => typeof count === 'number' && count > 0)),
      ])
    }
    const subjectsTo = (address: string) =>
      (service.mails.get(address) ?? []).map((raw) => /^subject: (.*(?:\r\n .*)*)/imu.exec(raw)?.[1] ?? '')
    return { id, story, countsBy, subjectsTo }
  }

  test('a withdrawal stops what has not gone, and tells whoever has it and nobody else', async () => {
    const { house, editor } = paper
    await aSubscriber(house, 'ada@example.org')
    await aSubscriber(house, 'bea@example.org')
    // Bea's mailbox is full for now, so that hers has not gone when the alert is taken back.
    service.ways.recipient = (address) => (address.startsWith('bea') ? '452 4.2.2 full' : undefined)
    const { id, countsBy, subjectsTo } = await approved({ subject: 'The ferry sank' })
    await house.queue.drain()
    expect(await countsBy()).toEqual([['alert', { accepted: 1, planned: 1 }]])
    const withdrawn = await editor.call('POST', `/api/v1/alerts/${id}/withdraw`, { words: 'No ferry sank.' })
    expect(withdrawn.json.outcome).toBe('withdrawn')
    service.ways.recipient = undefined
    house.clock.advance(60_000)
    await house.queue.drain()
    expect(await countsBy()).toEqual([
      ['alert', { accepted: 1, cancelled: 1 }],
      ['withdrawal', { accepted: 1 }],
    ])
    expect(subjectsTo('ada@example.org')).toHaveLength(3)
    expect(subjectsTo('bea@example.org')).toHaveLength(1)
    expect((await alertBy(house.db, id))?.state).toBe('withdrawn')
  })

  test('an alert is withdrawn after its story was, and whoever has it is told all the same', async () => {
    const { house, editor } = paper
    await aSubscriber(house, 'ada@example.org')
    const { id, story, countsBy, subjectsTo } = await approved()
    await house.queue.drain()
    await aSubscriber(house, 'bea@example.org')
    expect((await editor.call('POST', `/api/v1/articles/${story.publicId}/withdraw`, {})).status).toBe(200)
    const empty = await editor.call('POST', `/api/v1/alerts/${id}/withdraw`, { words: ' . ' })
    expect(empty).toMatchObject({ status: 422, json: { code: 'correction-missing' } })
    const withdrawn = await editor.call('POST', `/api/v1/alerts/${id}/withdraw`, { words: 'No ferry returned.' })
    expect(withdrawn).toMatchObject({ status: 200, json: { outcome: 'withdrawn', path: story.path } })
    await house.queue.drain()
    expect((await countsBy()).at(-1)).toEqual(['withdrawal', { accepted: 1 }])
    expect(subjectsTo('ada@example.org').at(-1)).toContain('The ferry returns')
    expect(service.mails.get('ada@example.org')?.at(-1)).toContain('No ferry returned.')
    expect(service.mails.get('bea@example.org') ?? []).not.toContainEqual(expect.stringContaining('No ferry returned.'))
    const said = house.db.selectFrom('corrections').select('words').where('article_id', '=', story.id)
    expect(await said.execute()).toEqual([])
  })

  test('what has not gone when its words are corrected goes with the new ones alone', async () => {
    const { house, editor } = paper
    await aSubscriber(house, 'bea@example.org')
    await house.queue.drain()
    service.ways.recipient = () => '452 4.2.2 full'
    const { id, subjectsTo } = await approved({ subject: 'Ferry sank', preheader: 'Sunk', title: 'Sank', text: 'Sunk' })
    await house.queue.drain()
    const told = { words: 'It floats.', title: 'The ferry is late', text: 'An hour.' }
    expect((await editor.call('POST', `/api/v1/alerts/${id}/corrections`, told)).status).toBe(200)
    service.ways.recipient = undefined
    house.clock.advance(600_000)
    await house.queue.drain()
    expect(subjectsTo('bea@example.org').at(-1)).toBe('The ferry is late')
    expect(service.mails.get('bea@example.org')?.at(-1)).not.toMatch(/sank|sunk/iu)
  })

  test('a mail that goes once the text alone is corrected has not the old subject', async () => {
    const { house, editor } = paper
    await aSubscriber(house, 'bea@example.org')
    await house.queue.drain()
    for (const told of [{ words: 'Nobody died.', text: 'Nobody died.' }, { words: 'Nobody died.' }]) {
      service.ways.recipient = () => '452 4.2.2 full'
      const { id, subjectsTo } = await approved({
        subject: 'Five dead on ferry',
        title: 'The ferry',
        preheader: 'Dead',
      })
      await house.queue.drain()
      expect((await editor.call('POST', `/api/v1/alerts/${id}/corrections`, told)).status).toBe(200)
      service.ways.recipient = undefined
      house.clock.advance(600_000)
      await house.queue.drain()
      expect(subjectsTo('bea@example.org').at(-1)).toBe('The ferry')
      expect(service.mails.get('bea@example.org')?.at(-1)).not.toMatch(/five dead|>dead/iu)
    }
  })

  test('a second correction names all that was said, also to whoever never got the first', async () => {
    const { house, editor } = paper
    for (const name of ['ada', 'bea']) await aSubscriber(house, `${name}@example.org`)
    const { id, countsBy } = await approved({ title: 'Ferry at eight' })
    await house.queue.drain()
    service.ways.recipient = (address) => (address.startsWith('bea') ? '452 4.2.2 full' : undefined)
    const correct = async (title: string) => {
      const told = { words: `Now right: ${title}.`, title }
      expect((await editor.call('POST', `/api/v1/alerts/${id}/corrections`, told)).status).toBe(200)
      await house.queue.drain()
    }
    await correct('Ferry at nine')
    service.ways.recipient = undefined
    await correct('Ferry at ten')
    expect((await countsBy()).map(([, counts]: [string, object]) => counts)).toEqual([
      { accepted: 2 },
      { accepted: 1, cancelled: 1 },
      { accepted: 2 },
    ])
    for (const name of ['ada', 'bea'])
      expect(service.mails.get(`${name}@example.org`)?.at(-1)).toMatch(
        /Now right: Ferry at ten\.\s+Our alert said: Ferry at eight\s+Then it said: Ferry at nine/u,
      )
  })

  test('a mail that was on its way when its words were corrected is followed by the correction', async () => {
    const { house, editor } = paper
    await aSubscriber(house, 'ada@example.org')
    // The mail that confirms the address is not held up.
    await house.queue.drain()
    const { id, countsBy, subjectsTo } = await approved()
    const hold = Promise.withResolvers<void>()
    onTestFailed(() => hold.resolve())
    service.ways.holds = hold.promise
    const sent = house.queue.drain()
    const handing = async () => (await countsBy())[0]?.[1].handing
    while ((await handing()) !== 1) await new Promise((go) => setTimeout(go, 20))
    const told = { words: 'It left at ten.', title: 'The ferry is late' }
    expect((await editor.call('POST', `/api/v1/alerts/${id}/corrections`, told)).status).toBe(200)
    // Its audience is looked for, and is nobody yet.
    const alert = await alertBy(house.db, id)
    const correction = (await sendingsOf(house.db, alert?.id ?? 0)).at(-1)
    await freezeAudience(house, correction?.id ?? 0, new AbortController().signal)
    hold.resolve()
    await sent
    await house.queue.drain()
    expect(await countsBy()).toEqual([
      ['alert', { accepted: 1 }],
      ['correction', {}],
      ['correction', { accepted: 1 }],
    ])
    expect(subjectsTo('ada@example.org').at(-1)).toContain('The ferry is late')
  })

  test('whoever has had enough that day gets the next one in their digest', async () => {
    const { house } = paper
    await aSubscriber(house, 'ada@example.org')
    await setSetting(house, operator, {
      key: 'alerts',
      value: { ...house.settings.current().alerts, perReaderADay: 1 },
    })
    await approved({ level: 'important' })
    await house.queue.drain()
    const second = await approved({ level: 'important' })
    await house.queue.drain()
    expect(await recentSendings(house.db, house.clock.now() - 86_400_000)).toHaveLength(2)
    expect(await second.countsBy()).toEqual([['alert', { folded: 1 }]])
  })

  test('a page that cannot be seen is told in words, looked at again, and then it goes', async () => {
    const { house, site } = paper
    await aSubscriber(house, 'ada@example.org')
    const { id, countsBy } = await approved()
    await site[Symbol.asyncDispose]()
    await house.queue.drain()
    expect(await alertBy(house.db, id)).toMatchObject({
      state: 'approved',
      proofFault: expect.stringContaining('cannot be fetched from here'),
      proofKind: 'unseen',
      lookedAt: house.clock.now(),
    })
    expect(service.taken.size).toBe(1)
    await using _again = await serve(house)
    house.clock.advance(1_000)
    await house.queue.drain()
    expect(await alertBy(house.db, id)).toMatchObject({ state: 'sending', proofFault: null, proofKind: null })
    expect(await countsBy()).toEqual([['alert', { accepted: 1 }]])
  })
})
