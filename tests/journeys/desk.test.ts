import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { openBrowser } from '../browser.ts'
import { engines } from '../databases.ts'
import { aSession, firstToken } from '../newsroom.ts'
import {
  aDesk,
  addBlock,
  aPage,
  atTheEnd,
  dialog,
  isLive,
  photo,
  publish,
  saved,
  text,
  type Desk,
} from './desk-pages.ts'

let browser: Browser | undefined
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(async () => browser?.close())

async function begin(page: Page, { house, origin }: Desk): Promise<void> {
  await page.goto(`${origin}/desk/start?token=${await firstToken(house)}`)
  await page.getByLabel('Your name').fill('Ada Thornbury')
  await page.getByLabel('Your email address').fill('ada@lantern.example')
  await page.getByRole('button', { name: 'Create a passkey and sign in' }).click()
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
  await page.getByRole('textbox', { name: 'Answer 1' }).fill('Yes')
  await page.getByRole('textbox', { name: 'Answer 2' }).fill('Leave it at noon')
  await page.getByRole('button', { name: 'Choose a picture for answer 2' }).click()
  await dialog(page).getByRole('button', { name: 'clock.jpg' }).click()
  await page.getByLabel('What the picture shows (alt text)').fill('Both hands at twelve')
  await page.getByRole('button', { name: 'Create the poll' }).click()
  await page.getByRole('heading', { name: 'Should the clock be mended?' }).waitFor()
  await saved(page)
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
      expect(first).toMatch(/class="option-picture"[^]*alt="Both hands at twelve"/u)

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
      const came = dialog(page).locator('ins').filter({ hasText: 'mended on Friday' })
      expect(await came.evaluate((words) => getComputedStyle(words).backgroundColor)).toBe('rgb(226, 243, 230)')
      await page.keyboard.press('Escape')
      await oldest.getByRole('button', { name: 'Restore', exact: true }).click()
      await page.getByText('It is in the story now').waitFor()
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
