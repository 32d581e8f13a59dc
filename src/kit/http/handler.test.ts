import { mkdirSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { engines } from '../../../tests/databases.ts'
import { aSmallHouse, type SmallHouse } from '../../../tests/small-house.ts'
import { commentLimit } from '../../conversation/limits.ts'
import { migrations } from '../../migrations.ts'
import { voteLimit } from '../../polls/limits.ts'
import { system } from '../db/schema.ts'
import { Refusal } from '../errors.ts'
import { invalidate } from '../page-cache/invalidate.ts'
import { defineTag, settingsTag } from '../page-cache/tag.ts'
import { line, lines, list } from './fields.ts'
import { formRoute, tellingFormRoute } from './guards/form.ts'
import { pageRoute } from './guards/page.ts'
import { privateRoute } from './guards/private.ts'
import { healthRoutes } from './health.ts'
import type { Route } from './route.ts'

const [articleTag, frontTag] = [defineTag('article:1'), defineTag('front')]
const [pathsTag, searchTag] = [defineTag('paths'), defineTag('search')]

const filler = '<p>The swing bridge stays shut. </p>'.repeat(100)

const testForm = {
  limit: voteLimit,
  maxBytes: 5_000,
  fields: { choice: list(3, 10), text: lines(100), a: line(20, { bytes: 30, marks: 2 }), '': line(20), d: line(20) },
}
const empty = { choice: [], text: '', a: '', '': '', d: '' }

function testRoutes(): Route[] {
  let renders = 0
  return [
    pageRoute({ path: '/story', queries: ['page'] }, async (_, { query }) => ({
      kind: 'html',
      status: 200,
      html: `${filler}render ${++renders} page ${query.get('page') ?? 1}`,
      tags: [articleTag, frontTag],
    })),
    pageRoute({ path: '/found', limit: commentLimit, queries: ['q'] }, async () => ({
      kind: 'html',
      status: 200,
      html: filler,
      tags: [searchTag],
      isEphemeral: true,
    })),
    pageRoute({ path: '/feeds/:name.xml' }, async (_, { params }) => ({
      kind: 'bytes',
      status: 200,
      type: 'application/rss+xml',
      body: `<rss>${params.name}</rss>`,
      tags: [frontTag],
    })),
    pageRoute({ path: '/to', queries: ['where'] }, async (_, { query }) => ({
      kind: 'redirect',
      status: 301,
      location: query.get('where') ?? '/',
      tags: [pathsTag],
    })),
    pageRoute({ path: '/broken' }, async () => {
      throw new TypeError('secret detail')
    }),
    pageRoute({ path: '/refused' }, async () => {
      throw new Refusal('gone', 'This was <withdrawn>.')
    }),
    privateRoute({ path: '/mine', queries: ['q'] }, async (_, request) => ({
      kind: 'json',
      status: 200,
      json: { reader: request.readerId ?? null, address: request.address, q: request.query.get('q') },
      setReaderId: 'r1',
    })),
    formRoute({ path: '/forms/:id', ...testForm }, async (_, { params, form, readerId, wantsJson }) => ({
      kind: 'json',
      status: 200,
      json: { id: params.id, form, reader: readerId ?? null, wantsJson },
    })),
    tellingFormRoute({ path: '/telling', ...testForm }, async (_, { form, faults }) => {
      const told = Object.entries(faults).map(([name, fault]) => [name, fault?.code, fault?.sent.text])
      return { kind: 'json', status: 422, json: { form, faults: told } }
    }),
    pageRoute({ path: '/*' }, async (_, { path }) => ({
      kind: 'html',
      status: path.startsWith('/old/') ? 410 : 404,
      html: `${filler}nothing`,
      tags: [pathsTag],
    })),
  ]
}

const own = { 'Sec-Fetch-Site': 'same-origin' }

function post(
  house: SmallHouse,
  path: string,
  body: string | Uint8Array<ArrayBuffer> | FormData | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(house.origin + path, { method: 'POST', body, headers: { ...own, ...headers } })
}

/** Bytes as they stand on the wire; what comes back until the server closes. */
function raw(house: SmallHouse, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(house.origin).port), '127.0.0.1', () => socket.write(bytes, 'latin1'))
    let answer = ''
    socket
      .setEncoding('latin1')
      .on('data', (text) => (answer += text))
      .on('close', () => resolve(answer))
      .on('error', reject)
  })
}

