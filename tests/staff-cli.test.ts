import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkCommand } from '../src/cli/check.ts'
import { staffCommand } from '../src/cli/staff.ts'
import { system } from '../src/kit/db/schema.ts'
import { ensurePerson } from '../src/people/store.ts'
import { run } from './cli-runs.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { aBrowser, signedInAs, tokenIn } from './newsroom.ts'

afterEach(() => vi.unstubAllEnvs())

const crier = (...args: string[]) => run(staffCommand(), ...args)

/** The commands open the same paper beside the test's own house. */
async function aPaper(engine: (typeof engines)[number]): Promise<TestHouse> {
  const house = await aHouse(engine)
  vi.stubEnv('CRIER_LOG_LEVEL', 'silent')
  if (engine === 'postgres') vi.stubEnv('CRIER_DATABASE_URL', house.location)
  vi.stubEnv('CRIER_DATA_DIR', engine === 'postgres' ? house.folder : house.location.replace(/\/house\.db$/u, ''))
  return house
}

describe.each(engines)('crier staff on %s', (engine) => {
  test('invites, lists, rescues and removes', async () => {
    await using house = await aPaper(engine)
    await using site = await serve(house)
    expect((await crier('list')).out).toMatch(/^Nobody can sign in yet/u)
    await house.write(system, (tx) => ensurePerson(tx, { name: 'Ada Thornbury' }, house.clock.now()))
    // The command's clock is the machine's.
    house.clock.advance(Date.now() - house.clock.now())
    const added = await crier('add', 'Ada Thornbury', '--role', 'publisher', '--person', 'ada-thornbury')
    const [link = ''] = added.out.split('\n')
    expect(link).toMatch(/^http:\/\/localhost:4000\/desk\/start\?token=/u)
    const browser = aBrowser(house, site)
    const account = { token: tokenIn(link), name: 'Ada Thornbury', email: 'ada@lantern.example' }
    expect((await browser.call('POST', '/api/v1/accounts', account)).status).toBe(200)
    expect((await crier('list')).out).toMatch(/Ada Thornbury +publisher +ada@lantern\.example +seen/u)

    const reset = await crier('reset', 'ADA@lantern.example')
    expect((await browser.call('GET', '/api/v1/me')).status).toBe(401)
    const rescued = await browser.call('POST', '/api/v1/session/link', {
      token: tokenIn(reset.out.split('\n')[0] ?? ''),
    })
    expect(rescued.json).toMatchObject({ kind: 'sign-in', member: { name: 'Ada Thornbury' } })

    expect(await crier('remove', 'ada@lantern.example')).toMatchObject({
      code: 73,
      err: expect.stringMatching(/^Ada Thornbury is the only publisher/u),
    })
    const editor = await signedInAs(house, site, 'editor')
    expect((await crier('remove', editor.id)).out).toBe('The editor can no longer sign in.\n')
    expect((await editor.call('GET', '/api/v1/me')).status).toBe(401)
    const wrong = [
      await crier('remove', 'nobody@lantern.example'),
      await crier('reset', 'x'),
      await crier('add', 'Eve', '--role', 'owner'),
      await crier('add', 'Eve', '--role', 'editor', '--person', 'nobody'),
      await crier('add', 'Eve', '--role', 'editor', '--email', 'nonsense'),
    ]
    expect(wrong.map(({ code }) => code)).toEqual([66, 66, 65, 66, 65])
  })

  test('check names a newsroom without a publisher, and whoever has left and can still get in', async () => {
    await using house = await aPaper(engine)
    await using site = await serve(house)
    const editor = await signedInAs(house, site, 'editor')
    const ofAccounts = async () => {
      const told: { name: string; faults: string[] }[] = JSON.parse((await run(checkCommand(), '--json')).out)
      return told.find(({ name }) => name.startsWith('a newsroom'))?.faults
    }
    expect(await ofAccounts()).toEqual([expect.stringMatching(/^there are members and no publisher/u)])
    await signedInAs(house, site, 'publisher')
    expect(await ofAccounts()).toEqual([])
    const gone = { removed_at: house.clock.now() }
    await house.write(system, (tx) => tx.updateTable('members').set(gone).where('public_id', '=', editor.id).execute())
    expect(await ofAccounts()).toEqual([`member ${editor.id} was removed and can still sign in`])
  })
})
