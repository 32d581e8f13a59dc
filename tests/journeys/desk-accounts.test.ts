import { Secret, TOTP } from 'otpauth'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { openBrowser } from '../browser.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { firstToken } from '../newsroom.ts'
import { giveDevice } from './device.ts'
import { faultsInBothSchemes } from './faults.ts'
import { phone, visit, type Visit } from './site.ts'

/** Colours are looked at when nothing moves any more. */
const still = { reducedMotion: 'reduce' } as const

const browser = await openBrowser()
afterAll(() => browser?.close())

const password = 'lanterns over the quay'

/** What a refused call leaves in the console is no fault of the page. */
const realComplaints = ({ complaints }: Visit) => complaints.filter((words) => !/status of 4\d\d/u.test(words))

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })

async function codeOf(page: Page, house: TestHouse): Promise<string> {
  const key = (await page.locator('form code').innerText()).replaceAll(/\s/gu, '')
  return new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: house.clock.now() })
}

async function signInByPassword(page: Page | Locator, code: string): Promise<void> {
  await page.getByLabel('Email').fill('ines@lantern.example')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Code from your authenticator app').fill(code)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

describe.skipIf(browser === undefined)('accounts on the desk', () => {
  let house: TestHouse
  let port: number
  let stop: () => Promise<void>
  let publisher: Visit
  /** Of Ines, who was invited: how she came in first, and her recovery codes. */
  let ines: Visit
  const recovery: string[] = []
  /** Passkeys are for names; at a number the desk offers passwords. */
  const atName = () => (house.config.origin = `http://localhost:${port}`)
  const atNumber = () => (house.config.origin = `http://127.0.0.1:${port}`)

  beforeAll(async () => {
    house = await aHouse('sqlite')
    const server = await startServer(house, routes)
    stop = server.stop
    port = server.port
    publisher = await visit(browser as Browser, still)
    ines = await visit(browser as Browser, { ...phone, ...still })
  })
  afterAll(async () => {
    await publisher[Symbol.asyncDispose]()
    await ines[Symbol.asyncDispose]()
    await stop()
    await house[Symbol.asyncDispose]()
  })

  test('the first person comes in by the printed link with a passkey, goes out, and in again', async () => {
    const { page } = publisher
    const origin = atName()
    const device = await giveDevice(page)
    await page.goto(`${origin}/desk/start?token=${await firstToken(house)}`)
    await heading(page, 'Welcome to your newsroom')
    expect(await faultsInBothSchemes(page, 'first run')).toEqual([])
    await page.getByLabel('Your name').fill('Ada Thornbury')
    await page.getByLabel('Your email address').fill('ada@lantern.example')
    await button(page, 'Create a passkey and sign in').click()
    await heading(page, 'Stories')
    await device.answers(false)
    await button(page, 'Ada Thornbury').click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL('**/desk/sign-in')
    await button(page, 'Sign in with a passkey').waitFor()
    expect(await faultsInBothSchemes(page, 'sign-in')).toEqual([])
    await device.answers(true)
    await button(page, 'Sign in with a passkey').click()
    await heading(page, 'Stories')
    // No script of a page can read the session.
    expect(await page.evaluate(() => document.cookie)).not.toContain('crier-session')
    await page.goto(`${origin}/desk/account`)
    await page.getByText('Chrome, Linux').first().waitFor()
    expect(await faultsInBothSchemes(page, 'account')).toEqual([])
    expect(realComplaints(publisher)).toEqual([])
  }, 120_000)

  test('the only publisher is told that they cannot be anything else', async () => {
    const { page } = publisher
    await page.goto(`${atName()}/desk/staff`)
    await button(page, 'Change Ada Thornbury').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Ada Thornbury is the only publisher.').waitFor()
    expect(await dialog.getByLabel('Role').isDisabled()).toBe(true)
    expect(await button(page, 'Remove from staff').isDisabled()).toBe(true)
    expect(await faultsInBothSchemes(page, 'the last publisher')).toEqual([])
    const refused = await page.evaluate(async () => {
      const headers = { 'Content-Type': 'application/json' }
      const { member } = await (await fetch('/api/v1/session')).json()
      const body = JSON.stringify({ role: 'editor' })
      return (await fetch(`/api/v1/staff/${member.id}`, { method: 'PATCH', headers, body })).status
    })
    expect(refused).toBe(409)
    await button(page, 'Cancel').click()
  }, 60_000)

  test('somebody is invited, joins by password where there are no passkeys, and sets up an app', async () => {
    const { page: own } = publisher
    await button(own, 'Invite somebody').click()
    await own.getByRole('dialog').getByLabel('Name').fill('Ines Marchetti')
    await own.getByLabel('Role').selectOption('editor')
    expect(await faultsInBothSchemes(own, 'invitation')).toEqual([])
    await button(own, 'Create the link').click()
    const link = new URL(await own.getByRole('dialog').locator('code').innerText())
    expect(await faultsInBothSchemes(own, 'the link')).toEqual([])
    await button(own, 'Done').click()

    const { page } = ines
    await page.goto(atNumber() + link.pathname + link.search)
    await page.getByText('Passkeys work only at').waitFor()
    await page.getByLabel('Your email address').fill('ines@lantern.example')
    await page.getByLabel('Choose a password').fill(password)
    await button(page, 'Sign in').click()
    await heading(page, 'Stories')
    // On a phone the places are in the menu.
    await button(page, 'Menu').click()
    await page.getByRole('menuitem', { name: 'Log' }).waitFor()
    expect(await faultsInBothSchemes(page, 'the menu of a phone')).toEqual([])
    await page.getByRole('menuitem', { name: 'Your account' }).click()
    await button(page, 'Set up an app').click()
    await page.getByRole('img', { name: 'QR code' }).waitFor()
    expect(await faultsInBothSchemes(page, 'setting up an app')).toEqual([])
    await page.getByLabel('Code shown by the app').fill(await codeOf(page, house))
    await button(page, 'Turn codes on').click()
    await page.getByText('Your recovery codes').waitFor()
    expect(await faultsInBothSchemes(page, 'recovery codes')).toEqual([])
    recovery.push(...(await page.locator('main [role=status] li').allInnerTexts()))
    expect(recovery).toHaveLength(10)
    await button(page, 'I have saved them').click()
    await page.getByText('10 recovery codes are left.').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    expect(realComplaints(ines)).toEqual([])
  }, 120_000)

  test('who guesses is slowed down, and told for how long', async () => {
    await using guesser = await visit(browser as Browser, still)
    const { page } = guesser
    await page.goto(`${atNumber()}/desk/sign-in`)
    await page.locator('input:focus').waitFor()
    expect(await page.getByLabel('Email').evaluate((field) => field === document.activeElement)).toBe(true)
    await page.getByLabel('Email').fill('ines@lantern.example')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    for (let tries = 0; tries < 6 && !(await page.getByText('Too many tries.').isVisible()); tries++) {
      const answer = page.waitForResponse('**/api/v1/session/password')
      await button(page, 'Sign in').click()
      await (await answer).finished()
      await page.getByRole('alert').waitFor()
    }
    await page
      .getByRole('alert')
      .getByText(/Too many tries\. Wait (a second|\d+ seconds), then try again\./u)
      .waitFor()
    house.clock.advance(10 * 60_000)
  }, 60_000)

  test('a session that is ended elsewhere is renewed in place, and what was typed stays', async () => {
    const { page } = ines
    await page.getByLabel('Name', { exact: true }).fill('Ines Marchetti-Vale')
    await using other = await visit(browser as Browser, still)
    await other.page.goto(`${atNumber()}/desk/sign-in?to=/account`)
    await signInByPassword(other.page, recovery[0] ?? '')
    await heading(other.page, 'Your account')
    await button(other.page, /^Sign out Chrome/u).click()
    await button(other.page, /^Sign out Chrome/u).waitFor({ state: 'detached' })

    await button(page, 'Save').click()
    const dialog = page.getByRole('dialog', { name: 'Sign in again' })
    await dialog.waitFor()
    await expect.poll(() => dialog.getByLabel('Email').evaluate((field) => field === document.activeElement)).toBe(true)
    expect(await faultsInBothSchemes(page, 'signing in again')).toEqual([])
    await signInByPassword(dialog, 'no code')
    await dialog.getByRole('alert').waitFor()
    await signInByPassword(dialog, recovery[1] ?? '')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ines Marchetti-Vale')
    await button(page, 'Save').click()
    await page.getByText('Saved.').waitFor()
    expect([realComplaints(ines), realComplaints(other)]).toEqual([[], []])
  }, 120_000)

  test('what opens the account asks for another sign-in after a while, and then does what was asked', async () => {
    const { page } = ines
    house.clock.advance(10 * 60_000)
    const email = page.getByLabel('Email', { exact: true })
    await email.fill('ines.vale@lantern.example')
    await button(page, 'Save').click()
    const dialog = page.getByRole('dialog', { name: 'Sign in again' })
    await dialog.getByText('confirm that it is you').waitFor()
    expect(await faultsInBothSchemes(page, 'showing who it is')).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('alert').getByText('Nothing was changed').waitFor()
    expect(await email.inputValue()).toBe('ines.vale@lantern.example')
    await button(page, 'Save').click()
    await signInByPassword(dialog, recovery[2] ?? '')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Saved.').waitFor()
    const { address } = await house.db
      .selectFrom('members')
      .select('email as address')
      .where('name', '=', 'Ines Marchetti-Vale')
      .executeTakeFirstOrThrow()
    expect(address).toBe('ines.vale@lantern.example')
    expect(realComplaints(ines)).toEqual([])
  }, 60_000)

  test('the log says who did what, and of one subject alone', async () => {
    const { page } = publisher
    await page.goto(`${atName()}/desk/log`)
    await page.getByText('Ines Marchetti-Vale joined').waitFor()
    expect(await faultsInBothSchemes(page, 'log')).toEqual([])
    await page.getByLabel('What').selectOption('totp')
    await page.getByText('joined the newsroom').waitFor({ state: 'detached' })
    await page.getByText('Ines Marchetti-Vale set up an authenticator app').waitFor()
    await page.getByLabel('Who').selectOption('operator')
    await heading(page, 'Log')
    await page.getByText('Nothing matches.').waitFor()
    const { subject } = await house.db
      .selectFrom('ledger')
      .select('subject')
      .where('deed', '=', 'member.invite')
      .executeTakeFirstOrThrow()
    await page.goto(`${house.config.origin}/desk/log?subject=${subject}`)
    await page.getByText('invited somebody').waitFor()
    await page.getByRole('link', { name: 'Show everything' }).click()
    await page.getByText('signed a browser out').first().waitFor()
  }, 60_000)

  test('whoever is locked out comes in by a link and a button, and speaks their own language', async () => {
    const { page: own } = publisher
    await own.goto(`${atName()}/desk/staff`)
    await button(own, 'Change Ines Marchetti-Vale').click()
    await button(own, 'Reset their sign-in').click()
    await button(own, 'Create the link').click()
    // It is a while since the publisher signed in; the device answers, and the link is there.
    const again = own.getByRole('dialog', { name: 'Sign in again' })
    await again.waitFor()
    expect(await faultsInBothSchemes(own, 'signing in again over a question')).toEqual([])
    await again.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await again.waitFor({ state: 'detached' })
    const link = await own.getByRole('dialog').locator('code').innerText()
    await button(own, 'Done').click()

    await using fresh = await visit(browser as Browser, { ...phone, ...still })
    const { page } = fresh
    await page.goto(link)
    await heading(page, 'Sign in')
    expect(await faultsInBothSchemes(page, 'a link by mail')).toEqual([])
    await button(page, 'Sign in').click()
    await heading(page, 'Stories')
    await page.goto(`${house.config.origin}/desk/account`)
    await page.getByLabel('Language of the desk').selectOption('ar')
    await button(page, 'Save').click()
    await heading(page, 'حسابك')
    expect(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang])).toEqual([
      'rtl',
      'ar',
    ])
    expect(await faultsInBothSchemes(page, 'account in Arabic')).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await own.goto(`${house.config.origin}/desk/staff`)
    await button(own, 'Change Ines Marchetti-Vale').click()
    await button(own, 'Remove from staff').click()
    expect(await faultsInBothSchemes(own, 'removal')).toEqual([])
    await button(own, 'Remove').click()
    await button(own, 'Change Ines Marchetti-Vale').waitFor({ state: 'detached' })
    expect(await faultsInBothSchemes(own, 'staff')).toEqual([])
    expect([realComplaints(publisher), realComplaints(fresh)]).toEqual([[], []])
  }, 120_000)

  test('in the demo one click signs in', async () => {
    house.config.isDemo = true
    await using guest = await visit(browser as Browser, { ...phone, ...still })
    const { page } = guest
    await page.goto(`${atName()}/desk`)
    await page.getByText('This is a demo').waitFor()
    expect(await faultsInBothSchemes(page, 'the demo')).toEqual([])
    await button(page, 'Sign in as Moderator').click()
    // There are no stories for a moderator.
    await heading(page, 'Your account')
    expect(realComplaints(guest)).toEqual([])
  }, 60_000)
})
