import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { system } from '../src/kit/db/schema.ts'
import { forgetSubscriptions } from '../src/subscriptions/forget.ts'
import { importSubscribers } from '../src/subscriptions/import/import-subscribers.ts'
import { startImport } from '../src/subscriptions/import/send-list.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { signedInAs } from './newsroom.ts'
import { aSubscriber, everything } from './subscribers.ts'

const list = 'email,name\nann@x.example,Ann\nnobody,N\nbob@x.example,Bob\nANN@x.example,Ann\n'

async function aPublisher(house: TestHouse, site: Served) {
  const { call } = await signedInAs(house, site, 'publisher')
  const send = async (text: string): Promise<string> => {
    const sent = await call('POST', '/api/v1/subscriber-imports?name=list.csv', text)
    expect(sent).toMatchObject({ status: 200, json: { outcome: 'sent' } })
    return sent.json.id
  }
  return { call, send }
}

async function addMany(house: TestHouse, addresses: readonly string[]): Promise<void> {
  const path = async () => Readable.from([Buffer.from(`email\n${addresses.join('\n')}\n`)])
  await importSubscribers(house, system, { path, consent: 'x', choices: everything, isTrial: false })
}

async function storedFiles(house: TestHouse): Promise<number> {
  const rows = await house.db.selectFrom('subscriber_imports').select('storage_key as key').execute()
  const keys = rows.flatMap(({ key }) => key ?? [])
  for (const key of keys) expect(await house.storage.exists(key)).toBe(true)
  return keys.length
}

/** What the desk's link downloads. */
const saved = (site: Served, Cookie: string, method = 'GET') =>
  site.get('/desk/subscribers.csv', { method, headers: { Cookie }, redirect: 'manual' })

