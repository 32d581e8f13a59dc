import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { aServing, herald, heraldExport } from '../serving.ts'
import { zipOf, zipOfFolder } from '../zip.ts'
import { faultsInBothSchemes } from './faults.ts'
import { desk, phone, visit, withoutScript } from './site.ts'

const browser = await openBrowser()
const folder = mkdtempSync(join(tmpdir(), 'crier-files-'))
const pictures = join(folder, 'uploads.zip')
writeFileSync(pictures, zipOfFolder(join(herald, 'uploads'), 'wp-content/uploads'))

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

describe.skipIf(browser === undefined)('a publisher brings the Harbour Herald', () => {
  test('from the demo, on a phone and without a script, and it is the paper', async () => {
    await using serving = await aServing('demo')
    await using publisher = await visit(browser!, { ...phone, ...withoutScript })
    const { page } = publisher
    await page.goto(serving.origin)
    await page.getByRole('link', { name: 'Start your own paper' }).click()
    await page.getByText('only for whoever started the server').waitFor()
    await page.goto(serving.door?.address('/-/start') ?? '')
    expect(page.url()).toBe(`${serving.origin}/-/start`)
    await page.getByLabel('Your export').setInputFiles(heraldExport)
    await page.getByLabel('Your pictures').setInputFiles(pictures)
    await page.getByRole('button', { name: 'Import it' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your paper is being imported')
    expect(await page.locator('noscript meta[http-equiv=refresh], meta[http-equiv=refresh]').count()).toBe(1)
    // The browser asks again by itself.
    await page.getByRole('button', { name: 'Make this my paper' }).waitFor({ timeout: 60_000 })
    expect(await page.getByRole('row', { name: /^Stories/u }).textContent()).toBe('Stories45450')
    const front = page.frameLocator('iframe')
    await front.getByRole('link', { name: 'Swing bridge stuck for eleven hours' }).first().waitFor()
    expect(await fits(page)).toBe(true)
    await page.getByRole('button', { name: 'Make this my paper' }).click()
    await page.getByRole('link', { name: 'Read your front page' }).click({ timeout: 30_000 })
    expect(await page.title()).toBe('Harbour Herald')
    expect(await page.getByText('This is a demonstration paper').count()).toBe(0)
    await page.getByRole('link', { name: 'Swing bridge stuck for eleven hours' }).first().click()
    expect(new URL(page.url()).pathname).toBe('/2026/09/swing-bridge-stuck-for-eleven-hours/')
    // Before the door, without its key.
    expect(publisher.complaints.filter((text) => !text.includes('403'))).toEqual([])
  }, 180_000)

  test('into an empty paper, with a script, and everybody can use each step', async () => {
    await using serving = await aServing('sqlite')
    await using publisher = await visit(browser!, phone)
    const { page } = publisher
    const faults: string[] = []
    await page.goto(serving.door?.address('/-/start') ?? '')
    await page.goto(serving.origin)
    await page.getByRole('link', { name: 'Drop your export here' }).click()
    faults.push(...(await faultsOf(page, 'collecting')))
    await page.getByLabel('Your export').setInputFiles(pictures)
    await page.getByRole('button', { name: 'Import it' }).click()
    await page.getByText('“uploads.zip” is a zip archive').waitFor()
    faults.push(...(await faultsOf(page, 'refused')))
    await page.getByLabel('Your export').setInputFiles(heraldExport)
    await page.getByLabel('Your pictures').setInputFiles(pictures)
    await page.getByRole('button', { name: 'Import it' }).click()
    // How far it has come when somebody looks depends on the machine; a quick one is through with the pictures by then.
    await page.getByRole('heading', { name: 'Your paper is being imported' }).waitFor()
    await page.locator('.start-way').getByText(/\d/u).first().waitFor()
    faults.push(...(await faultsWhile(page, 'importing')))
    await page.getByRole('button', { name: 'Make this my paper' }).waitFor({ timeout: 60_000 })
    faults.push(...(await faultsOf(page, 'ready')))
    await page.setViewportSize(desk.viewport)
    await page
      .frameLocator('iframe')
      .getByRole('link', { name: 'Swing bridge stuck for eleven hours' })
      .first()
      .waitFor()
    faults.push(...(await faultsOf(page, 'ready, on a desk')))
    await page.getByRole('button', { name: 'Make this my paper' }).click()
    await page.getByRole('link', { name: 'Read your front page' }).waitFor({ timeout: 60_000 })
    faults.push(...(await faultsOf(page, 'done')))
    await page.getByRole('link', { name: 'Read your front page' }).click()
    await page.getByRole('link', { name: 'Swing bridge stuck for eleven hours' }).first().waitFor()
    expect([faults, publisher.complaints.filter((text) => !text.includes('415'))]).toEqual([[], []])
  }, 180_000)

  test('over a line that breaks, in pieces that go on', async () => {
    await using serving = await aServing('sqlite')
    const large = join(folder, 'large.zip')
    writeFileSync(large, zipOf([{ name: 'uploads/2024/01/noise.bin', bytes: randomBytes(20 * 1024 * 1024) }]))
    await using publisher = await visit(browser!)
    const { page } = publisher
    const offsets: number[] = []
    let breaks = 1
    await page.route('**/-/start/files/media?*', (route) => {
      const offset = Number(new URL(route.request().url()).searchParams.get('offset'))
      offsets.push(offset)
      return offset > 0 && breaks-- > 0 ? route.abort('connectionreset') : route.continue()
    })
    await page.goto(serving.door?.address('/-/start') ?? '')
    await page.getByLabel('Your pictures').setInputFiles(large)
    await page.getByLabel('Your export').setInputFiles(heraldExport)
    await page.getByRole('button', { name: 'Import it' }).click()
    // It may be ready at once: of its pictures none is in this zip.
    const away = page.getByRole('button', { name: /discard/iu })
    await away.waitFor({ timeout: 60_000 })
    const piece = 8 * 1024 * 1024
    expect(offsets.slice(0, 3)).toEqual([0, piece, piece])
    expect(offsets.filter((offset) => offset === 0)).toHaveLength(1)
    await away.click()
    await page.getByRole('button', { name: 'Import it' }).waitFor({ timeout: 60_000 })
  }, 120_000)
})

async function fits(page: Page): Promise<boolean> {
  const [width, shown] = [
    await page
      .locator('html')
      .evaluate((element) => element.scrollWidth)
      .catch(() => 0),
    page.viewportSize()?.width ?? 0,
  ]
  return width <= shown
}

/** The page may go on to its next step while it is looked at; what it has become is looked at next. */
async function faultsWhile(page: Page, where: string): Promise<string[]> {
  return faultsOf(page, where).catch((error: unknown) => {
    if (error instanceof Error && /navigat|context/iu.test(error.message)) return []
    throw error
  })
}

async function faultsOf(page: Page, where: string): Promise<string[]> {
  const faults = await faultsInBothSchemes(page, where, { but: 'iframe' })
  return (await fits(page)) ? faults : [...faults, `${where} is wider than its window`]
}
