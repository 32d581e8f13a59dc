import { mkdirSync } from 'node:fs'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { changePreferences } from '../../src/subscriptions/preferences.ts'
import { subscriberByPublicId } from '../../src/subscriptions/store.ts'
import { preferencesPath } from '../../src/subscriptions/token.ts'
import { openBrowser } from '../browser.ts'
import { aSubscriber, mailsTo } from '../subscribers.ts'
import { faultsInBothSchemes } from './faults.ts'
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
    await page.getByLabel('Email address').fill(address)
    await page.getByRole('button', { name: 'Subscribe by email' }).click()
    expect(await page.locator('h1').first().innerText()).toContain('inbox')
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
    await page.getByRole('button', { name: 'Unsubscribe' }).click()
    expect(await page.locator('h1').first().innerText()).toBe('No more alerts')
    expect(await subscriberByPublicId(paper.house.db, id)).toMatchObject({ state: 'left', quietFrom: 1320 })
    expect(reader.complaints).toEqual([])
  })
})

/** What a page of this room looks like at each width: nothing is wider than the screen, and axe finds nothing. */
async function faultsAtWidths(page: Page, path: string, name: string): Promise<string[]> {
  const faults: string[] = []
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await page.goto(paper.origin + path)
    const reached = await page.evaluate(() => document.documentElement.scrollWidth)
    if (reached > width) faults.push(`${name}: ${reached} wide at ${width}`)
    for (const colorScheme of shots === undefined ? [] : schemes) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true })
    }
    if (width === 360) faults.push(...(await faultsInBothSchemes(page, name)))
  }
  return faults
}

describe.skipIf(browser === undefined)('everybody can use the pages of alerts', () => {
  test('at any width, and from right to left', { timeout: 180_000 }, async () => {
    const { house, story } = paper
    await setSetting(house, operator, { key: 'languages', value: ['ar'] })
    const choices = { threadIds: [story.id], pace: 'daily' } as const
    const { publicId } = await aSubscriber(house, 'everybody@mail.example', choices)
    const preferences = preferencesPath(house, publicId)
    await using reader = await visit(browser!)
    const { page } = reader
    const faults = [
      ...(await faultsAtWidths(page, '/-/alerts', 'choosing')),
      ...(await faultsAtWidths(page, preferences, 'preferences')),
      ...(await faultsAtWidths(page, `${preferences}?saved=yes`, 'preferences-saved')),
      ...(await faultsAtWidths(page, '/ar/-/alerts', 'choosing-ar')),
    ]
    const change = { language: 'ar', quietFrom: 1320, quietTo: 420 }
    await changePreferences(house, operator, { publicId, change })
    faults.push(...(await faultsAtWidths(page, `${preferences}?saved=yes`, 'preferences-ar')))
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl')
    faults.push(...(await faultsAtWidths(page, `${preferences}/leave`, 'leaving-ar')))
    expect(faults).toEqual([])
  })

  test('in each state of the browser’s notifications, and with faults', { timeout: 180_000 }, async () => {
    await using reader = await visit(browser!, phone)
    const { page } = reader
    const faults: string[] = []
    await page.goto(`${paper.origin}/ar/-/alerts`)
    for (const state of ['off', 'on', 'denied', 'install', 'unable']) {
      await page.evaluate((shown) => {
        for (const part of document.querySelectorAll<HTMLElement>('[data-when]'))
          part.hidden = part.dataset.when !== shown
      }, state)
      const area = page.locator('[data-push]')
      if (shots !== undefined) await area.screenshot({ path: `${shots}/push-${state}.png` })
      faults.push(...(await faultsInBothSchemes(page, state)))
    }
    await page.goto(`${paper.origin}/-/alerts`)
    await page.getByRole('radio', { name: 'Only certain topics' }).check()
    await page.getByLabel('Email address').fill('nobody')
    await page.locator('form[data-alerts]').evaluate((form: HTMLFormElement) => (form.noValidate = true))
    await page.getByRole('button', { name: 'Subscribe by email' }).click()
    await page.getByRole('alert').waitFor()
    if (shots !== undefined) await page.screenshot({ path: `${shots}/faulty.png`, fullPage: true })
    faults.push(...(await faultsInBothSchemes(page, 'faulty')))
    expect(faults).toEqual([])
  })
})
