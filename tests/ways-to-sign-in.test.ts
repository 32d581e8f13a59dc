import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anAuthenticator } from './authenticator.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { aMailServer, type MailServer } from './mail-server.ts'
import { aBrowser, signedInAs, type Browser } from './newsroom.ts'

const password = 'lanterns over the quay'

function codeAt(secret: string, at: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at })
}

describe.each(engines)('ways to sign in on %s', (engine) => {
  let house: TestHouse
  let site: Served
  let server: MailServer
  beforeAll(async () => {
    server = await aMailServer()
    house = await aHouse(engine, { CRIER_SMTP_URL: server.url, CRIER_MAIL_FROM: 'The Lantern <news@lantern.example>' })
    site = await serve(house)
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  async function aMember(email: string): Promise<Browser> {
    const browser = await signedInAs(house, site, 'reporter')
    const changed = await browser.call('PATCH', '/api/v1/me', { email, name: 'Hester Dunmore', language: 'de' })
    expect(changed).toMatchObject({ status: 200, json: { member: { email, name: 'Hester Dunmore', language: 'de' } } })
    return browser
  }

  const ask = (email: string) => aBrowser(house, site).call('POST', '/api/v1/session/email', { email })
  const isIn = async (browser: Browser) => (await browser.call('GET', '/api/v1/session')).json.member !== null
  const mailed = async () => {
    await house.queue.drain()
    return server.received
  }

  test('a link by mail signs in once, when somebody presses, in their language', async () => {
    await aMember('hester@lantern.example')
    expect((await ask('HESTER@lantern.example')).json).toEqual({ outcome: 'sent' })
    expect(JSON.stringify(await house.db.selectFrom('jobs').select('payload').execute())).not.toContain('hester')
    const [mail, ...more] = await mailed()
    expect([mail?.to, more]).toEqual([['hester@lantern.example'], []])
    const body = mail?.body.replaceAll(/=\r?\n/gu, '').replaceAll('=3D', '=') ?? ''
    expect(body).toMatch(/Guten Tag Hester Dunmore/u)
    const token = /\/desk\/link\?token=([\w-]{43})/u.exec(body)?.[1]
    const browser = aBrowser(house, site)
    const opened = await browser.call('POST', '/api/v1/session/link', { token })
    expect(opened).toMatchObject({ status: 200, json: { kind: 'sign-in', member: { name: 'Hester Dunmore' } } })
    expect(await isIn(browser)).toBe(true)
    const again = await aBrowser(house, site).call('POST', '/api/v1/session/link', { token })
    expect([again.status, again.cookie]).toEqual([404, undefined])
  })

  test('a link by mail runs out, and makes no account', async () => {
    await aMember('ines@lantern.example')
    server.received.length = 0
    await ask('ines@lantern.example')
    const [mail] = await mailed()
    const token = /token=(?:3D)?([\w-]{43})/u.exec(mail?.body.replaceAll(/=\r?\n/gu, '') ?? '')?.[1]
    const asked = { token, name: 'Eve', email: 'eve@evil.example' }
    expect((await aBrowser(house, site).call('POST', '/api/v1/accounts', asked)).status).toBe(404)
    house.clock.advance(15 * 60_000)
    expect((await aBrowser(house, site).call('POST', '/api/v1/session/link', { token })).status).toBe(404)
  })

  test('who has an account does not show when a link is asked for', async () => {
    await aMember('tom@lantern.example')
    server.received.length = 0
    const jobs = async () => (await house.db.selectFrom('jobs').select('name').execute()).map(({ name }) => name)
    const known = await ask('tom@lantern.example')
    const ofKnown = await jobs()
    await mailed()
    const unknown = await ask('nobody@lantern.example')
    expect([unknown.status, unknown.json, await jobs()]).toEqual([known.status, known.json, ofKnown])
    await mailed()
    expect(server.received.map(({ to }) => to)).toEqual([['tom@lantern.example']])
    for (let count = 0; count < 8; count++) {
      expect((await ask('tom@lantern.example')).json).toEqual({ outcome: 'sent' })
      house.clock.advance(60_000)
    }
    await mailed()
    expect(server.received.length).toBe(6)
  })

  test('an address that is a member’s no longer is nobody’s, wherever it was written', async () => {
    const browser = await aMember('gone@lantern.example')
    await ask('gone@lantern.example')
    await mailed()
    const everywhere = async () =>
      JSON.stringify([
        await house.db.selectFrom('addresses').select('address').execute(),
        await house.db.selectFrom('members').select(['email', 'email_folded']).execute(),
        await house.db.selectFrom('ledger').select('detail').execute(),
        await house.db.selectFrom('mails').select(['subject', 'body_text']).execute(),
      ])
    expect(await everywhere()).toContain('gone@')
    await browser.call('PATCH', '/api/v1/me', { email: 'moved@lantern.example' })
    expect(await everywhere()).not.toContain('gone@')
    await ask('moved@lantern.example')
    await mailed()
    const { id } = (await browser.call('GET', '/api/v1/session')).json.member
    const publisher = await signedInAs(house, site, 'publisher')
    expect((await publisher.call('DELETE', `/api/v1/staff/${id}`)).status).toBe(200)
    expect(await everywhere()).not.toContain('moved@')
  })

  test('with codes set up a password alone is not enough, and each code is good once', async () => {
    const browser = await aMember('nora@lantern.example')
    const set = await browser.call('POST', '/api/v1/me/password', { password })
    expect(set).toMatchObject({ status: 200, json: { outcome: 'changed' } })
    const { secret, uri } = (await browser.call('POST', '/api/v1/me/totp')).json
    expect(uri).toMatch(/^otpauth:\/\/totp\//u)
    const signIn = async (code?: string) => {
      house.clock.advance(60_000)
      const asked = { email: 'nora@lantern.example', password, ...(code !== undefined && { code }) }
      return aBrowser(house, site).call('POST', '/api/v1/session/password', asked)
    }
    // Nothing is asked for until a code has shown that the app is set up.
    expect((await signIn()).status).toBe(200)
    expect((await browser.call('PUT', '/api/v1/me/totp', { code: '000000' })).status).toBe(422)
    const confirmed = await browser.call('PUT', '/api/v1/me/totp', { code: codeAt(secret, house.clock.now()) })
    const { recoveryCodes } = confirmed.json
    expect([confirmed.status, recoveryCodes.length]).toEqual([200, 10])
    const without = await signIn()
    expect(without.status).toBe(422)
    const wrong = await aBrowser(house, site).call('POST', '/api/v1/session/password', {
      email: 'nora@lantern.example',
      password: 'another one altogether',
    })
    expect(wrong.json).toEqual(without.json)
    house.clock.advance(60_000)
    const code = codeAt(secret, house.clock.now() + 60_000)
    expect((await signIn(code)).status).toBe(200)
    expect((await signIn(code)).status).toBe(422)
    expect((await signIn(recoveryCodes[0].toUpperCase())).status).toBe(200)
    expect((await signIn(recoveryCodes[0])).status).toBe(422)
    const { json: account } = await browser.call('GET', '/api/v1/me')
    expect(account).toMatchObject({ hasPassword: true, hasCodes: true, recoveryCodesLeft: 9 })
    expect(JSON.stringify(account)).not.toContain(secret)
    expect((await browser.call('DELETE', '/api/v1/me/totp')).status).toBe(200)
    expect((await signIn()).status).toBe(200)
  })

  test('a changed password signs all other browsers out, and wants the present one', async () => {
    const browser = await aMember('sam@lantern.example')
    const email = 'sam@lantern.example'
    const first = await browser.call('POST', '/api/v1/me/password', { password })
    expect(first.json).toEqual({ outcome: 'changed', endedSessions: 0 })
    const other = aBrowser(house, site)
    expect((await other.call('POST', '/api/v1/session/password', { email, password })).status).toBe(200)
    const next = 'ferries under the moon'
    const refused = await browser.call('POST', '/api/v1/me/password', { password: next, current: 'wrong' })
    expect([refused.status, await isIn(other)]).toEqual([422, true])
    const changed = await browser.call('POST', '/api/v1/me/password', { password: next, current: password })
    expect(changed.json).toEqual({ outcome: 'changed', endedSessions: 1 })
    expect([await isIn(browser), await isIn(other)]).toEqual([true, false])
    const weak = ['short', 'aaaaaaaaaaaaaaaa', 'password12345', 'sam@lantern.example', 'HesterDunmore1']
    for (const each of weak) {
      const told = await browser.call('POST', '/api/v1/me/password', { password: each, current: next })
      expect([each, told.status]).toEqual([each, 422])
    }
    const rows = JSON.stringify(await house.db.selectFrom('ledger').selectAll().execute())
    expect(rows).not.toContain(next)
  })

  test('where somebody is signed in stands in their account, and each browser can be signed out', async () => {
    const browser = await aMember('ada@lantern.example')
    const { options } = (await browser.call('POST', '/api/v1/me/passkeys/options')).json
    const key = anAuthenticator(house.config.origin)
    await browser.call('POST', '/api/v1/me/passkeys', { response: key.register(options), name: 'Phone' })
    const other = aBrowser(house, site)
    const start = (await other.call('POST', '/api/v1/session/passkey/options')).json.options
    await other.call('POST', '/api/v1/session/passkey', { response: key.signIn(start) })
    const account = (await browser.call('GET', '/api/v1/me')).json
    expect(account.passkeys).toMatchObject([{ name: 'Phone', domain: 'localhost', opensHere: true }])
    expect(account.sessions.map(({ way, isThis, device, network }: any) => [way, isThis, device, network])).toEqual(
      expect.arrayContaining([
        ['passkey', false, 'Firefox, Linux', '127.0.0.0/24'],
        ['link', true, '', '127.0.0.0/24'],
      ]),
    )
    const { id } = account.sessions.find(({ isThis }: { isThis: boolean }) => !isThis)
    const stranger = await signedInAs(house, site, 'publisher')
    expect((await stranger.call('DELETE', `/api/v1/me/sessions/${id}`)).status).toBe(404)
    expect((await browser.call('DELETE', `/api/v1/me/sessions/${id}`)).status).toBe(200)
    expect([await isIn(other), await isIn(browser)]).toEqual([false, true])
  })

  test('two members cannot have one address, however it is written', async () => {
    const browser = await aMember('one@lantern.example')
    const other = await aMember('two@lantern.example')
    expect((await other.call('PATCH', '/api/v1/me', { email: 'ONE@Lantern.example' })).status).toBe(409)
    expect((await browser.call('PATCH', '/api/v1/me', { email: 'One@lantern.example' })).status).toBe(200)
    expect((await browser.call('PATCH', '/api/v1/me', { name: ' \u202e ' })).status).toBe(422)
  })

  test('a paper that has moved to another domain locks nobody out', async () => {
    const browser = await aMember('mover@lantern.example')
    const { options } = (await browser.call('POST', '/api/v1/me/passkeys/options')).json
    const key = anAuthenticator(house.config.origin)
    await browser.call('POST', '/api/v1/me/passkeys', { response: key.register(options) })
    const { origin } = house.config
    house.config.origin = 'http://localhost.lantern.localhost:4000'
    try {
      const session = (await browser.call('GET', '/api/v1/session')).json
      expect(session.ways).toMatchObject({ passkey: { offered: true }, email: { offered: true } })
      const account = (await browser.call('GET', '/api/v1/me')).json
      expect(account.passkeys).toMatchObject([{ domain: 'localhost', opensHere: false }])
      const start = (await browser.call('POST', '/api/v1/session/passkey/options')).json.options
      const forged = await browser.call('POST', '/api/v1/session/passkey', { response: key.signIn(start) })
      expect(forged.status).toBe(422)
      server.received.length = 0
      expect((await ask('mover@lantern.example')).json).toEqual({ outcome: 'sent' })
      await mailed()
      expect(server.received.length).toBe(1)
      const again = (await browser.call('POST', '/api/v1/me/passkeys/options')).json.options
      expect(again.rp.id).toBe('localhost.lantern.localhost')
    } finally {
      house.config.origin = origin
    }
  })
})

test.each([
  ['https://lantern.example', true, [true, true, false]],
  ['https://lantern.example', false, [true, false, true]],
  ['http://paper.lan:4000', false, [false, false, true]],
  ['http://192.168.1.9:4000', false, [false, false, true]],
  ['http://127.0.0.1:4000', true, [false, true, true]],
  ['http://localhost:4000', false, [true, false, true]],
])('at %s, with mail: %s, each way says why it is offered or not', async (CRIER_URL, hasMail, offered) => {
  const mail = { CRIER_SMTP_URL: 'smtp://127.0.0.1:1', CRIER_MAIL_FROM: 'news@lantern.example' }
  await using house = await aHouse('sqlite', { CRIER_URL, ...(hasMail && mail) })
  await using site = await serve(house)
  const { ways } = (await aBrowser(house, site).call('GET', '/api/v1/session')).json
  expect([ways.passkey.offered, ways.email.offered, ways.password.offered]).toEqual(offered)
  for (const { why } of Object.values<{ why: string }>(ways)) expect(why).toMatch(/\.$/u)
  if (!hasMail)
    expect((await aBrowser(house, site).call('POST', '/api/v1/session/email', { email: 'a@b.example' })).status).toBe(
      409,
    )
})

test('under https the cookie is for this host alone', async () => {
  await using house = await aHouse('sqlite', { CRIER_URL: 'https://lantern.example' })
  await using site = await serve(house)
  const browser = await signedInAs(house, site, 'editor')
  expect(browser.cookie()).toMatch(/^__Host-crier-session=/u)
  expect((await browser.call('GET', '/api/v1/session')).json.member.role).toBe('editor')
  expect((await browser.call('DELETE', '/api/v1/session')).cookie).toBe(
    '__Host-crier-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
  )
})
