import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anAuthenticator } from './authenticator.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { aBrowser, firstToken, signedInAs } from './newsroom.ts'

const password = 'lanterns over the quay'

describe.each(engines)('accounts on %s', (engine) => {
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

  test('the first person makes the publisher’s account by the link of the terminal, and nobody else', async () => {
    const browser = aBrowser(house, site)
    expect((await browser.call('GET', '/api/v1/session')).json).toMatchObject({
      member: null,
      acts: [],
      isFirstRun: true,
      demoRoles: [],
      ways: { passkey: { offered: true }, email: { offered: false }, password: { offered: true } },
    })
    const [token, other] = [await firstToken(house), await firstToken(house)]
    const opened = await browser.call('POST', '/api/v1/session/link', { token })
    expect(opened.json).toMatchObject({ kind: 'first-run', role: 'publisher', member: null })
    const asked = { token, name: ' Ada  Thornbury ', email: 'Ada@Lantern.Example', password }
    const refused = await browser.call('POST', '/api/v1/accounts', { ...asked, password: 'adaadaadaada' })
    expect([refused.status, refused.json.detail]).toEqual([422, expect.stringMatching(/repeats itself/u)])
    const made = await browser.call('POST', '/api/v1/accounts', asked)
    expect(made).toMatchObject({
      status: 200,
      json: {
        outcome: 'signed-in',
        member: { name: 'Ada Thornbury', role: 'publisher', email: 'Ada@lantern.example' },
      },
    })
    expect(made.cookie).toMatch(/^crier-session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/u)
    const session = (await browser.call('GET', '/api/v1/session')).json
    expect([session.member.name, session.isFirstRun, session.acts.includes('staff.manage')]).toEqual([
      'Ada Thornbury',
      false,
      true,
    ])
    const stranger = aBrowser(house, site)
    const late = await stranger.call('POST', '/api/v1/accounts', { ...asked, token: other, email: 'eve@evil.example' })
    expect([late.status, late.cookie]).toEqual([409, undefined])
    const again = await stranger.call('POST', '/api/v1/accounts', { ...asked, email: 'eve@evil.example' })
    expect([again.status, again.json.type]).toEqual([404, '/api#not-found'])
    await expect(firstToken(house)).resolves.toBe('')
  })

  test('a passkey is made and signs in, each answer once', async () => {
    const browser = await signedInAs(house, site, 'editor')
    const key = anAuthenticator(house.config.origin)
    const { options } = (await browser.call('POST', '/api/v1/me/passkeys/options')).json
    expect(options.rp).toEqual({ id: 'localhost', name: expect.any(String) })
    const response = key.register(options)
    const added = await browser.call('POST', '/api/v1/me/passkeys', { response })
    expect([added.status, added.json]).toEqual([
      200,
      { outcome: 'added', id: expect.any(String), name: 'Firefox, Linux' },
    ])
    const twice = await browser.call('POST', '/api/v1/me/passkeys', { response })
    expect(twice.status).toBe(409)

    const fresh = aBrowser(house, site)
    const start = async () => (await fresh.call('POST', '/api/v1/session/passkey/options')).json.options
    const answered = key.signIn(await start())
    const signedIn = await fresh.call('POST', '/api/v1/session/passkey', { response: answered })
    expect(signedIn).toMatchObject({ status: 200, json: { member: { id: browser.id, role: 'editor' } } })
    const replayed = await aBrowser(house, site).call('POST', '/api/v1/session/passkey', { response: answered })
    expect([replayed.status, replayed.cookie]).toEqual([422, undefined])
    const forgeries = [
      key.signIn(await start(), { origin: 'https://evil.example' }),
      key.signIn(await start(), { rpId: 'evil.example' }),
      key.signIn(await start(), { isVerified: false }),
      key.signIn(await start(), { type: 'webauthn.create' }),
      key.signIn(options),
      anAuthenticator(house.config.origin).signIn(await start()),
    ]
    for (const forged of forgeries) {
      const refused = await aBrowser(house, site).call('POST', '/api/v1/session/passkey', { response: forged })
      expect([refused.status, refused.json.detail]).toEqual([422, replayed.json.detail])
    }
    const late = await start()
    house.clock.advance(5 * 60_000)
    const overdue = await fresh.call('POST', '/api/v1/session/passkey', { response: key.signIn(late) })
    expect(overdue.status).toBe(422)
    const removed = await browser.call('DELETE', `/api/v1/me/passkeys/${added.json.id}`)
    expect(removed.status).toBe(200)
    const gone = await aBrowser(house, site).call('POST', '/api/v1/session/passkey', {
      response: key.signIn(await start()),
    })
    expect(gone.status).toBe(422)
  })

  test('a password signs in, and every sign-in has a session of its own', async () => {
    const browser = aBrowser(house, site)
    const signIn = (email: string, given: string) =>
      browser.call('POST', '/api/v1/session/password', { email, password: given })
    const first = await signIn('ADA@lantern.example', password)
    expect(first).toMatchObject({ status: 200, json: { member: { name: 'Ada Thornbury' } } })
    const before = browser.cookie()
    expect((await signIn('ada@lantern.example', password)).status).toBe(200)
    const stolen = aBrowser(house, site)
    stolen.use(before)
    expect((await stolen.call('GET', '/api/v1/session')).json.member).toBeNull()
    const [wrong, unknown] = [await signIn('ada@lantern.example', 'x'), await signIn('nobody@lantern.example', 'x')]
    expect([wrong.status, wrong.json]).toEqual([unknown.status, unknown.json])
    expect(wrong.status).toBe(422)
    const kept = browser.cookie()
    const out = await browser.call('DELETE', '/api/v1/session')
    expect(out.cookie).toBe('crier-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax')
    browser.use(kept)
    expect((await browser.call('GET', '/api/v1/session')).json.member).toBeNull()
  })

  test('a session slides for thirty days, ends after half a year whatever is done, and keeps no secret', async () => {
    const browser = await signedInAs(house, site, 'reporter')
    const day = 86_400_000
    const isIn = async () => (await browser.call('GET', '/api/v1/session')).json.member !== null
    house.clock.advance(30 * day - 1)
    expect(await isIn()).toBe(true)
    for (let month = 0; month < 5; month++) {
      house.clock.advance(29 * day)
      expect(await isIn()).toBe(true)
    }
    house.clock.advance(6 * day)
    expect(await isIn()).toBe(false)
    const rows = JSON.stringify(await house.db.selectFrom('sessions').selectAll().execute())
    expect(rows).not.toContain(browser.cookie().split('=')[1])
    expect(rows).not.toContain('127.0.0.1')
  })

  test('what a browser writes must come from a page of the paper itself', async () => {
    const browser = await signedInAs(house, site, 'editor')
    const forged = [
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'http://evil.localhost:4000', 'Sec-Fetch-Site': 'same-site' },
    ]
    for (const headers of forged) {
      const refused = await browser.call('POST', '/api/v1/me/passkeys/options', undefined, headers)
      expect([refused.status, refused.json.type]).toEqual([403, '/api#forbidden'])
      const signIn = await browser.call('POST', '/api/v1/session/password', { email: 'a', password: 'b' }, headers)
      expect(signIn.status).toBe(403)
    }
    expect((await browser.call('POST', '/api/v1/me/passkeys/options')).status).toBe(200)
  })
})

test('in the demo one click signs in as one of its newsroom, and on a paper none does', async () => {
  await using house = await aHouse('sqlite')
  await using site = await serve(house)
  const browser = aBrowser(house, site)
  expect((await browser.call('POST', '/api/v1/session/demo', { role: 'publisher' })).status).toBe(404)
  house.config.isDemo = true
  const here = { Host: 'localhost:4000' }
  const session = await browser.call('GET', '/api/v1/session', undefined, here)
  expect(session.json).toMatchObject({ isFirstRun: false, demoRoles: ['reporter', 'editor', 'moderator', 'publisher'] })
  const signedIn = await browser.call('POST', '/api/v1/session/demo', { role: 'moderator' }, here)
  expect(signedIn).toMatchObject({ status: 200, json: { member: { role: 'moderator', name: 'Ines Marchetti' } } })
  const proxied = { ...here, 'X-Forwarded-For': '203.0.113.7' }
  const afar = await aBrowser(house, site).call('POST', '/api/v1/session/demo', { role: 'publisher' }, proxied)
  expect([afar.status, afar.cookie]).toEqual([404, undefined])
})
