import { mkdirSync, readFileSync } from 'node:fs'
import type { Browser, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { byLink, leaveAlerts } from '../../src/subscriptions/leave.ts'
import { openBrowser } from '../browser.ts'
import { aSubscriber, aTopic, mailsTo } from '../subscribers.ts'
import { aDesk, aSeat, dialog, type Desk } from './desk-pages.ts'
import { faultsInBothSchemes } from './faults.ts'

let browser: Browser | undefined
let desk: Desk
beforeAll(async () => {
  browser = await openBrowser()
  desk = await aDesk('sqlite')
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await desk.stop()
})

const shots = process.env.SHOTS
const found: string[] = []

/** No width scrolls sideways, and axe finds nothing on a phone, in either scheme. */
async function look(page: Page, where: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0))
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (over > 0) found.push(`${where} is ${over} px too wide at ${width}`)
    if (width === 360) found.push(...(await faultsInBothSchemes(page, where)))
    for (const colorScheme of shots === undefined ? [] : (['light', 'dark'] as const)) {
      mkdirSync(shots ?? '', { recursive: true })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: `${shots}/${where}-${width}-${colorScheme}.png`, fullPage: true })
    }
  }
}

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8')
}

const ghost = `id,email,name,subscribed_to_emails,created_at
1,ann@x.example,Ann,true,2024-03-01
2,bob@x.example,Bob,false,2024-03-01
3,left@x.example,Lea,true,2024-03-01
4,nobody,N,true,2024-03-01
5,eva@x.example,Eva,true,2025-05-05
`

const asFile = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

test('a list is looked through, decided on, brought in, and all are handed out', async () => {
  if (browser === undefined) return
  const { house, origin } = desk
  await leaveAlerts(house, byLink, await aSubscriber(house, 'left@x.example'))
  await aTopic(house, 'Harbour')
  const seat = await aSeat(browser, desk, { name: 'Olof', role: 'publisher', reducedMotion: 'reduce' })
  const { page } = seat
  await page.goto(`${origin}/desk/subscribers`)
  await page.getByRole('link', { name: 'Lists: import and export' }).click()
  await page.getByText('None yet.').waitFor()
  await look(page, 'lists-empty')
  // What is none is said, and can be sent again.
  await page.setInputFiles('input[type=file]', asFile('towns.csv', 'name,town\nAnn,Harbour\n'))
  await page.getByText('call it “email”').waitFor()
  await look(page, 'list-failed')
  await page.getByRole('link', { name: 'Send another one' }).click()
  await page.setInputFiles('input[type=file]', asFile('members.csv', ghost))
  await page.getByText('2 would come in').waitFor()
  await page.getByText('3 stay out').waitFor()
  expect(await page.getByRole('row').allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringContaining('Has left here')]),
  )
  await look(page, 'list-checked')
  const [refused] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download these lines' }).click(),
  ])
  expect(refused.suggestedFilename()).toBe('members-refused.csv')
  expect((await textOf(refused)).split('\r\n')).toEqual([
    '\ufeffLine,Why it stays out',
    '3,"Not subscribed, by the list itself"',
    '4,Has left here',
    '5,Mail could not be sent to this address',
    '',
  ])
  // Nobody comes in without a word on where they agreed; from the keyboard alone.
  await page.getByLabel('Where and how they agreed').fill('Members of our old site')
  await page.getByLabel('How often').selectOption('daily')
  // In the field of topics Enter chooses one, or does nothing.
  await page.getByLabel('Certain topics only').check()
  await page.getByRole('textbox', { name: 'Topics' }).fill('Harb')
  await page.getByRole('option', { name: 'Harbour' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove Harbour' }).waitFor()
  await page.keyboard.press('Enter')
  expect(await dialog(page).count()).toBe(0)
  await page.getByRole('button', { name: 'Bring 2 people in' }).focus()
  await look(page, 'list-start')
  await page.keyboard.press('Enter')
  await dialog(page).getByText('It cannot be taken back for all of them at once.').waitFor()
  await look(page, 'list-sure')
  await dialog(page).getByRole('button', { name: 'Bring 2 people in' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('2 came in').waitFor()
  await page.getByText('Members of our old site').waitFor()
  await look(page, 'list-done')
  await page.getByRole('link', { name: 'All lists' }).click()
  await page.getByRole('link', { name: 'members.csv' }).waitFor()
  await look(page, 'lists')
  const [all] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ])
  expect(await textOf(all)).toContain('ann@x.example,email,active')
  expect([found, seat.complaints]).toEqual([[], []])
  await seat.context.close()
}, 180_000)

test('what somebody gets is made less at the desk, and more by their own link alone', async () => {
  if (browser === undefined) return
  const { house, origin } = desk
  const topicIds = [await aTopic(house, 'Harbour'), await aTopic(house, 'Bridge')]
  const choices = { pace: 'weekly', breakingAtOnce: true, allTopics: false, topicIds } as const
  const { publicId } = await aSubscriber(house, 'nora@x.example', choices)
  const seat = await aSeat(browser, desk, { name: 'Olof', role: 'publisher', reducedMotion: 'reduce' })
  const { page } = seat
  await page.goto(`${origin}/desk/subscribers/${publicId}`)
  await page.getByRole('button', { name: 'Change what they get' }).click()
  const save = dialog(page).getByRole('button', { name: 'Save' })
  expect(await save.isDisabled()).toBe(true)
  // What would be more is not offered.
  const offered = await dialog(page).getByLabel('How often').getByRole('option').allInnerTexts()
  expect(offered).toEqual(['Once a week', 'Breaking news only'])
  await dialog(page).getByRole('checkbox', { name: 'Bridge' }).uncheck()
  await dialog(page).getByRole('checkbox', { name: 'Breaking news at once' }).uncheck()
  await dialog(page).getByLabel('From').fill('22:00')
  expect(await save.isDisabled()).toBe(true)
  await dialog(page).getByLabel('To', { exact: true }).fill('07:00')
  await dialog(page).getByLabel('Language').selectOption('de')
  await look(page, 'choices')
  await save.click()
  await dialog(page).waitFor({ state: 'detached' })
  await page.getByText(/^Quiet hours: .from 10:00.PM to 7:00.AM. \(before: .None.\)$/u).waitFor()
  await page.getByText(/^Topics: .Harbour. \(before: .Bridge and Harbour.\)$/u).waitFor()
  // Nights that were quiet stay so.
  await page.getByRole('button', { name: 'Change what they get' }).click()
  await dialog(page).getByLabel('From').fill('23:00')
  await save.click()
  await dialog(page).getByRole('alert').first().waitFor()
  await dialog(page).getByText('This would be more than they chose.').waitFor()
  await look(page, 'choices-more')
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Mail them their link' }).click()
  await page.getByText('The link is on its way.').waitFor()
  await look(page, 'subscriber')
  expect((await mailsTo(house, 'nora@x.example')).at(-1)).toMatchObject({ kind: 'alerts-link' })
  expect([found, seat.complaints]).toEqual([[], []])
  await seat.context.close()
}, 180_000)