const get = (path: string, headers = 'Host: x') => `GET ${path} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`

/** The bytes as sent: fetch would decode them. */
function coded(url: string, coding: string): Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers: { 'Accept-Encoding': coding } }, (response) => {
      const chunks: Buffer[] = []
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }))
    })
      .on('error', reject)
      .end()
  })
}

describe.each(engines)('pages over a socket (%s)', (engine) => {
  test('a page carries its caching rules and a strong ETag, and no cookie', async () => {
    await using house = await aSmallHouse(engine, testRoutes())
    for (const time of ['miss', 'hit']) {
      const response = await fetch(`${house.origin}/story`, { headers: { Cookie: 'reader=abc; junk=%%%' } })
      expect(response.status, time).toBe(200)
      expect(response.headers.get('cache-control')).toBe(
        'public, max-age=10, s-maxage=60, stale-while-revalidate=30, stale-if-error=86400',
      )
      expect(response.headers.get('vary')).toBe('Accept-Encoding')
      expect(response.headers.get('etag')).toMatch(/^"[\w.+-]+"$/u)
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(await response.text()).toContain('render 1 page 1')
    }
  })

  test('gzip and brotli decode to the same bytes as identity', async () => {
    await using house = await aSmallHouse(engine, testRoutes())
    const [br, gzip, identity] = [
      await coded(`${house.origin}/story`, 'br, gzip'),
      await coded(`${house.origin}/story`, 'gzip'),
      await coded(`${house.origin}/story`, 'identity'),
    ]
    expect([
      br.headers['content-encoding'],
      gzip.headers['content-encoding'],
      identity.headers['content-encoding'],
    ]).toEqual(['br', 'gzip', undefined])
    expect(brotliDecompressSync(br.body)).toEqual(identity.body)
    expect(gunzipSync(gzip.body)).toEqual(identity.body)
    expect(new Set([br.headers.etag, gzip.headers.etag, identity.headers.etag]).size).toBe(3)
  })

  test('a known ETag is answered with 304 until the page changes', async () => {
    await using house = await aSmallHouse(engine, testRoutes())
    const first = await fetch(`${house.origin}/story`)
    const etag = first.headers.get('etag') ?? ''
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await fetch(`${house.origin}/story`, { headers: { 'If-None-Match': known } })
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
      expect(again.headers.get('cache-control')).toContain('max-age=10')
    }
    await house.write(system, (tx) => invalidate(tx, [articleTag]))
    const changed = await fetch(`${house.origin}/story`, { headers: { 'If-None-Match': etag } })
    expect(changed.status).toBe(200)
    expect(await changed.text()).toContain('render 2')
  })

  test('ready when the database answers and is up to date', async () => {
    let isStopping = false
    const extra = { name: '999-later', up: () => [] }
    const ask = async (routes: Route[], path: string) => {
      await using other = await aSmallHouse(engine, routes)
      const response = await fetch(other.origin + path)
      return [response.status, await response.json()]
    }
    const routes = healthRoutes(migrations, () => isStopping)
    expect(await ask(routes, '/healthz')).toEqual([200, { status: 'ok' }])
    expect(await ask(routes, '/readyz')).toEqual([200, { status: 'ready', missing: [] }])
    expect(
      await ask(
        healthRoutes([...migrations, extra], () => false),
        '/readyz',
      ),
    ).toEqual([503, { status: 'not ready', missing: ['migrations'] }])
    isStopping = true
    expect(await ask(routes, '/readyz')).toEqual([503, { status: 'not ready', missing: ['stopping'] }])
  })
})

