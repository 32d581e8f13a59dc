import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { openDoor, type Door } from '../../src/kit/http/door.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { anAlertHouse, aProposedAlert, type AlertHouse } from '../alerting.ts'
import { openBrowser } from '../browser.ts'
import { askForAlerts, aSubscriber } from '../subscribers.ts'
import { faultsInBothSchemes } from './faults.ts'
import { publish, visit } from './site.ts'
import { arabicStory, referenceStory } from './stories.ts'

const browser = await openBrowser()
afterAll(() => browser?.close())
const shots = process.env.SHOTS

describe.skipIf(browser === undefined)('the mailbox of the demo', () => {
  let paper: AlertHouse
  let door: Door
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    paper = await anAlertHouse('sqlite')
    const { house, publisher, editor } = paper
    await setSetting(house, operator, { key: 'identity.name', value: 'The Harbour Lantern' })
    await setSetting(house, operator, { key: 'languages', value: ['ar'] })
    await setSetting(house, operator, { key: 'mail.postalAddress', value: '4 Quay Street\nPellmouth' })
    await setSetting(house, operator, { key: 'demo', value: true })
    await aSubscriber(house, 'ada@mail.example')
    for (const [source, words] of [
      [referenceStory, { level: 'breaking', mailBody: 'story', subject: 'The bridge, in whole' }],
      [arabicStory, { level: 'breaking', mailBody: 'story', subject: 'الجسر', title: 'الجسر' }],
    ] as const) {
      const { publicId } = await publish({ house } as never, source)
      await house.queue.drain()
      const { id, hash } = await aProposedAlert(editor, publicId, words)
      expect((await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(200)
      await house.queue.drain()
    }
    await askForAlerts(house, 'bea@mail.example')
    await house.queue.drain()
    // By another name than the paper's own, as the terminal shows it.
    const origin = () => `http://localhost:${server.port}`
    door = openDoor({ paper: house.folder, origin, onKey: () => {}, onKnock: () => {} })
    house.config.port = 0
    server = await startServer(house, routes, { door })
  }, 120_000)
  afterAll(async () => {
    await server.stop()
    await paper.close()
  })

  const found: string[] = []

  async function look(page: Page, where: string, { isFramed = false } = {}): Promise<void> {
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      if (over > 0) found.push(`${where} is ${over} px too wide at ${width}`)
      for (const colorScheme of shots === undefined ? [] : (['light', 'dark'] as const)) {
        mkdirSync(shots ?? '', { recursive: true })
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: `${shots}/${where}-${width}-${colorScheme}.png`, fullPage: true })
      }
    }
    // In the frame of a mail no script runs, and none of axe's.
    if (isFramed) return
    await page.setViewportSize({ width: 360, height: 900 })
    found.push(...(await faultsInBothSchemes(page, where)))
  }

  test('shows mails as a mail program would, with their text, at any width', { timeout: 180_000 }, async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await page.goto(door.address('/-/mailbox'))
    const { origin } = new URL(page.url())
    await look(page, 'mailbox')
    await page.getByRole('link', { name: 'The bridge, in whole' }).click()
    await page.frameLocator('iframe').getByRole('heading').first().waitFor()
    await look(page, 'mail', { isFramed: true })
    await page.setViewportSize({ width: 360, height: 900 })
    await page.getByRole('link', { name: 'The mail alone' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look(page, 'mail-alone', { isFramed: true })
    await page.goto(`${origin}/-/mailbox`)
    await page.getByRole('link', { name: 'الجسر' }).click()
    await page.frameLocator('iframe').getByRole('heading').first().waitFor()
    await look(page, 'mail-ar', { isFramed: true })
    await page.goto(`${origin}/-/mailbox`)
    await page.getByRole('link', { name: 'Confirm' }).first().click()
    await look(page, 'mail-text')
    expect([found, reader.complaints]).toEqual([[], []])
  })
})
