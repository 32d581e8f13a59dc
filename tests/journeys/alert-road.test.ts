import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anAlertHouse, aProposedAlert, aStory, type AlertHouse } from '../alerting.ts'
import { openBrowser } from '../browser.ts'
import { engines } from '../databases.ts'
import { aMailService, type MailService } from '../mail-service.ts'
import { visit, withoutScript } from './site.ts'

const browser = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(browser === undefined).each(engines)('the road of an alert, on %s', (engine) => {
  let service: MailService
  let paper: AlertHouse
  beforeAll(async () => {
    service = await aMailService()
    paper = await anAlertHouse(engine, { CRIER_SMTP_URL: service.url, CRIER_MAIL_FROM: 'news@lantern.example' })
  })
  afterAll(async () => {
    await paper.close()
    await service[Symbol.asyncDispose]()
  })

  const mailsTo = (address: string) => (service.mails.get(address) ?? []).map((raw) => raw.replaceAll('=\r\n', ''))

  /** Without JavaScript: asks for alerts, and follows the link of the mail. */
  async function subscribes(address: string) {
    const { origin } = paper.house.config
    await using reader = await visit(browser!, withoutScript)
    const { page } = reader
    await page.goto(`${origin}/-/alerts`)
    await page.getByRole('radio', { name: 'Everything' }).check()
    await page.getByLabel('Email address').fill(address)
    await page.getByRole('button', { name: 'Subscribe by email' }).click()
    await paper.house.queue.drain()
    const [link = ''] = /https?:\/\/\S+\/-\/confirm\/\S+/u.exec(mailsTo(address)[0] ?? '') ?? []
    await page.goto(link)
    await page.getByRole('button', { name: 'Confirm my address' }).click()
    expect(await page.getByRole('link', { name: 'Change what you get' }).count()).toBe(1)
  }

  test('from a reader’s address over two people and the page to the mail, its correction and one click', async () => {
    const { house, editor, publisher } = paper
    await subscribes('ada@mail.example')
    const story = await aStory(house)
    const words = { level: 'breaking', subject: 'The ferry left at nine', mailBody: 'story' }
    const { id, hash } = await aProposedAlert(editor, story.publicId, words)
    expect((await editor.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(403)
    expect((await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(200)
    // Asked while the first mail is being taken: by then the page had been fetched.
    const provedAtFirstMail = Promise.withResolvers<unknown>()
    service.ways.data = () => {
      void editor.call('GET', `/api/v1/alerts/${id}`).then(({ json }) => provedAtFirstMail.resolve(json.provedAt))
      return undefined
    }
    await house.queue.drain()
    service.ways.data = undefined
    expect(await provedAtFirstMail.promise).toEqual(expect.any(Number))
    const mail = mailsTo('ada@mail.example').at(-1) ?? ''
    expect(mail).toContain('Subject: The ferry left at nine')

    await subscribes('bea@mail.example')
    const told = { words: 'It left at ten.', title: 'The ferry left at ten' }
    expect((await editor.call('POST', `/api/v1/alerts/${id}/corrections`, told)).status).toBe(200)
    await house.queue.drain()
    expect(mailsTo('ada@mail.example').at(-1)).toContain('It left at ten.')
    expect(mailsTo('bea@mail.example')).toHaveLength(1)

    const [, leave = ''] = /^list-unsubscribe:\s*<([^>]+)>/imu.exec(mail) ?? []
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
    expect((await fetch(leave, { method: 'POST', body, redirect: 'manual' })).status).toBe(200)
    const states = await house.db.selectFrom('subscribers').select('state').orderBy('id').execute()
    expect(states).toEqual([{ state: 'left' }, { state: 'active' }])
  })
})
