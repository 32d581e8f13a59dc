import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { heldComments } from '../../src/conversation/store.ts'
import { aReader } from '../reader.ts'
import { aPaper } from './site.ts'

const paper = await aPaper()
const { origin } = paper
const served = {
  origin,
  get: (path: string, init?: RequestInit) => fetch(origin + path, { redirect: 'manual', ...init }),
  post: (path: string, fields: Record<string, string | string[]>, init?: RequestInit) =>
    fetch(origin + path, {
      method: 'POST',
      redirect: 'manual',
      ...init,
      body: formOf(fields),
      headers: { origin, ...init?.headers },
    }),
  async [Symbol.asyncDispose]() {},
}
const comments = `/articles/${paper.story.publicId}/comments`
const votes = `/polls/${paper.poll}/votes`
const honest = { name: 'Ines', email: 'ines@mail.example', comment: 'Ships first.' }

afterAll(() => paper[Symbol.asyncDispose]())

function formOf(fields: Record<string, string | string[]>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
  )
}

/** Whatever was sent: a page in the site's look and language, and nothing of how it is made. */
async function politely(response: Response): Promise<string> {
  const text = await response.text()
  expect(text).toMatch(/^<!doctype html>\n<html lang="en"/u)
  expect(text).toContain('The Harbour Lantern')
  expect(text).toContain('<link rel="stylesheet"')
  expect(text).not.toMatch(/node_modules|\.ts:\d|at (async )?\w+ \(|SQLITE|SqliteError|ZodError|TypeError/u)
  return text
}

function raw(body: string | Uint8Array, headers: Record<string, string> = {}, path = comments): Promise<Response> {
  return fetch(origin + path, {
    method: 'POST',
    redirect: 'manual',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
}

/** A request as it stands, without a client that would tidy it. */
function onTheWire(head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () =>
      socket.write(`${head}\r\nConnection: close\r\n\r\n`),
    )
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')))
    socket.on('error', reject)
  })
}

