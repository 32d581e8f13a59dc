import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { currentVapidKey } from '../../src/kit/web-push/keys.ts'
import { anAlertHouse, aProposedAlert, aStory, type AlertHouse } from '../alerting.ts'
import { openBrowser, openWholeBrowser } from '../browser.ts'
import { aMailService, type MailService } from '../mail-service.ts'
import { aPushService, type PushService } from '../push-service.ts'
import { aSubscriber } from '../subscribers.ts'
import { deviceOf, playDevice } from './a-device.ts'
import { visit } from './site.ts'

const found = [
  { kind: 'as it comes from npm', browser: await openBrowser(), isWhole: false },
  { kind: 'that is whole', browser: await openWholeBrowser(), isWhole: true },
]
const browsers = found.flatMap(({ browser, ...one }) => (browser === undefined ? [] : [{ ...one, browser }]))
afterAll(async () => {
  for (const { browser } of browsers) await browser.close()
})

describe.skipIf(browsers.length === 0)('an alert that goes by mail and to a browser', () => {
  let mails: MailService
  let pushes: PushService
  let paper: AlertHouse
  beforeAll(async () => {
    mails = await aMailService()
    pushes = await aPushService()
    paper = await anAlertHouse('sqlite', { CRIER_SMTP_URL: mails.url, CRIER_MAIL_FROM: 'news@lantern.example' })
  })
  afterAll(async () => {
    await paper.close()
    await pushes[Symbol.asyncDispose]()
    await mails[Symbol.asyncDispose]()
  })

  const ada = 'ada@mail.example'
  const mailed = () => (mails.mails.get(ada)?.at(-1) ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=')

  test.each(browsers)('is corrected in both places, and leads to its story; $kind', async ({ browser, isWhole }) => {
    const { house, editor, publisher } = paper
    const { origin } = house.config
    await using reader = await visit(browser)
    const { page } = reader
    const subscribed = pushes.subscribe(currentVapidKey(house.secrets).publicKey)
    if (isWhole) await page.context().grantPermissions(['notifications'], { origin })
    await playDevice(page, { browser: subscribed, permission: 'granted', isWhole })
    await page.goto(`${origin}/-/alerts`)
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('This browser shows your alerts.').waitFor()
    const device = await deviceOf(page.context(), page, { isWhole })
    await aSubscriber(house, ada)

    const story = await aStory(house)
    const words = { level: 'breaking', title: 'Ferry sank', subject: 'The ferry sank', text: 'Off the pier.' }
    const { id, hash } = await aProposedAlert(editor, story.publicId, words)
    expect((await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(200)
    const comes = async () => {
      await house.queue.drain()
      const arrived = pushes.arrived.filter(({ endpoint }) => endpoint === subscribed.endpoint)
      await device.deliver(arrived.at(-1)?.plain ?? Buffer.alloc(0))
      return arrived.length
    }
    const link = `${origin}/-/a/${id}`
    expect(await comes()).toBe(1)
    expect(mailed()).toContain('Subject: The ferry sank')
    expect(mailed()).toContain(link)
    await expect
      .poll(device.shown)
      .toMatchObject([{ title: 'Ferry sank', body: 'Off the pier.', data: { navigate: link } }])

    const told = { words: 'It is late.', title: 'The ferry is late' }
    expect((await editor.call('POST', `/api/v1/alerts/${id}/corrections`, told)).status).toBe(200)
    expect(await comes()).toBe(2)
    expect(mailed()).toContain('It is late.')
    const right = { title: 'Correction: The ferry is late', body: 'It is late.', data: { navigate: link } }
    await expect.poll(device.shown).toMatchObject([right])
    expect(await device.shown()).toHaveLength(1)

    expect(await device.click()).toEqual([`open ${link}`])
    await expect.poll(device.shown).toEqual([])
    await page.goto(link)
    expect(page.url()).toBe(origin + story.path)
    await page.getByText('It is late.').first().waitFor()
    expect([pushes.faults, reader.complaints]).toEqual([[], []])
  })
})
