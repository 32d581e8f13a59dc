import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgetEnded } from '../../src/accounts/forget.ts'
import { hashWork } from '../../src/accounts/password.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { aBrowser, signedInAs, type Browser } from '../newsroom.ts'

const password = 'lanterns over the quay'
const email = 'ada@lantern.example'
const from = (address: string) => ({ 'X-Forwarded-For': address })

describe.each(engines)('who guesses at accounts, on %s,', (engine) => {
  let house: TestHouse
  let site: Served
  let member: Browser
  beforeAll(async () => {
    house = await aHouse(engine, { CRIER_TRUSTED_PROXIES: 'loopback' })
    site = await serve(house)
    member = await signedInAs(house, site, 'publisher')
    await member.call('PATCH', '/api/v1/me', { email }, from('198.51.100.1'))
    await member.call('POST', '/api/v1/me/password', { password }, from('198.51.100.1'))
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  const guess = (given: string, address: string, whose = email) =>
    aBrowser(house, site).call('POST', '/api/v1/session/password', { email: whose, password: given }, from(address))

  async function untilRefused(address: string, whose = email) {
    for (let tries = 0; tries < 40; tries++) {
      const told = await guess('wrong', address, whose)
      if (told.status === 429) return { tries, wait: Number(told.headers.get('retry-after')), words: told.json.detail }
    }
    throw new Error('nobody was slowed down')
  }

  test('waits longer and longer, alone; the owner elsewhere waits a minute at most', async () => {
    const first = await untilRefused('203.0.113.7')
    expect(first).toEqual({ tries: 4, wait: 1, words: expect.stringMatching(/^Too many tries/u) })
    const waits: number[] = []
    for (let round = 0; round < 12; round++) {
      house.clock.advance((waits.at(-1) ?? first.wait) * 1_000)
      waits.push((await untilRefused('203.0.113.7')).wait)
    }
    expect(waits.at(-1)).toBe(900)
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    const owner = await guess(password, '198.51.100.1')
    expect(owner.status === 200 || Number(owner.headers.get('retry-after')) <= 60).toBe(true)
    house.clock.advance(60_000)
    expect((await guess(password, '198.51.100.1')).status).toBe(200)
    house.clock.advance(900_000)
    expect((await guess(password, '203.0.113.7')).status).toBe(200)
  })

  test('is slowed down in the same way at an account that is not there', async () => {
    const there = await untilRefused('203.0.114.7')
    const nowhere = await untilRefused('203.0.115.7', 'nobody@lantern.example')
    expect(nowhere).toEqual(there)
    house.clock.advance(86_400_000)
  })

  test.each([
    ['an account', email, 16],
    // As long as a hash takes outside of tests: the others come in while the first are being looked at.
    ['one that is not there', 'nobody@lantern.example', 2 ** 15],
  ])('gains nothing by sending many at once to %s', async (_, whose, cost) => {
    const work = hashWork(house)
    const before = work.cost
    work.cost = cost
    const all = await Promise.all(Array.from({ length: 12 }, () => guess('wrong', '203.0.116.7', whose)))
    work.cost = before
    expect(all.filter(({ status }) => status === 422).length).toBe(4)
    house.clock.advance(86_400_000)
  })

  test('gains nothing by going from account to account', async () => {
    let last = 0
    for (let number = 0; last !== 429 && number < 60; number++) {
      last = (await guess('wrong', '203.0.117.7', `member${number}@lantern.example`)).status
      house.clock.advance(2_000)
    }
    expect(last).toBe(429)
    house.clock.advance(86_400_000)
  })

  test('is not taken for a newsroom that signs in one after the other behind one address', async () => {
    for (let number = 0; number < 40; number++) {
      expect((await guess(password, '198.51.101.1')).status).toBe(200)
      house.clock.advance(2_000)
    }
  })

  test('leaves no trace of whose account it was, and is forgotten', async () => {
    await guess('wrong', '203.0.118.7')
    const rows = await house.db.selectFrom('sign_in_tries').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/lantern|203\.0|4:203/u)
    house.clock.advance(3 * 86_400_000)
    await forgetEnded(house, house.clock.now())
    expect(await house.db.selectFrom('sign_in_tries').selectAll().execute()).toEqual([])
  })

  test('finds no link and no session by trying', async () => {
    const secret = 'a'.repeat(43)
    const browser = aBrowser(house, site)
    expect((await browser.call('POST', '/api/v1/session/link', { token: secret }, from('203.0.119.7'))).status).toBe(
      404,
    )
    for (const cookie of [
      `crier-session=${secret}`,
      'crier-session=',
      "crier-session=' or 1=1 --",
      `crier-session=${'é'}`,
    ]) {
      browser.use(encodeURI(cookie))
      expect((await browser.call('GET', '/api/v1/me', undefined, from('203.0.119.7'))).status).toBe(401)
    }
    let last = 0
    for (let tries = 0; last !== 429 && tries < 100; tries++)
      last = (await browser.call('POST', '/api/v1/session/link', { token: secret }, from('203.0.120.7'))).status
    expect(last).toBe(429)
  })

  test.each([
    ['POST', '/api/v1/session/password', { email: 'a', password: 'b' }],
    ['POST', '/api/v1/session/email', { email: 'a@b.example' }],
    ['POST', '/api/v1/session/link', { token: 'a'.repeat(43) }],
    ['POST', '/api/v1/session/demo', { role: 'publisher' }],
    ['POST', '/api/v1/accounts', { token: 'a'.repeat(43), name: 'Eve', email: 'eve@evil.example' }],
    ['PATCH', '/api/v1/me', { name: 'Ada' }],
    ['POST', '/api/v1/me/password', { password }],
    ['POST', '/api/v1/staff/invitations', { role: 'editor' }],
  ])('%s %s takes nothing that it does not know', async (method, path, body) => {
    house.clock.advance(600_000)
    const send = (sent: unknown) => member.call(method, path, sent, from('198.51.100.1'))
    for (const sent of [
      { ...body, role_: 'publisher' },
      JSON.stringify(body).replace('{', '{"__proto__":{"role":"publisher"},'),
      JSON.stringify(body).replace('{', '{"constructor":{"prototype":{}},'),
    ]) {
      const told = await send(sent)
      expect([told.status, told.json.faults?.length > 0]).toEqual([422, true])
    }
    for (const sent of ['[]', '"x"', '{', '['.repeat(50_000), 'null'])
      expect([400, 422].includes((await send(sent)).status)).toBe(true)
    expect(({} as { role?: string }).role).toBeUndefined()
  })
})