describe('reading', () => {
  test('HEAD has the heads of GET and no body', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    for (const path of ['/story', '/nowhere', '/mine', '/story']) {
      const [head, full] = [await fetch(house.origin + path, { method: 'HEAD' }), await fetch(house.origin + path)]
      expect(head.status).toBe(full.status)
      expect(await head.text()).toBe('')
      expect(head.headers.get('content-length')).toBe(full.headers.get('content-length'))
      expect(head.headers.get('content-length')).not.toBe('0')
      await full.text()
    }
  })

  test('unknown query names and cookies ask for the same page, declared ones for another', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const text = async (query: string) =>
      (await (await fetch(`${house.origin}/story${query}`)).text()).replace(filler, '')
    expect(await text('?utm_source=x')).toBe('render 1 page 1')
    expect(await text('?a=1&b=%ff%00')).toBe('render 1 page 1')
    expect(await text('?page=2&utm=y')).toBe('render 2 page 2')
    expect(await text('?x=1&page=2')).toBe('render 2 page 2')
  })

  test('the Host header decides nothing', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const answer = await raw(house, get('/to?where=/story', 'Host: evil.example\r\nX-Forwarded-Host: evil.example'))
    expect(answer).toContain('HTTP/1.1 301')
    expect(answer).toContain('Location: /story\r\n')
    expect(answer).not.toContain('evil.example')
    expect(await raw(house, get('http://evil.example/story', 'Host: evil.example'))).toContain('HTTP/1.1 200')
  })

  test('security headers stand on everything', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    for (const path of [
      '/story',
      '/nowhere',
      '/%',
      '/mine',
      '/broken',
      '/assets/site-1.css',
      '/assets/none',
      '/to',
      '/media/x/y',
    ]) {
      const { headers } = await fetch(house.origin + path, { redirect: 'manual' })
      expect(headers.get('content-security-policy'), path).toBe(
        "default-src 'self'; frame-src https://player.example; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'",
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
      expect(headers.get('strict-transport-security')).toBeNull()
    }
    await using secure = await aSmallHouse('sqlite', testRoutes(), { CRIER_URL: 'https://lantern.example' })
    expect((await fetch(`${secure.origin}/story`)).headers.get('strict-transport-security')).toContain('max-age=')
  })

  test('a house that asks search engines to stay away says so on every page', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    expect((await fetch(`${house.origin}/story`)).headers.get('x-robots-tag')).toBeNull()
    house.noindex = true
    await house.write(system, (tx) => invalidate(tx, [settingsTag]))
    expect((await fetch(`${house.origin}/story`)).headers.get('x-robots-tag')).toBe('noindex')
  })

  test('a private answer is kept nowhere and may set the cookie', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const response = await fetch(`${house.origin}/mine?q=a%00b&other=1`, { headers: { Cookie: 'reader=known' } })
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('set-cookie')).toBe('reader=r1; Path=/; HttpOnly; SameSite=Lax')
    expect(await response.json()).toEqual({ reader: 'known', address: '127.0.0.1', q: 'ab' })
  })

  test('what does not exist is 404 or 410, a fault 500 without its words', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    expect((await fetch(`${house.origin}/nowhere`)).status).toBe(404)
    expect((await fetch(`${house.origin}/old/story`)).status).toBe(410)
    const refused = await fetch(`${house.origin}/refused`)
    expect([refused.status, await refused.text()]).toEqual([
      410,
      expect.stringContaining('This was &lt;withdrawn&gt;.'),
    ])
    const broken = await fetch(`${house.origin}/broken`)
    expect(broken.status).toBe(500)
    expect(broken.headers.get('cache-control')).toBe('private, no-store')
    expect(await broken.text()).not.toMatch(/secret|TypeError|\.ts/u)
  })

  test('a fault while a fault is answered ends the request, and the next one is served', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const { current } = house.settings
    house.settings.current = () => {
      throw new Error('no settings')
    }
    await expect(fetch(`${house.origin}/mine`)).rejects.toThrow('fetch failed')
    house.settings.current = current
    expect((await fetch(`${house.origin}/mine`)).status).toBe(200)
  })

  test('names in a path reach the handler decoded, without a literal ending', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    expect(await (await fetch(`${house.origin}/feeds/harbour.xml`)).text()).toBe('<rss>harbour</rss>')
    expect(await (await fetch(`${house.origin}/feeds/${encodeURIComponent('الأخبار')}.xml`)).text()).toBe(
      '<rss>الأخبار</rss>',
    )
  })
})

