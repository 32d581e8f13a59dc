import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { openBrowser } from '../browser.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { firstToken } from '../newsroom.ts'

let browser: Browser | undefined
let house: TestHouse
let origin: string
let stop: () => Promise<void>
beforeAll(async () => {
  browser = await openBrowser()
  house = await aHouse('sqlite')
  const server = await startServer(house, routes)
  stop = server.stop
  // Passkeys are known by a name, and which port it is is known only now.
  origin = house.config.origin = `http://localhost:${server.port}`
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await stop()
  await house[Symbol.asyncDispose]()
})

/** A page of the paper in a browser whose device can keep passkeys (CDP, WebAuthn). */
async function withDevice(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(`${origin}/`)
  return page
}

type Sent = { method: string; path: string; body?: object }

async function call(page: Page, sent: Sent): Promise<any> {
  return page.evaluate(async ({ method, path, body }) => {
    const answer = await fetch(path, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
    return answer.json()
  }, sent)
}

/** As the desk does: what the server says goes to the browser as it is, and what the browser says to the server. */
async function makePasskey(page: Page): Promise<any> {
  return page.evaluate(async () => {
    const json = { 'Content-Type': 'application/json' }
    const { options } = await (await fetch('/api/v1/me/passkeys/options', { method: 'POST' })).json()
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
    const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
    const body = JSON.stringify({ response: credential.toJSON() })
    return (await fetch('/api/v1/me/passkeys', { method: 'POST', headers: json, body })).json()
  })
}

async function signInByPasskey(page: Page): Promise<any> {
  return page.evaluate(async () => {
    const json = { 'Content-Type': 'application/json' }
    const { options } = await (await fetch('/api/v1/session/passkey/options', { method: 'POST' })).json()
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
    const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
    const body = JSON.stringify({ response: credential.toJSON() })
    return (await fetch('/api/v1/session/passkey', { method: 'POST', headers: json, body })).json()
  })
}

test('the first person makes an account, a passkey with it, signs out, and in again by the passkey alone', async () => {
  if (browser === undefined) return
  const page = await withDevice(await browser.newContext())
  const token = await firstToken(house)
  const account = { token, name: 'Ada Thornbury', email: 'ada@lantern.example' }
  const made = await call(page, { method: 'POST', path: '/api/v1/accounts', body: account })
  expect(made).toMatchObject({ outcome: 'signed-in', member: { role: 'publisher' } })
  expect(await makePasskey(page)).toMatchObject({ outcome: 'added', name: 'Chrome, Linux' })
  expect(await call(page, { method: 'DELETE', path: '/api/v1/session' })).toEqual({ outcome: 'signed-out' })
  expect((await call(page, { method: 'GET', path: '/api/v1/session' })).member).toBeNull()
  expect(await signInByPasskey(page)).toMatchObject({ outcome: 'signed-in', member: { name: 'Ada Thornbury' } })
  expect((await call(page, { method: 'GET', path: '/api/v1/session' })).member.name).toBe('Ada Thornbury')
  // No script of a page can read the session.
  expect(await page.evaluate(() => document.cookie)).not.toContain('crier-session')
})
