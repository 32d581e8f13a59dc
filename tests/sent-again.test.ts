import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator, system } from '../src/kit/db/schema.ts'
import { dropKeptReplies } from '../src/kit/http/once.ts'
import { done } from '../src/kit/outcome.ts'
import { scopesOf } from '../src/staff/acts.ts'
import { createToken } from '../src/staff/tokens.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { signedInAs, type Told } from './newsroom.ts'

const day = 86_400_000

describe.each(engines)('an act that is sent again under its Idempotency-Key, on %s', (engine) => {
  let house: TestHouse
  let site: Served
  let token: string
  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    token = await aToken()
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  async function aToken(): Promise<string> {
    const made = await createToken(house, operator, { name: 'Script', scopes: scopesOf('publisher'), expiresAt: null })
    return done(made).secret
  }

  /** Publishes a story without a slug: each call makes another one. */
  async function publish(words: string, key?: string, by = token, at = site): Promise<Pick<Told, 'status' | 'json'>> {
    const source = `---\nheadline: ${words}\npublished: -1h\n---\n\n${words} ${'word '.repeat(3)}.\n`
    const answer = await at.get('/api/v1/stories', {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${by}`,
        'Content-Type': 'application/json',
        ...(key !== undefined && { 'Idempotency-Key': key }),
      },
      body: JSON.stringify({ source }),
    })
    return { status: answer.status, json: await answer.json() }
  }

  async function countDeeds(): Promise<number> {
    const rows = await house.db.selectFrom('ledger').select('seq').where('actor', 'like', 'token:%').execute()
    return rows.length
  }

  test('is done once, and told the same: one after the other, at once, and after a restart', async () => {
    const first = await publish('The ferry returns', 'key-1')
    expect(first).toMatchObject({ status: 200, json: { outcome: 'created' } })
    const before = await countDeeds()
    expect(await publish('The ferry returns', 'key-1')).toEqual(first)
    const { [Symbol.asyncDispose]: stop, ...restarted } = await serve(house)
    expect(await publish('The ferry returns', '"key-1"', token, { ...restarted, [Symbol.asyncDispose]: stop })).toEqual(
      first,
    )
    await stop()
    expect(await countDeeds()).toBe(before)
    const many = await Promise.all(Array.from({ length: 8 }, () => publish('The lock opens', 'key-2')))
    expect(many.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(new Set(many.map(({ json }) => json.path)).size).toBe(1)
    const after = await countDeeds()
    await publish('The bell rings')
    expect(after - before).toBe((await countDeeds()) - after)
  })

  test('is refused for anything else, is each principal’s own, and means nothing after a day', async () => {
    await publish('The market moves', 'key-3')
    const other = await publish('The market stays', 'key-3')
    expect([other.status, other.json.detail]).toEqual([422, expect.stringMatching(/^This Idempotency-Key was sent/u)])
    const another = await publish('The market stays', 'key-3', await aToken())
    expect(another).toMatchObject({ status: 200, json: { outcome: 'created' } })
    const refused = await publish('', 'key-4')
    expect([refused.status, (await publish('', 'key-4')).json]).toEqual([422, refused.json])
    house.clock.advance(day)
    expect((await publish('The market closes', 'key-3')).status).toBe(200)
    house.clock.advance(day)
    await dropKeptReplies(house)
    expect(await house.db.selectFrom('kept_replies').select('key').execute()).toEqual([])
  })

  test('whose end is not known is not done twice', async () => {
    await publish('The tide turns', 'key-5')
    await house.write(system, (tx) => tx.updateTable('kept_replies').set({ reply: null }).execute())
    const unknown = await publish('The tide turns', 'key-5')
    expect([unknown.status, unknown.json.detail]).toEqual([409, expect.stringMatching(/not known how it ended/u)])
    const nonsense = await publish('The tide turns', 'a key with blanks')
    expect([nonsense.status, nonsense.json.type]).toEqual([400, '/api#malformed'])
  })

  test('keeps no reply that is shown once', async () => {
    const publisher = await signedInAs(house, site, 'publisher')
    const invite = () =>
      publisher.call('POST', '/api/v1/staff/invitations', { role: 'editor' }, { 'Idempotency-Key': 'invite-1' })
    const { status, json } = await invite()
    expect([status, json.outcome]).toEqual([200, 'linked'])
    const again = await invite()
    expect([again.status, again.json.detail]).toEqual([409, expect.stringMatching(/shown once/u)])
    const rows = JSON.stringify(await house.db.selectFrom('kept_replies').select('reply').execute())
    expect(rows).not.toContain(json.link.split('token=')[1])
  })

  test('keeps nothing by which a password could be guessed', async () => {
    const publisher = await signedInAs(house, site, 'publisher')
    await publisher.call('PATCH', '/api/v1/me', { email: 'ada@lantern.example' })
    const before = await house.db.selectFrom('kept_replies').select('key').execute()
    const body = { password: 'lanterns over the quay' }
    const { status } = await publisher.call('POST', '/api/v1/me/password', body, { 'Idempotency-Key': 'password-1' })
    expect(status).toBe(200)
    expect(await house.db.selectFrom('kept_replies').select('key').execute()).toEqual(before)
  })
})