describe('bad requests', () => {
  test.each([
    ['/%', 400],
    ['/%zz', 400],
    ['/%ff', 400],
    ['/a%00b', 400],
    ['/%c0%ae%c0%ae/etc/passwd', 400],
    ['//evil.example', 404],
    ['/../../etc/passwd', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/media/../house.db', 404],
    ['/media/abc/..%2f..%2fhouse.db', 404],
    ['/media/%2e%2e/house.db', 404],
    ['/media/originals/a.jpg', 404],
    ['/assets/../package.json', 404],
    [`/${'a'.repeat(5_000)}`, 414],
    ['/story?page=%', 200],
  ])('%s answers %i', async (path, status) => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    writeFileSync(join(house.folder, 'house.db'), 'secret')
    const answer = await raw(house, get(path))
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
    expect(answer).not.toContain('secret')
  })

  test.each([
    ['/story', '/story'],
    ['//evil.example/x', '/evil.example/x'],
    ['/\\evil.example', '/evil.example'],
    ['\\/\\evil.example', '/evil.example'],
    ['/a\r\nSet-Cookie: x=1', '/aSet-Cookie:%20x=1'],
    ['/é?q=ü', '/%C3%A9?q=%C3%BC'],
    ['/.//evil.example', '/evil.example'],
    ['https://other.example/p', 'https://other.example/p'],
  ])('a redirect to %j is sent as %s', async (where, location) => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const response = await fetch(`${house.origin}/to?where=${encodeURIComponent(where)}`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location'), response.headers.get('set-cookie')]).toEqual([
      301,
      location,
      null,
    ])
  })

  test('a redirect to a script is a fault, not a location', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const response = await fetch(`${house.origin}/to?where=javascript:alert(1)`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([500, null])
  })

  test('wrong methods are told the right ones', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const ask = async (method: string, path: string) => {
      const response = await fetch(house.origin + path, { method })
      return [response.status, response.headers.get('allow')]
    }
    expect(await ask('PUT', '/story')).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await ask('POST', '/story')).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await ask('DELETE', '/forms/1')).toEqual([405, 'POST, OPTIONS'])
    expect(await ask('GET', '/forms/1')).toEqual([405, 'POST, OPTIONS'])
    expect(await ask('POST', '/nowhere')).toEqual([404, null])
    expect(await ask('OPTIONS', '/story')).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect(await ask('POST', '/assets/site-1.css')).toEqual([405, 'GET, HEAD'])
  })

  test('what is no HTTP is refused and the next request served', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    expect(await raw(house, 'nonsense\r\n\r\n')).toContain('HTTP/1.1 400')
    expect(await raw(house, get('/story', `Host: x\r\nCookie: ${'a'.repeat(20_000)}`))).toContain('HTTP/1.1 431')
    expect((await fetch(`${house.origin}/story`)).status).toBe(200)
  })
})

