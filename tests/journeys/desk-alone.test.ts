import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import {
  aDesk,
  addBlock,
  aSeat,
  atTheEnd,
  dialog,
  isLive,
  photo,
  publish,
  saved,
  text,
  type Desk,
} from './desk-pages.ts'
import { faultsInBothSchemes } from './faults.ts'

/** Colours are looked at when nothing moves any more. */
const still = { reducedMotion: 'reduce' } as const

let browser: Browser | undefined
let desk: Desk
beforeAll(async () => {
  browser = await openBrowser()
  desk = await aDesk('sqlite')
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await desk.stop()
})

async function addPhoto(page: Page): Promise<void> {
  await addBlock(page, 'Picture')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'From this device' }).click()
  await (await chooser).setFiles({ name: 'clock.jpg', mimeType: 'image/jpeg', buffer: await photo() })
  await page.getByText('Say what it shows, or that it is decorative').waitFor()
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('on a phone a story is written, gets a photo and is published, and nothing is wider than the screen', async () => {
  if (browser === undefined) return
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
  const { page, context, complaints } = await aSeat(browser, desk, { name: 'Ines', role: 'editor', ...phone })
  await page.goto(`${desk.origin}/desk`)
  await page.getByRole('button', { name: 'New story' }).tap()
  await page.getByLabel('Headline', { exact: true }).fill('Ferry runs again')
  await text(page).tap()
  await page.keyboard.type('It leaves at noon.')
  await page.keyboard.press('Enter')
  await addPhoto(page)
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  // What the check has found is put right by a press.
  await saved(page)
  await page.getByRole('tab', { name: 'Check' }).tap()
  await page.getByRole('button', { name: 'Mark as decorative' }).tap()
  await page.getByRole('button', { name: 'Mark as decorative' }).waitFor({ state: 'hidden' })
  await saved(page)
  await publish(page, 'Publish')
  const path = await isLive(page)
  expect(await (await fetch(desk.origin + path)).text()).toContain('Ferry runs again')
  expect([await overflow(page), complaints]).toEqual([0, []])
  await context.close()
}, 120_000)

test('from the list to the readers by keyboard alone', async () => {
  if (browser === undefined) return
  const { page, context, complaints } = await aSeat(browser, desk, { name: 'Ada', role: 'editor' })
  await page.goto(`${desk.origin}/desk`)
  await page.getByRole('button', { name: 'New story' }).waitFor()
  await page.keyboard.press('?')
  await dialog(page).getByText('Keyboard shortcuts').waitFor()
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'hidden' })
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('n')
  await page.getByLabel('Kicker').waitFor()
  await page.getByLabel('Kicker').focus()
  await page.keyboard.type('Harbour')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Lamps are lit at four')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Earlier than in any year since the war.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('The lamplighter is pleased.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('/pull')
  await page.getByRole('option', { name: 'Pull quote' }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Nobody lights a lamp by day.')
  await saved(page)
  // Backwards from the text over its tools to the button.
  const button = page.getByRole('button', { name: 'Publish', exact: true })
  for (let step = 0; step < 40 && !(await button.evaluate((it) => it === document.activeElement)); step++)
    await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  const send = dialog(page).getByRole('button', { name: 'Publish', exact: true })
  await send.waitFor()
  await page.waitForFunction(() => document.querySelector('[role=dialog] button:disabled') !== null)
  for (let step = 0; step < 40 && !(await send.evaluate((it) => it === document.activeElement)); step++)
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await dialog(page).getByText('It is live.').waitFor()
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

test('axe finds nothing on list, story, dialogs and history, in light and in dark', async () => {
  if (browser === undefined) return
  const { page, context } = await aSeat(browser, desk, { name: 'Olof', role: 'publisher', ...still })
  const found: string[] = []
  const look = async (where: string) => void found.push(...(await faultsInBothSchemes(page, where)))
  await page.goto(`${desk.origin}/desk`)
  await page.getByRole('button', { name: 'New story' }).waitFor()
  await look('list')
  await page.getByRole('button', { name: 'New story' }).click()
  await page.getByLabel('Headline', { exact: true }).fill('Every kind of block')
  await text(page).click()
  await page.keyboard.type('Words.')
  for (const block of ['Quote', 'Pull quote', 'List', 'Table', 'Note', 'Code', 'Divider', 'Related story', 'Embed']) {
    await atTheEnd(page)
    await addBlock(page, block)
    await page.keyboard.type('Words')
  }
  await atTheEnd(page)
  await addPhoto(page)
  await look('story')
  for (const tab of ['Check', 'History']) {
    await page.getByRole('tab', { name: tab }).click()
    await look(tab)
  }
  await saved(page)
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await dialog(page).getByRole('list').waitFor()
  await look('publish')
  expect(found).toEqual([])
  await context.close()
}, 180_000)
