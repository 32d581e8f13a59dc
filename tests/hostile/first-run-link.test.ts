import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasPublisher } from '../../src/accounts/store.ts'
import { engines } from '../databases.ts'
import { tokenIn } from '../newsroom.ts'
import { aServing, type TestServing } from '../serving.ts'

function post(serving: TestServing, path: string, body: object): Promise<Response> {
  return fetch(serving.url(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: serving.origin, 'Sec-Fetch-Site': 'same-origin' },
    body: JSON.stringify(body),
  })
}

describe.each(engines)('the link of the first account on %s', (engine) => {
  test('stands where its owner alone reads, makes one account, and is not offered again', async () => {
    await using serving = await aServing(engine)
    const file = join(serving.folder, 'desk-key')
    const address = readFileSync(file, 'utf8').trim()
    expect([address, statSync(file).mode & 0o777]).toEqual([serving.firstRun, 0o600])
    expect(address).toMatch(/^http:\/\/localhost:\d+\/desk\/start\?token=[\w-]{43}$/u)
    const { db } = serving.house()
    const rows = JSON.stringify(await db.selectFrom('account_links').selectAll().execute())
    expect(rows).not.toContain(tokenIn(address))
    const account = { token: tokenIn(address), name: 'Ada', email: 'ada@lantern.example' }
    const forged = await fetch(serving.url('/api/v1/accounts'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: 'https://evil.example' },
      body: JSON.stringify(account),
    })
    expect([forged.status, await hasPublisher(db)]).toEqual([403, false])
    const both = await Promise.all(
      [1, 2].map((n) => post(serving, '/api/v1/accounts', { ...account, email: `a${n}@b.example` })),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 404])
    expect(await hasPublisher(db)).toBe(true)
  })

  test('is not made for the demo', async () => {
    if (engine === 'postgres') return
    await using demo = await aServing('demo')
    expect([demo.firstRun, existsSync(join(demo.folder, 'desk-key'))]).toEqual([undefined, false])
    const answer = await fetch(demo.url('/api/v1/session'))
    expect(await answer.json()).toMatchObject({ isFirstRun: false, demoRoles: expect.arrayContaining(['publisher']) })
    const signedIn = await post(demo, '/api/v1/session/demo', { role: 'reporter' })
    expect([signedIn.status, signedIn.headers.get('set-cookie')]).toEqual([200, expect.stringContaining('HttpOnly')])
  })
})
