import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDoor } from '../../src/kit/http/door.ts'
import { hostOf } from '../../src/kit/http/local.ts'
import { served } from '../killing.ts'
import { aServing, cookieFrom, type TestServing } from '../serving.ts'

const doors = [
  '/-/start',
  '/-/start/events',
  '/-/start/files',
  '/-/start/report',
  '/-/mailbox',
  '/-/mailbox/abcdefghijklmnop',
] as const

let demo: TestServing
beforeAll(async () => void (demo = await aServing('demo')), 120_000)
afterAll(() => demo[Symbol.asyncDispose]())

type Heard = { status: number; text: string; headers: Record<string, string | string[] | undefined> }

/** As fetch() cannot ask: with any Host. */
async function ask(port: number, path: string, headers: Record<string, string>): Promise<Heard> {
  const asking = request({ host: '127.0.0.1', port, path, headers: { Host: 'localhost', ...headers } }).end()
  const [answer] = await once(asking, 'response')
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  return { status: answer.statusCode, text, headers: answer.headers }
}

function theKey(serving: TestServing): string {
  return new URL(serving.door?.address('/') ?? '').searchParams.get('key') ?? ''
}

describe('somebody at this machine who did not start the server', () => {
  test.each(doors)('gets nothing of %s, and is told where the key is', async (path) => {
    const { status, text, headers } = await ask(demo.port, path, {})
    expect([status, headers['set-cookie']]).toEqual([403, undefined])
    expect(text).toContain('only for whoever started the server')
    expect(text).not.toContain(theKey(demo))
  })

  test('can send nothing either', async () => {
    const { host } = new URL(demo.origin)
    for (const path of ['files', 'files/export?name=x&bytes=1&offset=0', 'begin', 'adopt', 'discard']) {
      const headers = { Origin: demo.origin, Host: host }
      const answer = await fetch(demo.url(`/-/start/${path}`), { method: 'POST', headers, body: 'x' })
      expect([path, answer.status]).toEqual([path, 403])
    }
  })

  test.each(['', 'x', '=', '%00', 'a'.repeat(3000)])('comes in with no made-up key: %j', async (made) => {
    const key = theKey(demo)
    for (const tried of [made, `${key}=`, `${key} `, key.slice(1), key.toUpperCase()]) {
      expect((await ask(demo.port, `/-/start?key=${encodeURIComponent(tried)}`, {})).status).toBe(403)
    }
  })

  const cookies = ['', 'crier-door=x', 'crier-door-00000000=', 'x=y; ;;=', '='.repeat(4000)]
  test.each(cookies)('comes in with no made-up cookie: %j', async (made) => {
    const { cookie } = demo
    const [name = ''] = cookie.split('=')
    const near = [`${name}=`, `${name}=${theKey(demo)}`, `${cookie}x`, cookie.toUpperCase(), `x${cookie}`]
    for (const tried of [made, ...near]) {
      expect((await ask(demo.port, '/-/mailbox', { Cookie: tried })).status).toBe(403)
    }
  })
})

