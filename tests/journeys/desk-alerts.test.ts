import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { aReachablePaper, aStory, aTopic, changeStory } from '../alerting.ts'
import { openBrowser } from '../browser.ts'
import { aDraft } from '../desk-stories.ts'
import type { Served, TestHouse } from '../house.ts'
import { aBrowser, aSession } from '../newsroom.ts'
import { aPublishedStory, aSubscriber } from '../subscribers.ts'
import { aSeat, dialog } from './desk-pages.ts'
import { faultsInBothSchemes } from './faults.ts'

/** Colours are looked at when nothing moves any more. */
const still = { reducedMotion: 'reduce' } as const

type Paper = { house: TestHouse; site: Served; origin: string; close(): Promise<void> }

/** At the time that browsers go by, so that seconds can be counted down. */
async function aPaper(): Promise<Paper> {
  const { house, site, close } = await aReachablePaper('sqlite')
  house.clock.advance(Date.now() - house.clock.now())
  house.queue.start()
  return { house, site, origin: house.config.origin, close }
}

let browser: Browser | undefined
let paper: Paper
beforeAll(async () => {
  browser = await openBrowser()
  paper = await aPaper()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await paper.close()
})

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
const saved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor()

/** What a screen looks like at each width, by day and by night: written where `SHOTS` says. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS
  if (folder === undefined) return
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true })
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/** From the story to the words of its alert. */
async function beginAlert(page: Page, story: string): Promise<void> {
  await page.goto(`${paper.origin}/desk/stories/${story}`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Send an alert' }).click()
  await heading(page, 'How urgent').waitFor()
}

/** Space or Enter, until the button has done what it does. */
async function holdKey(page: Page, key: string): Promise<void> {
  await page.getByRole('button', { name: 'Hold to send' }).focus()
  await page.keyboard.down(key)
  await page.getByRole('button', { name: 'Keep holding' }).waitFor()
  await page.getByRole('button', { name: 'Keep holding' }).waitFor({ state: 'detached' })
  await page.keyboard.up(key)
}

test('proposed by one, sent by another from the keyboard, watched to its end, and corrected', async () => {
  if (browser === undefined) return
  for (const name of ['ada', 'bea', 'carl']) await aSubscriber(paper.house, `${name}@example.org`)
  await aPublishedStory(paper.house, 'The harbour is closed')
  const story = await aStory(paper.house)
  const ada = await aSeat(browser, paper, { name: 'Ada Marsh', role: 'editor' })
  const ben = await aSeat(browser, paper, { name: 'Ben Okafor', role: 'publisher' })
  await beginAlert(ada.page, story.publicId)
  await ada.page.getByRole('radio', { name: 'Breaking' }).check()
  await ada.page.getByText('Without a time it stays up for 6 hours.').waitFor()
  await ada.page.getByLabel(/^Until/u).fill('2099-01-02T08:30')
  await ada.page.getByLabel('Text', { exact: true }).fill('It left at nine.')
  await saved(ada.page)
  await ada.page.getByLabel('Develops the story').fill('The harbour')
  await ada.page.getByRole('option', { name: 'The harbour is closed' }).click()
  await saved(ada.page)
  await ada.page.getByText('3 subscribers').waitFor()
  await ada.page.getByRole('button', { name: 'Propose' }).click()
  await ada.page.getByText('You proposed this yourself').waitFor()
  // The other one finds it in the list, and reads exactly what goes out.
  await ben.page.goto(`${paper.origin}/desk/alerts`)
  await ben.page.getByRole('link', { name: 'The ferry returns' }).first().click()
  await heading(ben.page, 'Exactly this goes out').waitFor()
  await ben.page.getByText('Until Fri, Jan 2, 2099, 8:30 AM UTC.').waitFor()
  await ben.page.getByText('The harbour is closed').waitFor()
  await ben.page.getByText('It left at nine.').first().waitFor()
  await holdKey(ben.page, 'Enter')
  // Both see it through.
  for (const { page } of [ada, ben]) {
    await heading(page, 'The alert').waitFor()
    await page.getByText('Done', { exact: true }).waitFor()
    await page.getByRole('row', { name: 'Accepted 0 3 3' }).waitFor()
  }
  await ben.page.getByRole('button', { name: 'Correct', exact: true }).click()
  await dialog(ben.page).getByText('3 subscribers have it and will be told.').waitFor()
  await dialog(ben.page).getByLabel('What was wrong').fill('It left at ten, not at nine.')
  await dialog(ben.page).getByLabel('Text', { exact: true }).fill('It left at ten.')
  await dialog(ben.page).getByRole('button', { name: 'Correct' }).click()
  await heading(ben.page, 'The correction').waitFor()
  await ben.page.getByText('Ben Okafor: Correction. It left at ten, not at nine.').waitFor()
  expect(await (await fetch(paper.origin + story.path)).text()).toContain('It left at ten, not at nine.')
  // The log names it, and leads to it.
  await ben.page.goto(`${paper.origin}/desk/log?what=alert.correct`)
  await ben.page.getByRole('link', { name: 'The ferry returns', exact: true }).click()
  await heading(ben.page, 'The correction').waitFor()
  expect([ada.complaints, ben.complaints]).toEqual([[], []])
  await ada.context.close()
  await ben.context.close()
}, 120_000)

test('words that were changed since somebody read them are read again before they go', async () => {
  if (browser === undefined) return
  const story = await aStory(paper.house)
  const ada = await aSeat(browser, paper, { name: 'Ada Marsh', role: 'editor' })
  const ben = await aSeat(browser, paper, { name: 'Ben Okafor', role: 'editor' })
  await beginAlert(ada.page, story.publicId)
  await saved(ada.page)
  await ada.page.getByRole('button', { name: 'Propose' }).click()
  await ada.page.getByText('You proposed this yourself').waitFor()
  await ben.page.goto(ada.page.url())
  await ben.page.getByRole('button', { name: 'Hold to send' }).waitFor()
  await ada.page.getByRole('button', { name: 'Change it' }).click()
  await ada.page.getByLabel('Text', { exact: true }).fill('It sank.')
  await saved(ada.page)
  await ada.page.getByRole('button', { name: 'Propose' }).click()
  await ben.page.getByText('The text, audience or time has changed since you opened this.').waitFor()
  expect(await ben.page.getByRole('button', { name: 'Hold to send' }).isDisabled()).toBe(true)
  expect(await ben.page.getByText('It sank.').count()).toBe(0)
  await ben.page.getByRole('button', { name: 'Show what it says now' }).click()
  await ben.page.getByText('It sank.').first().waitFor()
  expect(await ben.page.getByRole('button', { name: 'Hold to send' }).isEnabled()).toBe(true)
  // A short press sends nothing; whoever cannot hold is asked instead.
  await ben.page.getByRole('button', { name: 'Hold to send' }).click()
  await ben.page.getByRole('button', { name: 'Send without holding' }).click()
  await dialog(ben.page).getByText('It goes to readers exactly as shown here.').waitFor()
  await dialog(ben.page).getByRole('button', { name: 'Cancel' }).click()
  await ben.page.getByText('Waiting for a second person').waitFor()
  expect([ada.complaints, ben.complaints]).toEqual([[], []])
  await ada.context.close()
  await ben.context.close()
}, 120_000)

test('the publisher sends without a second person for a reason, and takes it back in time', async () => {
  if (browser === undefined) return
  const story = await aStory(paper.house)
  await aSession(paper.house, { name: 'Somebody else', role: 'editor' })
  const { page, context, complaints } = await aSeat(browser, paper, { name: 'Olof', role: 'publisher' })
  await beginAlert(page, story.publicId)
  await saved(page)
  await page.getByRole('button', { name: 'Send without a second person' }).click()
  expect(await dialog(page).getByRole('button', { name: 'Hold to send' }).isDisabled()).toBe(true)
  await dialog(page).getByLabel('Why it cannot wait').fill('Everybody else is asleep')
  paper.house.clock.set(Date.now())
  await holdKey(page, ' ')
  await page.getByText(/Goes out in \d+ seconds?\./u).waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await heading(page, 'How urgent').waitFor()
  await page.getByRole('button', { name: 'Propose' }).waitFor()
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

test('who sends alone tries it out on themselves, and has a page looked at again that was not there', async () => {
  if (browser === undefined) return
  const { house } = paper
  const story = await aStory(house)
  await aSession(house, { name: 'Somebody else', role: 'editor' })
  const { page, context, complaints } = await aSeat(browser, paper, { name: 'Olof', role: 'publisher' })
  await beginAlert(page, story.publicId)
  await saved(page)
  await page.getByRole('button', { name: 'Send me a test' }).click()
  await page.getByText('Your account has no email address.').waitFor()
  await page.evaluate(async () => {
    const body = JSON.stringify({ name: 'Olof', email: 'olof@paper.example', language: 'en' })
    await fetch('/api/v1/me', { method: 'PATCH', body, headers: { 'Content-Type': 'application/json' } })
  })
  await page.getByRole('button', { name: 'Send me a test' }).click()
  await page.getByText(/The test went to .olof@paper\.example. and to nobody else\./u).waitFor()
  // Its ten seconds are over by this browser's clock, and not yet by the server's.
  house.clock.set(Date.now() - 12_000)
  await page.getByRole('button', { name: 'Send without a second person' }).click()
  await dialog(page).getByLabel('Why it cannot wait').fill('Everybody else is asleep')
  await holdKey(page, ' ')
  await house.write(operator, (tx) => changeStory(tx, story.id, { state: 'draft' }))
  house.clock.set(Date.now())
  await page.getByText(/Checked at .+: Readers can no longer open the story\./u).waitFor()
  await house.write(operator, (tx) => changeStory(tx, story.id, { state: 'published' }))
  await page.getByRole('button', { name: 'Check the page again' }).click()
  await page.getByText('Its page was found live').waitFor()
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

test('a note is written for the digests, and anybody’s next one is looked at, or why there is none', async () => {
  if (browser === undefined) return
  const { house } = paper
  const daily = { pace: 'daily', breakingAtOnce: false } as const
  const theatre = await aTopic(house, 'Theatre')
  await aSubscriber(house, 'gwen@example.org', daily)
  await aSubscriber(house, 'hugo@example.org', { ...daily, allTopics: false, topicIds: [theatre] })
  await aStory(house)
  house.clock.advance(120_000)
  const { page, context, complaints } = await aSeat(browser, paper, { name: 'Ada Marsh', role: 'editor', ...still })
  await page.goto(`${paper.origin}/desk/alerts`)
  await page.getByRole('link', { name: 'Digests' }).click()
  await page.getByText('for 2 readers').first().waitFor()
  await page.getByLabel('In the digests of morning and evening').fill('We have moved to the harbour.')
  await page.getByRole('button', { name: 'Save the note' }).first().click()
  await page.getByText(/Written by .Ada Marsh., /u).waitFor()
  const search = page.getByLabel('Address, or how it begins')
  await search.fill('hugo')
  await page.getByRole('button', { name: 'hugo@example.org' }).click()
  await page.getByText('As it is now it would be skipped').waitFor()
  await search.fill('gwen')
  await page.getByRole('button', { name: 'gwen@example.org' }).click()
  await page.getByText(/Due .+ It has no alert and \d+ stor(?:y|ies)\./u).waitFor()
  await page.frameLocator('iframe').getByText('We have moved to the harbour.').last().waitFor()
  await shoot(page, 'digest-of-somebody')
  await page.getByRole('radio', { name: 'As plain text' }).press(' ')
  await page.locator('pre').getByText('We have moved to the harbour.').waitFor()
  await page.getByRole('button', { name: 'Remove the note' }).click()
  await page.getByText('There is none.').nth(1).waitFor()
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

test('a story is planned with its alert, which another approves, and it goes when the story is live', async () => {
  if (browser === undefined) return
  const { house } = paper
  house.clock.set(Date.now())
  const ada = await aSeat(browser, paper, { name: 'Ada Marsh', role: 'editor', ...still })
  const ben = await aSeat(browser, paper, { name: 'Ben Okafor', role: 'editor', ...still })
  const { page } = ada
  const writer = aBrowser(house, paper.site)
  writer.use(ada.cookie)
  const article = await aDraft(writer)
  const at = Math.floor(house.clock.now() / 60_000) * 60_000 + 3 * 3_600_000
  await page.goto(`${paper.origin}/desk/stories/${article}`)
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await dialog(page).getByLabel('Or at a set time').fill(new Date(at).toISOString().slice(0, 16))
  await dialog(page).getByRole('button', { name: 'Schedule' }).click()
  await shoot(page, 'planned-dialog')
  await dialog(page).getByRole('button', { name: 'Write an alert that goes out with it' }).click()
  await page.getByRole('checkbox', { name: /^When the story is published/u }).waitFor()
  await shoot(page, 'planned-composer')
  await page.getByRole('button', { name: 'Propose' }).click()
  await page.getByText('You proposed this yourself').waitFor()
  await ben.page.goto(page.url())
  await ben.page.getByText(/The alert goes out when the story is published/u).waitFor()
  await holdKey(ben.page, 'Enter')
  await ben.page.getByText(/It goes out when the story is published: /u).waitFor()
  await shoot(ben.page, 'planned-approved')
  // Another time is another decision.
  await page.goto(`${paper.origin}/desk/stories/${article}`)
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await dialog(page).getByText('At another time it must be approved again.').waitFor()
  await dialog(page)
    .getByLabel('Or at a set time')
    .fill(new Date(at + 3_600_000).toISOString().slice(0, 16))
  await dialog(page).getByRole('button', { name: 'Schedule' }).click()
  await ben.page.getByText('The publication was moved.').waitFor()
  await shoot(ben.page, 'planned-moved')
  await ben.page.getByRole('button', { name: 'Show what it says now' }).click()
  await holdKey(ben.page, 'Enter')
  await ben.page.getByText(/It goes out when the story is published: /u).waitFor()
  house.clock.set(at + 3_600_000)
  await ben.page.getByText('Its page was found live').waitFor()
  await ben.page.getByText(/^The publication was moved to .+; its approval no longer holds$/u).waitFor()
  await ben.page.getByText('The story was published as planned, and the alert could go').waitFor()
  expect([ada.complaints, ben.complaints]).toEqual([[], []])
  await ada.context.close()
  await ben.context.close()
}, 120_000)

test('axe finds nothing on the screens of alerts and subscribers, and no phone has to scroll sideways', async () => {
  if (browser === undefined) return
  const story = await aStory(paper.house)
  await aSubscriber(paper.house, 'dora@example.org')
  const { page, context } = await aSeat(browser, paper, { name: 'Olof', role: 'publisher', ...still })
  const found: string[] = []
  const look = async (where: string) => {
    await shoot(page, where)
    await page.setViewportSize({ width: 360, height: 740 })
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (over > 0) found.push(`${where} is ${over} px too wide`)
    found.push(...(await faultsInBothSchemes(page, where)))
    await page.setViewportSize({ width: 1280, height: 800 })
  }
  await beginAlert(page, story.publicId)
  await page.getByText('Who it reaches').waitFor()
  await look('composer')
  await saved(page)
  await page.getByRole('button', { name: 'Propose' }).click()
  await page.getByText('You proposed this yourself').waitFor()
  await look('reading')
  await page.goto(`${paper.origin}/desk/alerts`)
  await page.getByRole('link', { name: 'The ferry returns' }).first().waitFor()
  await look('list')
  await page.getByRole('link', { name: 'Digests' }).click()
  await heading(page, 'Somebody’s next digest').waitFor()
  await look('digests')
  await page.goto(`${paper.origin}/desk/subscribers`)
  await page.getByRole('link', { name: 'dora@example.org' }).click()
  await heading(page, 'dora@example.org').waitFor()
  await look('subscriber')
  await page.getByRole('link', { name: 'All subscribers' }).click()
  await heading(page, 'The last 90 days').waitFor()
  await look('subscribers')
  await page.getByRole('link', { name: 'dora@example.org' }).click()
  await page.getByRole('button', { name: 'Erase' }).click()
  await dialog(page).getByRole('button', { name: 'Erase' }).click()
  await heading(page, 'Subscribers').waitFor()
  const left = await paper.house.db.selectFrom('addresses').select('address').execute()
  expect(left.map(({ address }) => address)).not.toContain('dora@example.org')
  expect(found).toEqual([])
  await context.close()
}, 120_000)
