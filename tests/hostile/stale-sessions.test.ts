import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/staff/acts.ts'
import { anAuthenticator } from '../authenticator.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { aBrowser, firstToken, signedInAs, tokenIn, type SignedInBrowser } from '../newsroom.ts'

const password = 'lanterns over the quay'
const minute = 60_000

describe.each(engines)('a session that was opened more than ten minutes ago, on %s,', (engine) => {
  let house: TestHouse
  let site: Served
  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  let count = 0
  async function aMember(role: Role = 'reporter'): Promise<SignedInBrowser & { signIn(): Promise<number> }> {
    const browser = await signedInAs(house, site, role)
    const email = `member${++count}@lantern.example`
    expect((await browser.call('PATCH', '/api/v1/me', { email })).status).toBe(200)
    expect((await browser.call('POST', '/api/v1/me/password', { password })).status).toBe(200)
    const signIn = async () => (await browser.call('POST', '/api/v1/session/password', { email, password })).status
    return { ...browser, signIn }
  }

  /** The session is used meanwhile, which makes it no younger. */
  async function aWhile(browser: SignedInBrowser, minutes = 10): Promise<void> {
    for (let passed = 0; passed < minutes; passed++) {
      house.clock.advance(minute)
      await browser.call('GET', '/api/v1/session')
    }
  }

  test('changes no way to sign in, and does so after another sign-in', async () => {
    const browser = await aMember()
    const authenticator = anAuthenticator(house.config.origin)
    const asked = (await browser.call('POST', '/api/v1/me/passkeys/options')).json
    const response = authenticator.register(asked.options)
    const { id } = (await browser.call('POST', '/api/v1/me/passkeys', { response })).json
    const before = (await browser.call('GET', '/api/v1/me')).json
    await aWhile(browser)
    const acts = [
      ['POST', '/api/v1/me/passkeys/options'],
      ['DELETE', `/api/v1/me/passkeys/${id}`],
      ['POST', '/api/v1/me/password', { password: 'ferries under the moon', current: password }],
      ['POST', '/api/v1/me/totp'],
      ['PATCH', '/api/v1/me', { name: 'Somebody Else', email: 'thief@evil.example' }],
    ] as const
    for (const [method, path, body] of acts) {
      const { status, json } = await browser.call(method, path, body)
      expect([path, status, json.type]).toEqual([path, 403, '/api#sign-in-again'])
      expect(json.detail).toMatch(/^Sign in again first/u)
    }
    const after = (await browser.call('GET', '/api/v1/me')).json
    expect([after.member, after.passkeys, after.hasCodes]).toEqual([before.member, before.passkeys, false])
    // What opens nothing goes on.
    expect((await browser.call('PATCH', '/api/v1/me', { name: 'Hester', language: 'de' })).status).toBe(200)
    expect(await browser.signIn()).toBe(200)
    // The last: the address that this one signs in by.
    for (const [method, path, body] of acts) expect((await browser.call(method, path, body)).status).toBe(200)
  })

  test('turns no codes on or off', async () => {
    const browser = await aMember()
    const { secret } = (await browser.call('POST', '/api/v1/me/totp')).json
    const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: house.clock.now() })
    await aWhile(browser, 15)
    const confirm = () => browser.call('PUT', '/api/v1/me/totp', { code: code() })
    expect((await confirm()).json.type).toBe('/api#sign-in-again')
    expect(await browser.signIn()).toBe(200)
    expect((await confirm()).status).toBe(200)
    await aWhile(browser)
    expect((await browser.call('DELETE', '/api/v1/me/totp')).json.type).toBe('/api#sign-in-again')
    expect((await browser.call('GET', '/api/v1/me')).json.hasCodes).toBe(true)
  })

  test('ends what was begun in time: a device that has made a passkey keeps none that opens nothing', async () => {
    const browser = await aMember()
    await aWhile(browser, 9)
    const { options } = (await browser.call('POST', '/api/v1/me/passkeys/options')).json
    await aWhile(browser, 2)
    const response = anAuthenticator(house.config.origin).register(options)
    expect((await browser.call('POST', '/api/v1/me/passkeys', { response })).status).toBe(200)
  })

  test('lets nobody else in or out either, whose link would outlive it', async () => {
    const publisher = await aMember('publisher')
    const other = await aMember()
    await aWhile(publisher)
    const acts = [
      ['POST', `/api/v1/staff/${publisher.id}/reset`],
      ['POST', `/api/v1/staff/${other.id}/reset`],
      ['POST', '/api/v1/staff/invitations', { role: 'publisher' }],
      ['PATCH', `/api/v1/staff/${other.id}`, { role: 'publisher' }],
      ['DELETE', `/api/v1/staff/${other.id}`],
    ] as const
    for (const [method, path, body] of acts)
      expect((await publisher.call(method, path, body)).json.type).toBe('/api#sign-in-again')
    expect((await publisher.call('GET', '/api/v1/staff')).status).toBe(200)
    expect(await publisher.signIn()).toBe(200)
    for (const [method, path, body] of acts.slice(1))
      expect((await publisher.call(method, path, body)).status).toBe(200)
  })

  test('is not made younger by a clock that is put back', async () => {
    const browser = await aMember()
    house.clock.advance(-11 * minute)
    expect((await browser.call('POST', '/api/v1/me/totp')).json.type).toBe('/api#sign-in-again')
    house.clock.advance(11 * minute)
    expect((await browser.call('POST', '/api/v1/me/totp')).status).toBe(200)
  })

  test('is enough for whoever could not sign in again: a first passkey that was broken off is made later', async () => {
    const browser = await signedInAs(house, site, 'reporter')
    await aWhile(browser)
    const { status, json } = await browser.call('POST', '/api/v1/me/passkeys/options')
    expect(status).toBe(200)
    const response = anAuthenticator(house.config.origin).register(json.options)
    expect((await browser.call('POST', '/api/v1/me/passkeys', { response })).status).toBe(200)
    expect((await browser.call('POST', '/api/v1/me/totp')).json.type).toBe('/api#sign-in-again')
  })

  test('says when that was, for the desk', async () => {
    const browser = await aMember()
    const { signedInAt } = (await browser.call('GET', '/api/v1/session')).json
    expect(signedInAt).toBe(house.clock.now())
    await aWhile(browser)
    expect((await browser.call('GET', '/api/v1/session')).json.signedInAt).toBe(signedInAt)
    expect((await aBrowser(house, site).call('GET', '/api/v1/session')).json.signedInAt).toBeNull()
  })
})

test('an account that was just made gets its passkey and its codes at once', async () => {
  await using house = await aHouse('sqlite')
  await using site = await serve(house)
  const join = async (token: string, email: string) => {
    const browser = aBrowser(house, site)
    const made = await browser.call('POST', '/api/v1/accounts', { token, name: 'Ada Thornbury', email, password })
    expect(made.status).toBe(200)
    for (const path of ['/api/v1/me/passkeys/options', '/api/v1/me/totp'])
      expect((await browser.call('POST', path)).status).toBe(200)
    return browser
  }
  const publisher = await join(await firstToken(house), 'ada@lantern.example')
  const { link } = (await publisher.call('POST', '/api/v1/staff/invitations', { role: 'editor' })).json
  await join(tokenIn(link), 'ines@lantern.example')
})
