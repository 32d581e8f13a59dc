import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { mediaByPublicId } from '../../src/media/store.ts'
import { openBrowser } from '../browser.ts'
import { aNewsroom, aStory, opens, type Writing } from './writing.ts'

const browser = await openBrowser()
const site = browser === undefined ? undefined : await aNewsroom()

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

async function writing(body = 'First words.') {
  return opens(browser!, site!, await aStory(site!, body), 'editor')
}

async function aFile(background: string) {
  const image = sharp({ create: { width: 300, height: 200, channels: 3, background } })
  return { name: `${background}.png`, mimeType: 'image/png', buffer: await image.png().toBuffer() }
}

async function uploads(page: Page, ...colours: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'From this device' }).click()
  await (await chooser).setFiles(await Promise.all(colours.map(aFile)))
  await page.getByRole('button', { name: /^Use \d/ }).click()
}

async function galleryOrder(writer: Writing): Promise<string[]> {
  return writer.page.evaluate(() => {
    type Node = { type: string; attrs?: { media?: string }; content?: Node[] }
    const blocks = bodyEditor().getJSON().content as unknown as Node[]
    const pictures = blocks.find(({ type }) => type === 'gallery')?.content ?? []
    return pictures.flatMap(({ attrs }) => (attrs?.media === undefined ? [] : [attrs.media]))
  })
}

describe.skipIf(browser === undefined)('in a story', () => {
  test('a gallery gets more pictures, and they are put into another order by keyboard and pointer', async () => {
    await using writer = await writing()
    const { page } = writer
    await writer.press('Enter')
    await writer.type('/gall')
    await writer.press('Enter')
    await uploads(page, 'teal', 'olive')
    await expect.poll(() => galleryOrder(writer)).toHaveLength(2)
    await page.getByRole('button', { name: 'Add pictures' }).click()
    await uploads(page, 'maroon')
    await expect.poll(() => galleryOrder(writer)).toHaveLength(3)
    const [teal, olive, maroon] = await galleryOrder(writer)
    await page.locator('.gallery-block .picture img').first().click()
    await writer.press('Alt+Shift+ArrowDown')
    await expect.poll(() => galleryOrder(writer)).toEqual([olive, teal, maroon])
    await page.getByRole('button', { name: /^Later/ }).click()
    await expect.poll(() => galleryOrder(writer)).toEqual([olive, maroon, teal])
    // The caret leaves the gallery: all are small again.
    await page.locator('.body > p').first().click()
    const handle = await page.locator('.picture-handle').nth(2).boundingBox()
    const target = await page.locator('.gallery-block .picture').first().boundingBox()
    await page.mouse.move(handle!.x + 8, handle!.y + 8)
    await page.mouse.down()
    await page.mouse.move(target!.x + 4, target!.y + 6, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => galleryOrder(writer)).toEqual([teal, olive, maroon])
    await page.locator('.gallery-block .picture img').nth(1).click()
    await page.getByRole('button', { name: 'Remove this picture' }).click()
    await expect.poll(() => galleryOrder(writer)).toEqual([teal, maroon])
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('the focal point of a picture is set by pointer and by the arrow keys, and says where it is', async () => {
    await using writer = await writing()
    const { page } = writer
    await writer.press('Enter')
    await writer.type('/pict')
    await writer.press('Enter')
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'From this device' }).click()
    await (await chooser).setFiles(await aFile('navy'))
    await page.getByRole('button', { name: 'Set the focal point' }).click()
    const point = page.getByRole('button', { name: 'Focal point: 50% from the left, 50% from the top' })
    // It stands still now.
    await point.hover()
    const box = await point.boundingBox()
    await page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2)
    await page.mouse.down()
    await page.mouse.move(box!.x + box!.width * 0.25, box!.y + box!.height * 0.75)
    await page.mouse.up()
    await page.getByRole('status').filter({ hasText: '25% from the left, 75% from the top' }).waitFor()
    await page.getByRole('button', { name: 'Focal point: 25%' }).focus()
    await writer.press('ArrowLeft', 'Shift+ArrowDown')
    await page.getByRole('status').filter({ hasText: '24% from the left, 85% from the top' }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    const id = /media=(\S+)/u.exec((await writer.lines())[1] ?? '')?.[1] ?? ''
    expect(await mediaByPublicId(site!.house.db, id)).toMatchObject({ focusX: 0.24, focusY: 0.85 })
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('words in another language say so, with their direction', async () => {
    await using writer = await writing('He said salaam to all.')
    const { page } = writer
    await page.evaluate(() => bodyEditor().commands.setTextSelection({ from: 9, to: 15 }))
    await page.getByRole('button', { name: 'Other language' }).click()
    await page.getByRole('combobox', { name: 'These words are in' }).selectOption('Arabic')
    await page.getByRole('button', { name: 'Set the language' }).click()
    const span = page.locator('.body [lang=ar][dir=rtl]')
    await expect.poll(() => span.textContent()).toBe('salaam')
    await page.getByRole('button', { name: 'Other language', pressed: true }).click()
    await page.getByRole('combobox', { name: 'These words are in' }).selectOption('The story’s own language')
    await page.getByRole('button', { name: 'Set the language' }).click()
    await span.waitFor({ state: 'detached' })
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('an English text reads from the left at an Arabic desk, whose own words read from the right', async () => {
    await using writer = await writing('## A heading\n\n> So be it.')
    const { page } = writer
    const headers = { Origin: site!.origin, 'Sec-Fetch-Site': 'same-origin' }
    const set = await page.request.patch(`${site!.origin}/api/v1/me`, { data: { language: 'ar' }, headers })
    expect(set.status()).toBe(200)
    await page.reload()
    await page.locator('html[dir=rtl]').waitFor()
    await page.locator('.body h2').waitFor()
    const directions = await page.evaluate(() =>
      ['.body', '#field-headline', '[role=toolbar]'].map(
        (one) => getComputedStyle(document.querySelector(one)!).direction,
      ),
    )
    expect(directions).toEqual(['ltr', 'ltr', 'rtl'])
    // The reload cuts a live channel that was just being opened.
    const own = writer.complaints.filter((words) => !words.includes('before the connection is established'))
    expect(own).toEqual([])
  }, 60_000)
})
