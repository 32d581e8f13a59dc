import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { subscribersCommand } from '../src/cli/subscribers.ts'
import { run } from './cli-runs.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { signedInAs } from './newsroom.ts'
import { aSubscriber, aTopic } from './subscribers.ts'

afterEach(() => vi.unstubAllEnvs())
const crier = (...args: string[]) => run(subscribersCommand(), ...args)

/** The commands open the same paper beside the test's own house. */
async function aPaper(engine: (typeof engines)[number]): Promise<TestHouse> {
  const house = await aHouse(engine)
  vi.stubEnv('CRIER_LOG_LEVEL', 'silent')
  if (engine === 'postgres') vi.stubEnv('CRIER_DATABASE_URL', house.location)
  vi.stubEnv('CRIER_DATA_DIR', engine === 'postgres' ? house.folder : house.location.replace(/\/house\.db$/u, ''))
  return house
}

describe.each(engines)('on %s', (engine) => {
  test('an editor finds subscribers, page by page and by how an address begins, and changes none', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    for (const name of ['ann', 'annika', 'bob']) await aSubscriber(house, `${name}@x.example`)
    const { call } = await signedInAs(house, site, 'editor')
    const named = (json: { subscribers: { address: string }[] }) => json.subscribers.map(({ address }) => address)
    const first = await call('GET', '/api/v1/subscribers?limit=2')
    expect(named(first.json)).toEqual(['bob@x.example', 'annika@x.example'])
    const second = await call('GET', `/api/v1/subscribers?limit=2&after=${first.json.next}`)
    expect([named(second.json), second.json.next]).toEqual([['ann@x.example'], null])
    expect(named((await call('GET', '/api/v1/subscribers?search=ann')).json)).toEqual([
      'ann@x.example',
      'annika@x.example',
    ])
    expect(named((await call('GET', '/api/v1/subscribers?search=ANN@x.example')).json)).toEqual(['ann@x.example'])
    expect(named((await call('GET', '/api/v1/subscribers?state=left')).json)).toEqual([])
    const { id } = first.json.subscribers[0]
    const one = await call('GET', `/api/v1/subscribers/${id}`)
    expect(one.json).toMatchObject({ consent: 'form', everything: true, history: [{ deed: 'subscriber.confirm' }] })
    const growth = await call('GET', '/api/v1/subscribers/growth')
    expect([growth.status, growth.json.detail]).toEqual([200, undefined])
    expect(growth.json.days).toMatchObject([{ joined: 3, ended: 0 }])
    expect(growth.json.counts).toEqual([{ channel: 'email', state: 'active', count: 3 }])
    expect((await call('DELETE', `/api/v1/subscribers/${id}`)).status).toBe(403)
  })

  test('a publisher brings one in, changes what they get, ends it and erases them', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const topic = await aTopic(house, 'Harbour')
    const { call } = await signedInAs(house, site, 'publisher')
    const ann = { address: 'ann@x.example', consent: 'On paper, at the fair' }
    expect((await call('POST', '/api/v1/subscribers', ann)).json).toEqual({ outcome: 'added' })
    expect((await call('POST', '/api/v1/subscribers', ann)).status).toBe(409)
    const { id } = (await call('GET', '/api/v1/subscribers')).json.subscribers[0]
    const change = { everything: false, topics: [topic], pace: 'weekly' }
    expect((await call('PATCH', `/api/v1/subscribers/${id}`, change)).json).toEqual({ outcome: 'changed' })
    expect((await call('PATCH', `/api/v1/subscribers/${id}`, { timeZone: 'Mars' })).json.faults).toMatchObject([
      { path: '/timeZone' },
    ])
    expect((await call('GET', `/api/v1/subscribers/${id}`)).json.topics).toEqual([{ id: topic, name: 'Harbour' }])
    expect((await call('POST', `/api/v1/subscribers/${id}/leave`)).json).toEqual({ outcome: 'left' })
    expect((await call('DELETE', `/api/v1/subscribers/${id}`)).json).toEqual({ outcome: 'erased' })
    expect((await call('GET', `/api/v1/subscribers/${id}`)).status).toBe(404)
    const gone = (await call('GET', '/api/v1/subscribers?state=left')).json.subscribers
    expect(gone).toMatchObject([{ address: null, timeZone: 'UTC' }])
  })

  test('the command line looks first, brings in a list, hands it out and erases', async () => {
    await using house = await aPaper(engine)
    await aTopic(house, 'Harbour')
    const list = join(house.folder, 'list.csv')
    writeFileSync(list, 'email\nann@x.example\nnobody\n')
    const wanted = ['import', list, '--consent', 'Old site', '--topic', 'harbour', '--pace', 'weekly']
    const trial = await crier(...wanted, '--dry-run')
    expect(trial.out).toContain('1 would be imported. Nothing was changed.')
    expect(trial.out).toContain('1: has an address that mail could not be sent to')
    expect((await crier(...wanted)).out).toContain('1 imported. Nothing was sent to them.')
    expect((await crier('list', 'ann')).out).toMatch(/email +active +weekly +ann@x\.example/u)
    expect((await crier('add', 'bob@x.example', '--consent', 'By telephone')).out).toContain('Added.')
    expect(await crier('add', 'bob@x.example', '--consent', 'Twice')).toMatchObject({ code: 73 })
    expect((await crier('erase', 'ann@x.example')).out).toContain('Erased.')
    expect((await crier(...wanted)).out).toContain('1: has unsubscribed here')
  })
})