describe('forms', () => {
  test.each([
    ['too long', { ...honest, comment: 'x'.repeat(20_000) }, 422],
    ['a name too long', { ...honest, name: 'x'.repeat(300) }, 422],
    ['missing', { comment: honest.comment }, 422],
    ['no address', { ...honest, email: 'ines' }, 422],
    ['nothing at all', {}, 422],
    ['an unknown parent', { ...honest, parent: '\u202e../../x' }, 200],
    ['repeated', { ...honest, name: ['Ines', 'Noah'] }, 200],
    ['NUL', { ...honest, comment: 'a\0b' }, 200],
    ['a forged pass', { ...honest, pass: 'a.b.c.d' }, 200],
    ['fields that are not asked for', { ...honest, admin: '1', __proto__: 'x', 'constructor[prototype]': 'y' }, 200],
  ])(
    'a comment that is %s is answered in words, with what was typed',
    async (_, fields: Record<string, string | string[]>, status) => {
      const response = await served.post(comments, fields)
      const page = await politely(response)
      expect(response.status).toBe(status)
      if (typeof fields.comment === 'string') expect(page).toContain(fields.comment.replace('\0', ''))
      expect(await heldComments(paper.house.db, 9)).toEqual([])
    },
  )

  test.each([
    ['nothing', {}, 422],
    ['an unknown answer', { choice: '999999' }, 422],
    ['no number', { choice: "1' or '1'='1" }, 422],
    ['the same twice', { choice: ['1', '1'] }, 422],
    ['a very long one', { choice: '9'.repeat(5_000) }, 422],
    ['too many', { choice: ['1', '2', '3'] }, 422],
  ])('a vote for %s is answered with the form', async (_, fields: Record<string, string | string[]>, status) => {
    const response = await served.post(votes, fields)
    expect([response.status, await politely(response)]).toEqual([status, expect.stringContaining('<form')])
  })

  test('what is no form, not UTF-8, cut off or huge is refused with its own status', async () => {
    expect((await raw(JSON.stringify(honest), { 'content-type': 'application/json' })).status).toBe(415)
    expect((await raw('x', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await raw('name=a', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-16' })).status).toBe(
      415,
    )
    expect(
      (await raw('x', { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' })).status,
    ).toBe(415)
    expect((await raw('name=%ff%fe&comment=x')).status).toBe(400)
    expect((await raw(new Uint8Array([0x6e, 0x3d, 0xff, 0xfe]))).status).toBe(400)
    expect((await raw('--x\r\nbroken', { 'content-type': 'multipart/form-data; boundary=y' })).status).toBe(400)
    expect((await raw('x=1&'.repeat(300))).status).toBe(413)
    const huge = await raw(`comment=${'x'.repeat(300_000)}`)
    expect(huge.status).toBe(413)
    await politely(huge)
    expect((await raw('a'.repeat(60_000), {}, votes)).status).toBe(413)
  })

  test('a form from another site does nothing', async () => {
    for (const headers of [
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { origin: '', 'sec-fetch-site': 'cross-site' },
      { origin: '', 'sec-fetch-site': 'same-site' },
    ]) {
      const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
      const response = await fetch(origin + comments, { method: 'POST', body: formOf(honest), headers: sent })
      expect([headers, response.status]).toEqual([headers, 403])
      await politely(response)
    }
    expect(await heldComments(paper.house.db, 9)).toEqual([])
  })
})

describe('addresses', () => {
  test.each([
    '/nowhere',
    '/2026/10/nothing',
    '/topics/none',
    '/people/none',
    '/polls/none',
    '/articles/none/comments',
    '/comments/none/reply',
    '/comments/none/mine',
    '/-/none',
    '/assets/none.css',
    '/media/none/none.jpg',
    '/%F0%9F%98%80',
    '/topics/%27%3B--',
    '/-/sitemap/99999',
    '/-/sitemap/x',
    '/-/confirm/x',
  ])('%s is not there, in the look of the site', async (path) => {
    const response = await served.get(path)
    expect(response.status).toBe(404)
    await politely(response)
  })

  test('the wrong method is refused, and the right ones are named', async () => {
    for (const [method, path, allow] of [
      ['POST', '/', /GET/u],
      ['DELETE', paper.story.path, /GET/u],
      ['PUT', votes, /POST/u],
      ['GET', votes, /POST/u],
      ['POST', paper.story.path, /GET/u],
      ['PATCH', '/assets/x.css', /GET/u],
    ] as const) {
      const response = await fetch(origin + path, { method, headers: { origin } })
      expect([method, path, response.status, response.headers.get('allow')]).toEqual([
        method,
        path,
        405,
        expect.stringMatching(allow),
      ])
      await politely(response)
    }
  })

  test('no way leads out of a folder', async () => {
    for (const path of [
      '/media/../house.db',
      '/media/..%2fhouse.db',
      '/media/%2e%2e/house.db',
      '/media/../../../../etc/passwd',
      '/assets/../../package.json',
      '/media/originals/../house.db',
      '/media/x/..%5c..%5chouse.db',
      '/assets/%2e%2e%2fmanifest.json',
      '//elsewhere.example/',
      '/\\elsewhere.example',
    ]) {
      const answer = await onTheWire(`GET ${path} HTTP/1.1\r\nHost: x`)
      expect([path, answer]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 (400|404) /u)])
      expect(answer).not.toMatch(/root:|SQLite format|"dependencies"/u)
    }
  })

  test('an address that cannot be read is refused, one that is too long too', async () => {
    for (const [path, status] of [
      ['/%', 400],
      ['/%ff', 400],
      ['/%00', 400],
      [`/${'x'.repeat(8_000)}`, 414],
    ] as const) {
      expect([path.slice(0, 9), await onTheWire(`GET ${path} HTTP/1.1\r\nHost: x`)]).toEqual([
        path.slice(0, 9),
        expect.stringMatching(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*<!doctype html>`, 'u')),
      ])
    }
  })

  test('a line end in an address ends no header', async () => {
    for (const path of [
      '/?p=1%0d%0aSet-Cookie:%20x=1',
      '/topics/x%0d%0aX-Injected:%201',
      '/forms/pass?for=vote:%0d%0aX-Injected:%201',
      '/topics/harbour?page=2%0d%0aX-Injected:1',
      '/polls/x%0d%0aX-Injected:%201/mine',
    ]) {
      const response = await served.get(path)
      expect([
        path,
        response.headers.get('x-injected'),
        response.headers.getSetCookie().some((line) => line.startsWith('x=')),
      ]).toEqual([path, null, false])
      expect([200, 301, 400, 404, 422]).toContain(response.status)
    }
  })

  test('a page does not say what the Host header said', async () => {
    for (const path of ['/', paper.story.path, '/nowhere', '/feed.xml', '/sitemap.xml', '/robots.txt']) {
      const answer = await onTheWire(
        `GET ${path} HTTP/1.1\r\nHost: elsewhere.example\r\nX-Forwarded-Host: elsewhere.example\r\n` +
          'X-Forwarded-Proto: gopher',
      )
      expect([path, answer]).toEqual([path, expect.not.stringContaining('elsewhere.example')])
      expect(answer).not.toContain('gopher')
    }
  })

  test('an odd query makes no other page', async () => {
    for (const query of [
      '?page=-1',
      '?page=1e9',
      '?page=NaN',
      '?page=2&page=3',
      `?page=${'9'.repeat(400)}`,
      '?p=1%27',
      '?p=',
      '?utm_source=x&page=1',
      '?%',
      '?before=x',
    ]) {
      for (const path of ['/', '/topics/harbour', '/-/archive', '/people/ada-marsh']) {
        const response = await served.get(path + query)
        expect([path + query, [200, 301, 302, 404].includes(response.status)]).toEqual([path + query, true])
        if (response.status !== 301 && response.status !== 302) await politely(response)
      }
    }
  })
})

describe('cookies', () => {
  test('broken and forged ones are replaced, and nobody is taken for somebody else', async () => {
    const reader = aReader(served)
    await reader.press(await (await reader.post(votes, { choice: await firstChoice() })).text())
    const real = [...reader.cookies.values()][0] ?? ''
    const name = [...reader.cookies.keys()][0] ?? ''
    const [id, ...signature] = real.split('.')
    for (const forged of [
      '',
      'x',
      `${id}.`,
      `${id}.forged.signature`,
      `${'A'.repeat(22)}.${signature.join('.')}`,
      real.slice(0, -1),
      `${real}x`,
      '%00',
      'x'.repeat(3_000),
    ]) {
      const mine = await served.get(`/polls/${paper.poll}/mine`, { headers: { cookie: `${name}=${forged}` } })
      expect(await mine.text()).not.toContain('Votes are checked before they count')
      const pass = await served.get(`/forms/pass?for=vote:${paper.poll}`, { headers: { cookie: `${name}=${forged}` } })
      expect([forged, pass.headers.getSetCookie()[0]]).toEqual([
        forged,
        expect.stringMatching(/^crier=[\w-]{22}\..*HttpOnly; SameSite=Lax/u),
      ])
    }
    expect(
      await (
        await served.get(`/polls/${paper.poll}/mine`, { headers: { cookie: `broken; =; ${name}=x; ${name}=${real}` } })
      ).text(),
    ).toContain('Votes are checked before they count')
  })
})

async function firstChoice(): Promise<string> {
  return /name="choice" value="(\d+)"/u.exec(await (await served.get(paper.story.path)).text())?.[1] ?? ''
}
