import { afterAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { saveOutside, words } from '../desk-stories.ts'
import { aNewsroom, aStory, opens } from './writing.ts'

const browser = await openBrowser()
const site = browser === undefined ? undefined : await aNewsroom()

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

describe.skipIf(!browser)('what was changed outside the desk', () => {
  test('and is not taken over is shown in the story, put in by a press, or dismissed', async () => {
    if (!browser || !site) throw new Error('no browser')
    const id = await aStory(site, 'It left at nine in the morning.')
    await using writer = await opens(browser, site, id, 'editor')
    const { page } = writer
    await page.evaluate(() => bodyEditor().commands.setTextSelection({ from: 12, to: 16 }))
    await writer.type('ten')
    await page.getByRole('textbox', { name: 'Headline', exact: true }).fill('The ferry is lost')
    await page.getByText('Saved', { exact: true }).waitFor()
    await saveOutside(site.house, id, ({ version, ...rest }) => ({
      ...rest,
      version: { ...version, headline: 'The ferry is found', ...outsideWords(version, 'eleven') },
    }))
    const shown = page.getByRole('region', { name: 'Somebody changed this outside the desk' })
    const one = (words: string) => shown.getByRole('listitem').filter({ hasText: words })
    await one('eleven').getByRole('button', { name: 'Put them in' }).click()
    await writer.shows('paragraph It left at eleven in the morning.')
    await one('eleven').waitFor({ state: 'detached' })
    await one('found').getByRole('button', { name: 'Dismiss' }).click()
    await shown.waitFor({ state: 'detached' })
    expect(await page.getByRole('textbox', { name: 'Headline', exact: true }).inputValue()).toBe('The ferry is lost')
    expect(writer.complaints).toEqual([])
  }, 60_000)
})

type Version = Parameters<Parameters<typeof saveOutside>[2]>[0]['version']

/** The same paragraph with another hour. */
function outsideWords({ document }: Version, hour: string) {
  const [block] = words(`It left at ${hour} in the morning.`).document.blocks
  return { document: { ...document, blocks: document.blocks.map(({ id }) => ({ ...block, id })) } as never }
}
