/** The desk in a browser: whoever sits at it, what they press, and what they see. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import type { OpenHouse } from '../../src/house.ts'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import type { Role } from '../../src/staff/acts.ts'
import type { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { aSession } from '../newsroom.ts'
import { giveDevice } from './device.ts'

export type Desk = { house: TestHouse; origin: string; stop(): Promise<void> }

export async function aDesk(engine: (typeof engines)[number]): Promise<Desk> {
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
export async function aPage(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage()
  await giveDevice(page)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // What the server refuses is told here too, and is part of the story.
    if (message.type() === 'error' && !message.text().includes('status of 4')) complaints.push(message.text())
  })
  return { page, complaints }
}

export async function photo(): Promise<Buffer> {
  const image = sharp({ create: { width: 900, height: 600, channels: 3, background: { r: 40, g: 90, b: 120 } } })
  return image.jpeg().toBuffer()
}

export const text = (page: Page) => page.locator('.tiptap')
export const saved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor()

/** The caret goes to the empty paragraph at the end of the story. */
export async function atTheEnd(page: Page): Promise<void> {
  await text(page).locator(':scope > p').last().click()
}

export async function addBlock(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: '+ Add a block' }).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}

export const dialog = (page: Page) => page.getByRole('dialog')

export async function publish(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  await dialog(page).getByRole('button', { name: button, exact: true }).click()
}

export async function isLive(page: Page): Promise<string> {
  await dialog(page).getByText('It is live.').waitFor()
  const path = await dialog(page).getByRole('link', { name: 'See it live' }).getAttribute('href')
  await dialog(page).getByRole('button', { name: 'Close' }).last().click()
  return path ?? ''
}

export type Seat = { context: BrowserContext; page: Page; complaints: string[]; memberId: string; cookie: string }

/** A browser of their own in which somebody of this role is signed in. */
export async function aSeat(
  browser: Browser,
  { house, origin }: { house: OpenHouse; origin: string },
  { name, role, ...options }: { name: string; role: Role } & BrowserContextOptions,
): Promise<Seat> {
  const { id: memberId, cookie } = await aSession(house, { name, role })
  const context = await browser.newContext({ locale: 'en-GB', ...options })
  const [key = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name: key, value, url: origin }])
  return { context, memberId, cookie, ...(await aPage(context)) }
}

/** What stands in the story, a line for each block; names at carets are not words of it. */
export async function linesOf(page: Page): Promise<string[]> {
  return text(page).evaluate((editor) => {
    const copy = editor.cloneNode(true) as HTMLElement
    for (const caret of copy.querySelectorAll('.caret')) caret.remove()
    return [...copy.children].map(({ textContent }) => textContent.replaceAll(/[\u2060\uFEFF]/gu, ''))
  })
}
