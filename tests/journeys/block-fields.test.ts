import { afterAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { aNewsroom, aStory, opens } from './writing.ts'

const browser = await openBrowser()
const site = browser === undefined ? undefined : await aNewsroom()

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

describe.skipIf(!browser)('the fields of a block', () => {
  test('are shown where the caret is, and nowhere else, in a story that was loaded', async () => {
    if (!browser || !site) throw new Error('no browser')
    const id = await aStory(site, 'First words.\n\n> So be it.\n\nBetween.\n\n> And so on.')
    await using writer = await opens(browser, site, id, 'editor')
    const { page } = writer
    const quote = (words: string) => page.locator('.node-quote', { hasText: words }).locator('.block-fields')
    await quote('And so on.').waitFor()
    await page.getByText('So be it.').click()
    await quote('So be it.').waitFor()
    await quote('And so on.').waitFor({ state: 'detached' })
    await page.getByText('Between.').click()
    await page.locator('.block-fields').waitFor({ state: 'detached' })
    // What closed above moved the words that were clicked on: none of them are chosen.
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('')
    await writer.type('!')
    expect((await writer.lines()).filter((line) => line.includes('!'))).toHaveLength(1)
    expect(await writer.lines()).toContainEqual(expect.stringMatching(/^paragraph Bet?.*!.*$/u))
    expect(writer.complaints).toEqual([])
  }, 60_000)
})
