import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { openBrowser } from '../browser.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { aSession, firstToken } from '../newsroom.ts'

let browser: Browser | undefined
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(async () => browser?.close())

type Desk = { house: TestHouse; origin: string; stop(): Promise<void> }

async function aDesk(engine: (typeof engines)[number]): Promise<Desk> {
  const house = await aHouse(engine)
  house.queue.start()
  const server = await startServer(house, routes)
  // Passkeys are known by a name, and which port it is is known only now.
  const origin = (house.config.origin = `http://localhost:${server.port}`)
  return {
    house,
    origin,
    async stop() {
      await server.stop()
      await house[Symbol.asyncDispose]()
    },
  }
}

/** A page whose device can keep passkeys, and whatever it complains of. */
async function aPage(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // What the server refuses is told here too, and is part of the story.
    if (message.type() === 'error' && !message.text().includes('status of 4')) complaints.push(message.text())
  })
  return { page, complaints }
}

async function photo(): Promise<Buffer> {
  const image = sharp({ create: { width: 900, height: 600, channels: 3, background: { r: 40, g: 90, b: 120 } } })
  return image.jpeg().toBuffer()
}

const text = (page: Page) => page.locator('.tiptap')
const saved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor()

/** The caret goes to the empty paragraph at the end of the story. */
async function atTheEnd(page: Page): Promise<void> {
  await text(page).locator(':scope > p').last().click()
}

async function addBlock(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: '+ Add a block' }).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}

async function begin(page: Page, { house, origin }: Desk): Promise<void> {
  await page.goto(`${origin}/desk/start?token=${await firstToken(house)}`)
  await page.getByLabel('Your name').fill('Ada Thornbury')
  await page.getByLabel('Your e-mail address').fill('ada@lantern.example')
  await page.getByRole('button', { name: 'Make a passkey and go in' }).click()
  await page.getByRole('button', { name: 'New story' }).click()
  await page.getByLabel('Headline', { exact: true }).fill('Tide clock stops at noon')
}

async function writeAll(page: Page): Promise<void> {
  await page.getByLabel('Standfirst').fill('Nobody noticed until the ferry was late.')
  await text(page).click()
  await page.keyboard.type('The clock on the harbour office has stopped.')
  await page.keyboard.press('Enter')
  await addBlock(page, 'Picture')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'From this device' }).click()
  await (await chooser).setFiles({ name: 'clock.jpg', mimeType: 'image/jpeg', buffer: await photo() })
  await page.getByText('Say what it shows, or that it is decorative').waitFor()
  await atTheEnd(page)
  await addBlock(page, 'Quote')
  await page.keyboard.type('It is always noon somewhere.')
  await page.getByLabel('Who says this').first().fill('Hester Dunmore')
  await atTheEnd(page)
  await addBlock(page, 'Related story')
  await page.getByLabel('Story or address').first().fill('https://example.org/clocks')
  await atTheEnd(page)
  await addBlock(page, 'Embed')
  await page.getByLabel('Address', { exact: true }).fill('https://www.youtube.com/watch?v=dQw4w9WgXcQ')
  await atTheEnd(page)
  await addBlock(page, 'Poll')
  await page.getByLabel('Question').fill('Should the clock be mended?')
  await page.getByLabel('Answer 1').fill('Yes')
  await page.getByLabel('Answer 2').fill('Leave it at noon')
  await page.getByRole('button', { name: 'Make the poll' }).click()
  await page.getByRole('heading', { name: 'Should the clock be mended?' }).waitFor()
  await saved(page)
}

const dialog = (page: Page) => page.getByRole('dialog')

async function publish(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  await dialog(page).getByRole('button', { name: button, exact: true }).click()
}

async function isLive(page: Page): Promise<string> {
  await dialog(page).getByText('It is live.').waitFor()
  const path = await dialog(page).getByRole('link', { name: 'See it live' }).getAttribute('href')
  await dialog(page).getByRole('button', { name: 'Close' }).last().click()
  return path ?? ''
}

describe.each(engines)('the desk on %s', (engine) => {
  test('from the first link to a story that is published, approved by a second person, corrected and restored', async () => {
    if (browser === undefined) return
    const desk = await aDesk(engine)
    const context = await browser.newContext({ locale: 'en-GB' })
    const { page, complaints } = await aPage(context)
    try {
      await begin(page, desk)
      await writeAll(page)

      // The check stops it for the picture that nobody has described, leads there, and lets it go once that is done.
      await page.getByRole('button', { name: 'Publish', exact: true }).click()
      await dialog(page).locator('[data-severity=blocking]').first().waitFor()
      expect(await dialog(page).getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true)
      await dialog(page).locator('[data-severity=blocking] button').first().click()
      await page.getByLabel('What the picture shows (alt text)').fill('A clock face under a copper roof')
      await saved(page)
      await publish(page, 'Publish')
      const path = await isLive(page)
      const reader = async () => (await fetch(desk.origin + path)).text()
      const first = await reader()
      for (const words of ['Tide clock stops at noon', 'A clock face under a copper roof', 'Hester Dunmore'])
        expect(first).toContain(words)
      expect(first).toContain('Should the clock be mended?')

      // A live story is edited as a copy, and goes out when a second person has said so.
      await setSetting(desk.house, operator, { key: 'approval.updates', value: true })
      await text(page).locator(':scope > p').first().click()
      await page.keyboard.press('End')
      await page.keyboard.type(' It will be mended on Friday.')
      await saved(page)
      expect(await reader()).not.toContain('mended on Friday')
      await publish(page, 'Publish update')
      await dialog(page).getByRole('alert').waitFor()
      await dialog(page).getByRole('button', { name: 'Close' }).first().click()
      const second = await browser.newContext({ locale: 'en-GB' })
      const { cookie } = await aSession(desk.house, { name: 'Ines Falk', role: 'editor' })
      const [name = '', value = ''] = cookie.split('=')
      await second.addCookies([{ name, value, url: desk.origin }])
      const { page: other, complaints: ofOther } = await aPage(second)
      await other.goto(page.url())
      await other.getByText('mended on Friday').waitFor()
      await other.getByRole('button', { name: 'More', exact: true }).click()
      await other.getByRole('menuitem', { name: 'Approve as it is now' }).click()
      await other.getByText('approved by Ines Falk').waitFor()
      await publish(page, 'Publish update')
      expect(await isLive(page)).toBe(path)
      expect(await reader()).toContain('mended on Friday')

      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Correct' }).click()
      await dialog(page)
        .getByLabel('What was wrong, and what is right')
        .fill('The clock stopped on Monday, not Tuesday.')
      await dialog(page).getByRole('button', { name: 'Publish this' }).click()
      await dialog(page).waitFor({ state: 'hidden' })
      expect(await reader()).toContain('The clock stopped on Monday, not Tuesday.')

      // What has changed since the first version, and the way back to it.
      await page.getByRole('tab', { name: 'History' }).click()
      const oldest = page.getByRole('listitem').filter({ hasText: 'Version 1' })
      await oldest.getByRole('button', { name: 'Compare' }).click()
      await dialog(page).locator('ins').filter({ hasText: 'mended on Friday' }).waitFor()
      await page.keyboard.press('Escape')
      await oldest.getByRole('button', { name: 'Bring back' }).click()
      await page.getByText('It stands in the story now').waitFor()
      await other.getByText('mended on Friday').waitFor({ state: 'hidden' })
      expect(await reader()).toContain('mended on Friday')
      expect([complaints, ofOther]).toEqual([[], []])
      await second.close()
    } finally {
      await context.close()
      await desk.stop()
    }
  }, 180_000)
})