describe.each(engines)('on %s', (engine) => {
  test('a list is looked through, then brought in with the consent, and its file goes', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await aSubscriber(house, 'bob@x.example')
    const { call, send } = await aPublisher(house, site)
    const id = await send(list)
    const path = `/api/v1/subscriber-imports/${id}`
    expect((await call('GET', path)).json).toMatchObject({ state: 'checking', fileName: 'list.csv', report: null })
    expect((await call('POST', `${path}/start`, { consent: 'Old site' })).status).toBe(409)
    await house.queue.drain()
    const report = { layout: 'plain', lines: 4, added: 1, refused: { 'bad-address': 1, known: 1, repeated: 1 } }
    expect((await call('GET', path)).json).toMatchObject({ state: 'checked', report, totalLines: 4, endedAt: null })
    expect((await house.db.selectFrom('subscribers').select('id').execute()).length).toBe(1)
    expect((await call('POST', `${path}/start`, { consent: ' ' })).status).toBe(422)
    expect((await call('POST', `${path}/start`, {})).status).toBe(422)
    expect((await call('POST', `${path}/start`, { consent: 'Old site', pace: 'daily' })).json).toEqual({
      outcome: 'started',
    })
    expect((await call('POST', `${path}/start`, { consent: 'Old site' })).status).toBe(409)
    await house.queue.drain()
    expect((await call('GET', path)).json).toMatchObject({ state: 'done', report, consent: 'Old site' })
    const [ann] = (await call('GET', '/api/v1/subscribers?search=ann@x.example')).json.subscribers
    expect(ann).toMatchObject({ state: 'active', pace: 'daily', consent: 'import: Old site' })
    expect(await storedFiles(house)).toBe(0)
    expect((await call('POST', `${path}/cancel`)).status).toBe(409)
    expect((await call('GET', '/api/v1/subscriber-imports')).json.imports).toMatchObject([{ id }])
  })

  test('lines that bring nobody in are told page by page, with the reason', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { call, send } = await aPublisher(house, site)
    const path = `/api/v1/subscriber-imports/${await send(list)}`
    await house.queue.drain()
    const first = (await call('GET', `${path}/refused?limit=1`)).json
    expect(first).toEqual({
      lines: [{ line: 3, reason: 'bad-address', words: 'has an address that mail could not be sent to' }],
      next: 3,
    })
    const second = (await call('GET', `${path}/refused?limit=5&after=3`)).json
    expect(second).toMatchObject({ lines: [{ line: 5, reason: 'repeated' }], next: null })
  })

  test('a list is cancelled before it is started, or while it runs', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { call, send } = await aPublisher(house, site)
    const [checked, waiting] = [await send(list), await send(list)]
    expect((await call('POST', `/api/v1/subscriber-imports/${waiting}/cancel`)).json).toEqual({ outcome: 'cancelled' })
    await house.queue.drain()
    expect((await call('POST', `/api/v1/subscriber-imports/${checked}/cancel`)).json).toEqual({ outcome: 'cancelled' })
    const long = await send(`email\n${Array.from({ length: 9_000 }, (_, n) => `r${n}@x.example`).join('\n')}\n`)
    await house.queue.drain()
    await startImport(house, system, { publicId: long, consent: 'x', choices: everything })
    const isDone = house.queue.drain()
    const path = `/api/v1/subscriber-imports/${long}`
    await expect.poll(async () => (await call('GET', path)).json.report.added < 9_000, { timeout: 60_000 }).toBe(true)
    expect((await call('POST', `${path}/cancel`)).json).toEqual({ outcome: 'cancelled' })
    await isDone
    const { json } = await call('GET', path)
    expect(json.state).toBe('cancelled')
    const count = (await house.db.selectFrom('subscribers').select('id').execute()).length
    expect(count).toBeLessThan(9_000)
    expect(await storedFiles(house)).toBe(0)
  })

  test('what is no list fails in words; what nobody starts is forgotten after a week', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { call, send } = await aPublisher(house, site)
    const [none, forgotten] = [await send('name,town\nAnn,Harbour\n'), await send(list)]
    await house.queue.drain()
    const failed = (await call('GET', `/api/v1/subscriber-imports/${none}`)).json
    expect([failed.state, failed.fault]).toEqual(['failed', expect.stringContaining('call it "email"')])
    expect([failed.faultCode, failed.faultLine]).toEqual(['list-no-addresses', 1])
    const open = await send('email\nann@x.example\n"bob@x.example\ncarl@x.example\n')
    await house.queue.drain()
    const half = (await call('GET', `/api/v1/subscriber-imports/${open}`)).json
    expect(half).toMatchObject({ state: 'failed', faultCode: 'list-quote-open', faultLine: 4 })
    expect(await storedFiles(house)).toBe(1)
    house.clock.advance(8 * 86_400_000)
    await forgetSubscriptions(house, house.clock.now())
    expect(await storedFiles(house)).toBe(0)
    const row = house.db.selectFrom('subscriber_imports').select('state').where('public_id', '=', forgotten)
    expect(await row.executeTakeFirst()).toEqual({ state: 'cancelled' })
  })

  test('all are saved as one file by whoever may, and the ledger says by whom', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const names = Array.from({ length: 1_100 }, (_, number) => `r${number}@x.example`)
    await addMany(house, names)
    const publisher = await signedInAs(house, site, 'publisher')
    expect((await saved(site, publisher.cookie(), 'HEAD')).headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const file = await saved(site, publisher.cookie())
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="subscribers-\d{4}-\d\d-\d\d\.csv"$/u,
    )
    expect(file.headers.get('cache-control')).toBe('private, no-store')
    const [head, ...lines] = (await file.text()).trim().split('\r\n')
    expect(head).toMatch(/^address,channel,state/u)
    expect(lines.map((line) => line.split(',')[0])).toEqual(names)
    const entries = house.db.selectFrom('ledger').select('actor').where('deed', '=', 'subscribers.export')
    expect(await entries.execute()).toEqual([{ actor: `staff:${publisher.id}` }])
    const stranger = await saved(site, '')
    // Not led to the page where one signs in: a browser would save that in its place.
    expect([stranger.status, stranger.headers.get('location')]).toEqual([403, null])
    expect([stranger.headers.get('content-disposition'), await stranger.text()]).toEqual([
      null,
      expect.stringContaining('You are not signed in any more.'),
    ])
  })

  test('all are handed out page by page, with no cell that a spreadsheet would run; the ledger knows', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    for (const name of ['ann', '=1+1', 'bob']) await aSubscriber(house, `${name}@x.example`)
    const { call } = await aPublisher(house, site)
    const first = (await call('GET', '/api/v1/subscribers/export?limit=2')).json
    const second = (await call('GET', `/api/v1/subscribers/export?limit=2&after=${first.next}`)).json
    expect(second.next).toBeNull()
    const lines = `${first.csv}${second.csv}`.trim().split('\r\n')
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      'address',
      'ann@x.example',
      "'=1+1@x.example",
      'bob@x.example',
    ])
    const deeds = house.db.selectFrom('ledger').select('deed').where('deed', '=', 'subscribers.export')
    expect((await deeds.execute()).length).toBe(2)
    const editor = await signedInAs(house, site, 'editor')
    expect((await editor.call('GET', '/api/v1/subscribers/export')).status).toBe(403)
    expect((await saved(site, editor.cookie())).status).toBe(403)
    expect((await editor.call('GET', '/api/v1/subscriber-imports')).status).toBe(403)
  })
})