describe('whoever started it', () => {
  test('comes in with the key once, and the address is without it then', async () => {
    const key = theKey(demo)
    const first = await ask(demo.port, `/-/mailbox?key=${key}`, {})
    expect([first.status, first.headers]).toMatchObject([
      303,
      { location: '/-/mailbox', 'referrer-policy': 'no-referrer', 'cache-control': 'private, no-store' },
    ])
    const [cookie = ''] = first.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^crier-door-[0-9a-f]{8}=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/u)
    expect((await ask(demo.port, '/-/mailbox', { Cookie: `other=1; ${cookie.split(';')[0]}` })).status).toBe(200)
    // The second browser with the same key is somebody else.
    expect((await ask(demo.port, `/-/mailbox?key=${key}`, {})).status).toBe(403)
    // A browser that is in already does not use the next one up.
    const next = theKey(demo)
    const again = await ask(demo.port, `/-/start?key=${next}`, { Cookie: demo.cookie })
    const { location, 'set-cookie': given } = again.headers
    expect([again.status, location, given, theKey(demo)]).toEqual([303, '/-/start', undefined, next])
  })

  test('has the key of the moment in a file that nobody else can read', async () => {
    const file = join(demo.folder, 'start-key')
    for (const _ of [1, 2]) {
      const address = demo.door?.address('/-/start')
      expect([readFileSync(file, 'utf8').trim(), statSync(file).mode & 0o777]).toEqual([address, 0o600])
      await cookieFrom(address ?? '')
    }
  })

  test('is told when somebody asks without the key, once a minute, and nothing that was made up is repeated', () => {
    const knocks: string[][] = []
    const clock = { now: 0 }
    const door = openDoor({
      paper: '/data',
      origin: () => 'http://localhost:4000',
      now: () => clock.now,
      onKey: () => {},
      onKnock: (...heard) => knocks.push(heard),
    })
    for (const at of [0, 1, 59_999, 60_000, 119_999]) {
      clock.now = at
      door.knock('/-/start')
    }
    expect(knocks).toEqual([
      ['/-/start', door.address('/-/start')],
      ['/-/start', door.address('/-/start')],
    ])
  })

  test('is heard by the path’s own words alone', async () => {
    const knocks: string[] = []
    await using serving = await aServing('sqlite', {}, { onKnock: (path) => knocks.push(path) })
    await ask(serving.port, '/-/mailbox/%1b%5b2J%0aOpen%20http:%2f%2fevil.example', {})
    expect(knocks).toEqual(['/-/mailbox'])
  })

  test('reads it there where no terminal is, and a link in its place is not written through', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crier-key-'))
    const [victim, file] = [join(folder, 'victim'), join(folder, 'start-key')]
    writeFileSync(victim, 'kept')
    symlinkSync(victim, file)
    const { process: server, origin, output } = await served(folder, { CRIER_WORKER: 'no' })
    const address = readFileSync(file, 'utf8').trim()
    const cookie = await cookieFrom(address)
    expect((await fetch(`${origin}/-/start`, { headers: { Cookie: cookie } })).status).toBe(200)
    expect((await fetch(`${origin}/-/start`)).status).toBe(403)
    expect(output()).toContain(file)
    // Logs are kept, and read by others.
    expect(output()).not.toMatch(/key=/u)
    expect(readFileSync(victim, 'utf8')).toBe('kept')
    server.kill('SIGTERM')
    await once(server, 'exit')
    expect(existsSync(file)).toBe(false)
    rmSync(folder, { recursive: true })
  }, 120_000)
})

describe('a Host header', () => {
  const foreign = [
    'evil.example',
    'localhost.evil.example',
    'evil@localhost',
    'localhost:x@evil.example',
    'x.localhost',
    'localhost.',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '127.0.1',
    '127.0.0.2',
    '0.0.0.0',
    '１２７.0.0.1',
    '%6cocalhost',
    'localhost%00',
    'localhost/',
    'localhost?',
    'localhost#',
    'localhost\\',
    'localhost, evil.example',
    '[::ffff:127.0.0.1]',
    '[::1%25lo]',
    '[0:0:0:0:0:0:0:1]',
    '[::]',
    '::1',
    'localhost:port',
    'localhost:123456',
    'localhost:80:80',
    ':4000',
  ]

  test.each(foreign)('%s is not this machine', async (host) => {
    const written = Buffer.from(host, 'utf8').toString('latin1')
    for (const path of ['/-/start', '/-/mailbox']) {
      const { status, text } = await ask(demo.port, path, { Host: written, Cookie: demo.cookie })
      expect([path, [400, 403].includes(status), text.includes('start-form')]).toEqual([path, true, false])
    }
  })

  const own = ['localhost', 'LocalHost:4000', '127.0.0.1', '127.0.0.1:1', '[::1]', '[::1]:4000', 'localhost:']
  test.each(own)('%s is', async (host) => {
    expect((await ask(demo.port, '/-/start', { Host: host, Cookie: demo.cookie })).status).toBe(200)
  })

  test('is read as it stands: nothing is decoded or completed', () => {
    expect(foreign.map(hostOf).filter((host) => ['localhost', '127.0.0.1', '[::1]'].includes(host))).toEqual([])
  })
})

test('the mailbox answers nobody through a proxy, and nobody who asks from outside', async () => {
  expect((await ask(demo.port, '/-/mailbox', { Cookie: demo.cookie })).status).toBe(200)
  const proxied = { 'X-Forwarded-For': '203.0.113.9', Forwarded: 'for=203.0.113.9', Via: '1.1 proxy' }
  const outside = { ...proxied, Host: 'paper.example' }
  for (const [name, value] of Object.entries(outside)) {
    const { status } = await ask(demo.port, '/-/mailbox', { Cookie: demo.cookie, [name]: value })
    expect([name, status]).toEqual([name, 403])
  }
})

test('the cookie of one server opens no other, and neither does that of another start of it', async () => {
  await using other = await aServing('sqlite')
  expect((await ask(other.port, '/-/start', { Cookie: demo.cookie })).status).toBe(403)
  const [name] = other.cookie.split('=')
  expect((await ask(other.port, '/-/start', { Cookie: `${name}=${demo.cookie.split('=')[1]}` })).status).toBe(403)
  expect((await ask(other.port, '/-/start', { Cookie: other.cookie })).status).toBe(200)
})
