/** A desk that writers of a demo newsroom have open in a real browser. */
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { linesOf } from '../pasted-blocks.ts'
import { aSite, publish, visit, type TestSite, type Visit } from './site.ts'

export type Writing = Visit & {
  /** What stands in the editor, a line a block. */
  lines(): Promise<string[]>
  ids(): Promise<string[]>
  shows(...lines: string[]): Promise<void>
  press(...keys: string[]): Promise<void>
  type(text: string): Promise<void>
}

export async function aNewsroom(): Promise<TestSite> {
  const site = await aSite()
  site.house.config.isDemo = true
  site.house.config.origin = site.origin
  return site
}

let count = 0

/** A new story with this body, in Markdown: its id. */
export async function aStory(site: TestSite, body: string): Promise<string> {
  count++
  const { publicId } = await publish(
    site,
    `---\nheadline: Story ${count}\nslug: story-${count}\npublished: -1h\n---\n${body}\n`,
  )
  return publicId
}

/** Somebody of the newsroom, with the caret at the end of the story. */
export async function opens(browser: Browser, site: TestSite, id: string, role: string): Promise<Writing> {
  const writer = await visit(browser)
  const { page } = writer
  const answer = await page.request.post(`${site.origin}/api/v1/session/demo`, {
    data: { role },
    headers: { Origin: site.origin, 'Sec-Fetch-Site': 'same-origin' },
  })
  expect(answer.status()).toBe(200)
  await tellEditor(page)
  await page.goto(`${site.origin}/desk/stories/${id}`)
  await page.locator('.body').waitFor()
  await page.locator('.body').click()
  await page.evaluate(() => bodyEditor().commands.focus('end'))
  await expect.poll(() => page.evaluate(() => document.activeElement?.classList.contains('body'))).toBe(true)
  const lines = async () =>
    linesOf({ blocks: await blocksIn(page), pictures: [] })
      .trimEnd()
      .split('\n')
  return {
    ...writer,
    lines,
    ids: async () => (await blocksIn(page)).map(({ attrs }) => String(attrs?.id)),
    shows: (...wanted) => expect.poll(lines, { timeout: 10_000 }).toEqual(wanted),
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key)
    },
    type: (text) => page.keyboard.type(text),
  }
}

type Blocks = Parameters<typeof linesOf>[0]['blocks']
type BodyEditor = {
  getJSON(): { content: Blocks }
  commands: { focus(to: string): void; setTextSelection(at: number | { from: number; to: number }): void }
}

declare global {
  /** In the page: the editor of the story's text. */
  function bodyEditor(): BodyEditor
}

async function tellEditor(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.bodyEditor = () => (document.querySelector('.body') as unknown as { editor: BodyEditor }).editor
  })
}

async function blocksIn(page: Page): Promise<Blocks> {
  return page.evaluate(() => bodyEditor().getJSON().content)
}

/** Puts something on the clipboard of one event and pastes it where the caret is. */
export async function pastes(page: Page, parts: Record<string, string>): Promise<void> {
  await page.locator('.body').evaluate((body, given) => {
    const clipboardData = new DataTransfer()
    for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text)
    body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, parts)
}
