import { afterAll, describe, expect, test } from 'vitest'
import { indexChanges } from '../../src/search/index-stories.ts'
import { openBrowser } from '../browser.ts'
import { faultsInBothSchemes } from './faults.ts'
import { aPaper, desk, phone, visit, withoutScript } from './site.ts'

const browser = await openBrowser()
const paper = await aPaper()
await indexChanges(paper.house)

afterAll(async () => {
  await browser?.close()
  await paper[Symbol.asyncDispose]()
})

describe.skipIf(browser === undefined)('a reader searches', () => {
  test('from the foot of any page, without a script, and corrects what was mistyped', async () => {
    await using reader = await visit(browser!, { ...phone, ...withoutScript })
    const { page } = reader
    await page.goto(paper.origin + paper.story.path)
    await page.getByRole('searchbox', { name: 'Search the paper' }).fill('ferri fares')
    await page.locator('.quick-search').getByRole('button', { name: 'Search' }).click()
    await page.waitForURL('**/search?q=*')
    await page.getByRole('link', { name: 'ferry fares', exact: true }).click()
    await page.waitForURL('**/search?q=ferry+fares')
    expect(await page.locator('.card mark').allTextContents()).toContain('Ferry')
    await page.getByText('Narrow the search').click()
    await page.getByLabel('Topic', { exact: true }).selectOption({ label: 'Local Council' })
    await page.locator('.search-form').getByRole('button', { name: 'Search' }).click()
    await page.getByText('No story has all of these words.').waitFor()
    expect(await page.getByLabel('Topic', { exact: true }).inputValue()).toBe('local-council')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })

  test('and axe finds nothing, in light and in dark, whatever the page says', { timeout: 120_000 }, async () => {
    await using reader = await visit(browser!, desk)
    const faults: string[] = []
    for (const path of [
      '/search',
      '/search?q=bridge',
      '/search?q=birdge&topic=nope&from=x',
      '/search?q=zeppelin',
      `/search?q=${encodeURIComponent('الجسر')}&author=Maren+Quillfeather`,
    ]) {
      await reader.page.goto(paper.origin + path)
      faults.push(...(await faultsInBothSchemes(reader.page, path)))
    }
    expect(faults).toEqual([])
  })
})
