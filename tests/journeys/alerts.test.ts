import { mkdirSync } from 'node:fs'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { subscriberByPublicId } from '../../src/subscriptions/store.ts'
import { preferencesPath } from '../../src/subscriptions/token.ts'
import { openBrowser } from '../browser.ts'
import { mailsTo } from '../subscribers.ts'
import { aPaper, phone, visit, withoutScript } from './site.ts'

const browser = await openBrowser()
const paper = await aPaper()
const shots = process.env.SHOTS

afterAll(async () => {
  await browser?.close()
  await paper[Symbol.asyncDispose]()
})

const narrow = { ...phone, ...withoutScript, viewport: { width: 360, height: 740 } }
const schemes = ['light', 'dark'] as const

describe.skipIf(browser === undefined)('alerts on a phone without JavaScript', () => {
  test.each(schemes)('from a story to one click that leaves, in the %s scheme', async (colorScheme) => {
    const address = `reader-${colorScheme}@mail.example`
    await using reader = await visit(browser!, { ...narrow, colorScheme } as BrowserContextOptions)
    const { page } = reader
    const shoot = async (name: string) => {
      // Nothing is wider than the phone.
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
      if (shots === undefined) return
      mkdirSync(shots, { recursive: true })
      await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true })
    }
    await page.goto(paper.origin + paper.story.path)
    await page.locator('.follow-story').scrollIntoViewIfNeeded()
    if (shots !== undefined)
      await page.locator('.follow-story').screenshot({ path: `${shots}/offer-${colorScheme}.png` })
    await page.getByRole('link', { name: 'Follow this story' }).click()
    await shoot('follow')
    await page.getByRole('radio', { name: 'Everything' }).check()
    await page.getByRole('radio', { name: 'Every morning and evening' }).check()
    await page.getByLabel('E-mail address').fill(address)
    await page.getByRole('button', { name: 'Subscribe by e-mail' }).click()
    expect(await page.locator('h1').first().innerText()).toContain('mailbox')
    const [mail] = await mailsTo(paper.house, address)
    await page.goto(paper.origin + new URL(mail?.link ?? '').pathname)
    await shoot('confirm')
    await page.getByRole('button', { name: 'Confirm my address' }).click()
    await page.getByRole('link', { name: 'Change what you get' }).click()
    await shoot('preferences')
    await page.getByLabel('Quiet from').fill('22:00')
    await page.getByLabel('to', { exact: true }).fill('07:00')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await page.getByRole('status').first().innerText()).toContain('Nothing between 22:00 and 07:00')
    await shoot('saved')
    const rows = paper.house.db.selectFrom('subscribers').select('public_id as id').orderBy('subscribers.id', 'desc')
    const { id } = await rows.executeTakeFirstOrThrow()
    await page.goto(`${paper.origin}${preferencesPath(paper.house, id)}/leave`)
    await shoot('leave')
    expect(await subscriberByPublicId(paper.house.db, id)).toMatchObject({ state: 'active' })
    await page.getByRole('button', { name: 'Send me no more alerts' }).click()
    expect(await page.locator('h1').first().innerText()).toBe('No more alerts')
    expect(await subscriberByPublicId(paper.house.db, id)).toMatchObject({ state: 'left', quietFrom: 1320 })
    expect(reader.complaints).toEqual([])
  })

  test('wider pages hold it, too', async () => {
    for (const width of [768, 1440]) {
      await using reader = await visit(browser!, { ...withoutScript, viewport: { width, height: 900 } })
      await reader.page.goto(`${paper.origin}/-/alerts`)
      expect(await reader.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      if (shots !== undefined) await reader.page.screenshot({ path: `${shots}/follow-${width}.png`, fullPage: true })
    }
  })
})