describe('forms', () => {
  test('fields arrive decoded, in order, without NUL and with plain line ends', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const fields: [string, string][] = [
      ['choice', '1'],
      ['choice', '2'],
      ['text', 'a\r\nb\rc\0d é 100 %'],
    ]
    const data = new FormData()
    for (const [name, value] of fields) data.append(name, value)
    for (const body of [new URLSearchParams(fields), data]) {
      const response = await post(house, '/forms/7', body, { Cookie: 'reader=r9', Accept: 'application/json' })
      const read = { ...empty, choice: ['1', '2'], text: 'a\nb\ncd é 100 %' }
      expect(await response.json()).toEqual({ id: '7', form: read, reader: 'r9', wantsJson: true })
    }
    const lone = await post(house, '/forms/7', 'a=100%&b&=c&d=1=2', {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
    expect(await lone.json()).toMatchObject({ form: { ...empty, a: '100%', '': 'c', d: '1=2' } })
  })

  test('only declared fields arrive: of one the first value, of one line blanks for line ends', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const strange = ['b', '__proto__', 'constructor', 'toString', 'a ', 'A'].map((name): [string, string] => [
      name,
      'x',
    ])
    const sent = new URLSearchParams([['a', 'one\r\ntwo'], ['a', 'three'], ...strange, ['choice', 'a\nb']])
    const answer = await post(house, '/forms/7', sent)
    expect(await answer.json()).toMatchObject({ form: { ...empty, a: 'one two', choice: ['a b'] } })
  })

  test('what is over a bound is refused in words, or told by the handler with what was typed', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const fits: [string, string][] = [
      ['a', 'e\u0301\u0316'],
      ['a', 'x'.repeat(20)],
      ['a', '字'.repeat(10)],
      ['text', '\r\n'.repeat(100)],
      ['choice', '1'.repeat(10)],
    ]
    for (const field of fits) {
      const { status } = await post(house, '/forms/1', new URLSearchParams([field]))
      expect([field, status]).toEqual([field, 200])
    }
    const over: [string, string, string][] = [
      ['a', 'x'.repeat(21), 'too-long'],
      ['a', '字'.repeat(11), 'too-long'],
      ['a', '😀'.repeat(8), 'too-long'],
      ['a', 'e\u0301\u0316\u0301', 'too-many-marks'],
      ['text', '\u20dd'.repeat(31), 'too-many-marks'],
      ['text', '<b>'.repeat(34), 'too-long'],
      ['choice', '1'.repeat(11), 'too-long'],
    ]
    for (const [name, value, code] of over) {
      const body = new URLSearchParams([
        [name, value],
        ['d', 'kept'],
      ])
      const refused = await post(house, '/forms/1', body)
      const said = [refused.status, await refused.text()]
      expect(said, value).toEqual([413, expect.stringContaining('One of the fields is too long')])
      const told = await post(house, '/telling', body)
      const escaped = value.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      expect(await told.json()).toEqual({ form: { ...empty, d: 'kept' }, faults: [[name, code, escaped]] })
      house.clock.advance(10_000)
    }
    const many = await post(house, '/telling', new URLSearchParams('choice=1&choice=2&choice=3&choice=4'))
    expect(await many.json()).toEqual({ form: empty, faults: [['choice', 'too-many', '']] })
  })

  test('a form with a field that has no bound cannot be declared', async () => {
    for (const name of [line(Infinity), line(0), line(10, { bytes: NaN }), line(10, { marks: -1 }), list(0.5, 10)]) {
      const declared = { path: '/x', limit: voteLimit, maxBytes: 1, fields: { name } }
      const route = () => formRoute(declared, async () => ({ kind: 'json', status: 200, json: {} }))
      expect(route).toThrow('the field "name" of the form at /x has no bound')
    }
  })

  test.each([
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{ Origin: 'http://localhost:4000' }, 200],
    [{ 'Sec-Fetch-Site': 'none' }, 200],
    [{}, 200],
  ])('a post with %j answers %i', async (headers, status) => {
    await using house = await aSmallHouse('sqlite', testRoutes(), { CRIER_URL: 'http://localhost:4000' })
    const lines = Object.entries({
      Host: 'x',
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': '3',
      Connection: 'close',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`)
    const answer = await raw(house, `POST /forms/1 HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\na=b`)
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
    if (status === 403) expect(answer).toContain('sent from another site')
  })

  test('other kinds of body are refused', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const status = async (type: string, body = 'a=b') =>
      (await post(house, '/forms/1', body, { 'Content-Type': type })).status
    expect(await status('application/json', '{}')).toBe(415)
    expect(await status('text/plain')).toBe(415)
    expect(await status('application/x-www-form-urlencoded; charset=utf-16')).toBe(415)
    expect(await status('application/x-www-form-urlencoded; charset="UTF-8"')).toBe(200)
    expect(await status('multipart/form-data')).toBe(400)
    expect(await status('multipart/form-data; boundary=x', 'no parts')).toBe(400)
    const withFile = new FormData()
    withFile.append('picture', new Blob(['x']), 'a.jpg')
    expect((await post(house, '/forms/1', withFile)).status).toBe(415)
  })

  test('too much, too many and unreadable are refused in words, and the connection lives', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await post(house, '/forms/1', 'a'.repeat(5_000), form)).status).toBe(200)
    expect((await post(house, '/forms/1', 'a'.repeat(5_001), form)).status).toBe(413)
    expect((await post(house, '/forms/1', 'a'.repeat(2_000_000), form)).status).toBe(413)
    expect((await post(house, '/forms/1', 'a&'.repeat(201), form)).status).toBe(413)
    expect((await post(house, '/forms/1', 'a=%ff', form)).status).toBe(400)
    expect((await post(house, '/forms/1', new Uint8Array([97, 61, 255]), form)).status).toBe(400)
    const json = await post(house, '/forms/1', 'a=%ff', { ...form, Accept: 'application/json' })
    expect(await json.json()).toEqual({ error: 'The form holds characters that cannot be read: it must be UTF-8.' })
  })

  test('a reader in a hurry is asked to wait, another is served', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const vote = (reader: string) =>
      post(house, '/forms/1', new URLSearchParams({ a: 'b' }), { Cookie: `reader=${reader}` })
    for (let count = 0; count < 20; count++) expect((await vote('quick')).status).toBe(200)
    const refused = await vote('quick')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3'])
    expect((await vote('other')).status).toBe(200)
    house.clock.advance(3_000)
    expect((await vote('quick')).status).toBe(200)
  })

  test('a page with a limit is rendered so often for one network; what is kept is served on', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const statuses: number[] = []
    for (let number = 0; number < 61; number++) statuses.push((await fetch(`${house.origin}/found?q=${number}`)).status)
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429])
    expect((await fetch(`${house.origin}/found?q=59`)).status).toBe(200)
    const refused = await fetch(`${house.origin}/found?q=other`)
    expect([
      refused.status,
      refused.headers.get('cache-control'),
      Number(refused.headers.get('retry-after')) > 0,
    ]).toEqual([429, 'private, no-store', true])
  })
})

describe('files', () => {
  test('media are streamed whole or in part, for ever the same', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    await house.storage.put('abc/harbour sound.mp3', Buffer.from('0123456789'))
    const url = `${house.origin}/media/abc/harbour%20sound.mp3`
    const whole = await fetch(url)
    expect([
      whole.status,
      await whole.text(),
      whole.headers.get('content-type'),
      whole.headers.get('accept-ranges'),
    ]).toEqual([200, '0123456789', 'audio/mpeg', 'bytes'])
    expect(whole.headers.get('cache-control')).toContain('immutable')
    expect(whole.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''harbour%20sound.mp3")
    for (const [range, status, body, header] of [
      ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
      ['bytes=7-', 206, '789', 'bytes 7-9/10'],
      ['bytes=-3', 206, '789', 'bytes 7-9/10'],
      ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
      ['bytes=10-', 416, '', 'bytes */10'],
      ['bytes=-0', 416, '', 'bytes */10'],
      ['bytes=4-2', 200, '0123456789', null],
      ['bytes=0-1,3-4', 200, '0123456789', null],
      ['lines=1-2', 200, '0123456789', null],
    ] as const) {
      const response = await fetch(url, { headers: { Range: range } })
      expect([response.status, await response.text(), response.headers.get('content-range')], range).toEqual([
        status,
        body,
        header,
      ])
    }
    const known = await fetch(url, { headers: { 'If-None-Match': whole.headers.get('etag') ?? '' } })
    expect(known.status).toBe(304)
    expect((await fetch(url, { headers: { Range: 'bytes=0-1', 'If-Range': '"another"' } })).status).toBe(200)
  })

  test('a picture shows in place, a drawing without its scripts, anything else is offered for saving', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    for (const name of ['a.avif', 'a.svg', 'a.pdf', 'a.html'])
      await house.storage.put(`abc/${name}`, Buffer.from('<svg/>'))
    const heads = async (name: string) => {
      const { headers } = await fetch(`${house.origin}/media/abc/${name}`)
      return [
        headers.get('content-type'),
        headers.get('content-disposition')?.split(';')[0] ?? null,
        headers.get('content-security-policy')?.includes('sandbox'),
      ]
    }
    expect(await heads('a.avif')).toEqual(['image/avif', null, false])
    expect(await heads('a.svg')).toEqual(['image/svg+xml', null, true])
    expect(await heads('a.pdf')).toEqual(['application/pdf', 'attachment', true])
    expect(await heads('a.html')).toEqual(['application/octet-stream', 'attachment', true])
  })

  test('originals and folders are not served', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    await house.storage.put('originals/abc/a.jpg', Buffer.from('x'))
    mkdirSync(join(house.folder, 'media/abc/folder'), { recursive: true })
    for (const path of [
      '/media/originals/abc/a.jpg',
      '/media/originals/abc',
      '/media/abc/folder',
      '/media/abc/none.jpg',
      '/media/abc',
      '/media/',
    ]) {
      expect((await fetch(house.origin + path)).status, path).toBe(404)
    }
  })

  test('assets are kept for ever', async () => {
    await using house = await aSmallHouse('sqlite', testRoutes())
    const response = await fetch(`${house.origin}/assets/site-1.css`)
    expect([response.status, await response.text(), response.headers.get('cache-control')]).toEqual([
      200,
      'a{}',
      'public, max-age=31536000, immutable',
    ])
    expect((await fetch(`${house.origin}/assets/site-1.css`, { headers: { 'If-None-Match': '"1"' } })).status).toBe(304)
  })
})
