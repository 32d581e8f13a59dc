import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { indexChanges } from '../../src/search/index-stories.ts'
import { openBrowser } from '../browser.ts'
import { faultsInBothSchemes } from './faults.ts'
import { aPaper, desk, phone, publish, visit } from './site.ts'

const storyWithPoll = `---
headline: من ينتظر عند الجسر؟
standfirst: استطلاع القرّاء قبل قرار المجلس.
topics: [Harbour]
byline: [Maren Quillfeather]
language: ar
slug: who-waits
published: -1h
call to comment: قولوا رأيكم
---
تقرّر المدينة الأسبوع المقبل.

:::poll{id=jisr question="من ينبغي أن ينتظر؟" choose=1}
- السفن، مهما كان المد
- السيارات والحافلات
:::

::related{to="ferry-fares-rise" title="Ferry fares rise for the first time in nine years"}

:::table{caption="مواعيد الفتح" headerColumn}
| الساعة | حتى الآن | من الاثنين |
| --- | --- | --- |
| من 6 إلى 7 | مرتان | مرتان |
:::
`

const browser = await openBrowser()
const paper = await aPaper()
const asking = await publish(paper, storyWithPoll)
await setSetting(paper.house, operator, { key: 'languages', value: ['ar'] })
await setSetting(paper.house, operator, { key: 'colophon', value: true })
await indexChanges(paper.house)

afterAll(async () => {
  await browser?.close()
  await paper[Symbol.asyncDispose]()
})

async function expectWellFormed(page: Page, paths: readonly string[]): Promise<void> {
  const faults: string[] = []
  for (const path of paths) {
    await page.goto(paper.origin + path)
    faults.push(...(await standsRightToLeft(page, path)), ...(await faultsInBothSchemes(page, path)))
  }
  expect(faults).toEqual([])
}

/** Nothing is wider than the page, and the page does run from right to left. */
async function standsRightToLeft(page: Page, path: string): Promise<string[]> {
  const [direction, isWithin] = await page.evaluate(() => [
    document.documentElement.dir,
    document.documentElement.scrollWidth <= innerWidth,
  ])
  return [
    ...(direction === 'rtl' ? [] : [`${path}: runs ${direction}`]),
    ...(isWithin ? [] : [`${path}: wider than the screen`]),
  ]
}

describe.skipIf(browser === undefined)('from right to left, axe finds nothing in light and in dark', () => {
  test('in the Arabic edition of a paper in English', { timeout: 120_000 }, async () => {
    await using reader = await visit(browser!, phone)
    await expectWellFormed(reader.page, [
      '/ar/',
      asking.path,
      paper.arabic.path,
      '/ar/topics/harbour',
      '/ar/people/maren-quillfeather',
      '/ar/-/archive',
      '/ar/nowhere',
    ])
  })

  test('in a paper in Arabic, its forms and what they are answered with', { timeout: 180_000 }, async () => {
    await setSetting(paper.house, operator, { key: 'identity.language', value: 'ar' })
    await using reader = await visit(browser!, desk)
    const { page } = reader
    const story = await (await fetch(paper.origin + asking.path)).text()
    const poll = /id="poll-([a-z0-9]+)"/u.exec(story)?.[1] ?? ''
    await expectWellFormed(page, [
      '/',
      asking.path,
      paper.story.path,
      `/polls/${poll}`,
      `/polls/${poll}/certificate`,
      '/polls',
      `/search?q=${encodeURIComponent('الجسر')}`,
      '/search?q=bridge&topic=nope&from=x',
      '/topics/harbour',
      '/people/ada-marsh',
      '/people/ada-marsh/said',
      '/-/topics',
      '/-/archive',
      '/-/corrections',
      '/nowhere',
    ])
    await page.setViewportSize(phone.viewport)
    await page.route('**/*.js', (route) => route.abort())
    await page.goto(paper.origin + asking.path)
    await page.locator('label.choice').first().click()
    await page.locator('.poll-form button').click()
    const faults = await faultsInBothSchemes(page, 'vote to confirm')
    await page.locator('main form button').first().click()
    await page.waitForURL('**/mine')
    faults.push(...(await standsRightToLeft(page, 'own vote')), ...(await faultsInBothSchemes(page, 'own vote')))
    await page.goto(paper.origin + asking.path)
    await page.locator('.comment-form [name=email]').fill('ines@mail')
    await page.locator('.comment-form [name=comment]').fill('السفن أولًا.')
    await page.locator('.comment-form').evaluate((form: HTMLFormElement) => (form.noValidate = true))
    await page.locator('.comment-form button').click()
    await page.locator('[aria-invalid=true]').first().waitFor()
    faults.push(
      ...(await standsRightToLeft(page, 'faulty comment')),
      ...(await faultsInBothSchemes(page, 'faulty comment')),
    )
    expect(faults).toEqual([])
  })
})
