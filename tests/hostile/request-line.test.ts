import { afterAll, describe, expect, test } from 'vitest'
import { frontTag } from '../../src/articles/tags.ts'
import { line } from '../../src/kit/http/fields.ts'
import { formRoute } from '../../src/kit/http/guards/form.ts'
import { pageRoute } from '../../src/kit/http/guards/page.ts'
import type { Route } from '../../src/kit/http/route.ts'
import { voteLimit } from '../../src/polls/limits.ts'
import { aSmallHouse } from '../small-house.ts'
import { onTheWire } from './wire.ts'

const posted: string[] = []
const routes: Route[] = [
  pageRoute({ path: '/' }, async () => ({ kind: 'html', status: 200, html: '<p>Page</p>', tags: [frontTag] })),
  formRoute({ path: '/votes', limit: voteLimit, maxBytes: 1_000, fields: { a: line(20) } }, async (_, { form }) => {
    posted.push(Object.keys(form).join())
    return { kind: 'json', status: 200, json: {} }
  }),
]
const house = await aSmallHouse('sqlite', routes)

afterAll(() => house[Symbol.asyncDispose]())

const wire = (bytes: string) => onTheWire(house.origin, bytes)
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/u.exec(answer)?.[1])
const get = (head: string, target = '/') => `GET ${target} HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`
const form = 'Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin'
const post = (head: string, body: string, version = '1.1') =>
  `POST /votes HTTP/${version}\r\n${form}\r\n${head}\r\n\r\n${body}`

describe('for whom a request is', () => {
  test.each([
    ['two hosts', 'Host: x\r\nHost: y'],
    ['the same host twice', 'Host: x\r\nhost: x'],
    ['an empty host', 'Host:'],
    ['a user before the host', 'Host: evil@x'],
    ['a path behind it', 'Host: x/y'],
    ['two in one', 'Host: x, y'],
    ['a blank in it', 'Host: x y'],
    ['a word for a port', 'Host: x:http'],
    ['bytes of no name', 'Host: x\xff'],
    ['a bracket', 'Host: [::1'],
    ['a mark in front', 'Host: -x'],
    ['a name without end', `Host: ${'x'.repeat(300)}`],
  ])('%s: refused, and the connection ends', async (_, head) => {
    for (const time of ['cold', 'warm']) {
      const answer = await wire(get(head))
      expect([time, statusOf(answer), /^Connection: close$/mu.test(answer)]).toEqual([time, 400, true])
      await wire(get('Host: x'))
    }
  })

  test.each(['x', 'X.example:80', 'localhost:4000', '127.0.0.1:1', '[::1]:4000', 'a_b.internal', 'trailing.example.'])(
    '%s is a host',
    async (host) => {
      expect(statusOf(await wire(get(`Host: ${host}`)))).toBe(200)
    },
  )

  test('a whole address is taken when it names the same host, and refused when it names another or a user', async () => {
    for (const [target, status] of [
      ['http://x/', 200],
      ['HTTP://X/', 200],
      ['http://y/', 400],
      ['http://a@x/', 400],
      ['http://x:80/', 400],
      ['http:///', 400],
      ['x', 400],
      ['/#part', 400],
    ] as const) {
      expect([target, statusOf(await wire(get('Host: x', target)))]).toEqual([target, status])
    }
  })

  test('HTTP/1.0 needs no host, and no other version is spoken', async () => {
    expect(statusOf(await wire('GET / HTTP/1.0\r\n\r\n'))).toBe(200)
    for (const version of ['0.9', '2.0'])
      expect([version, statusOf(await wire(`GET / HTTP/${version}\r\nHost: x\r\n\r\n`))]).toEqual([version, 505])
    expect(statusOf(await wire('GET /\r\n\r\n'))).toBe(505)
  })
})

describe('where a request ends', () => {
  test.each([
    ['a coding besides chunked', post('Transfer-Encoding: gzip, chunked', '1\r\na\r\n0\r\n\r\n'), 501],
    ['an unknown one', post('Transfer-Encoding: gzip', 'a'), 501],
    ['chunked twice', post('Transfer-Encoding: chunked, chunked', '0\r\n\r\n'), 400],
    ['identity', post('Transfer-Encoding: identity', 'a'), 501],
    ['chunked in HTTP/1.0', post('Transfer-Encoding: chunked', '1\r\na\r\n0\r\n\r\n', '1.0'), 400],
    ['a coding and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 5', '0\r\n\r\n'), 400],
    ['two lengths', post('Content-Length: 1\r\nContent-Length: 2', 'ab'), 400],
    ['the same length twice', post('Content-Length: 1\r\nContent-Length: 1', 'a'), 400],
    ['a signed length', post('Content-Length: +1', 'a'), 400],
    ['a bare LF', 'GET / HTTP/1.1\nHost: x\n\n', 400],
    ['a bare LF between headers', 'GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n', 400],
    ['a bare CR', 'GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n', 400],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n', 400],
    ['a blank before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400],
    ['a NUL', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n', 400],
    ['a chunk ended by LF', post('Transfer-Encoding: chunked', '1\na\n0\n\n'), 400],
    ['a chunk longer than it says', post('Transfer-Encoding: chunked', '1\r\nab\r\n0\r\n\r\n'), 400],
  ])('%s: refused, nothing behind it is read, and nothing was posted', async (_, bytes, status) => {
    posted.length = 0
    const answer = await wire(`${bytes}${post('Content-Length: 7', 'smuggled')}`)
    expect([statusOf(answer), answer.match(/HTTP\/1\.1 \d+/gu)?.length, posted]).toEqual([status, 1, []])
  })

  test('more headers than anybody sends are refused', async () => {
    expect(statusOf(await wire(get(`Host: x\r\n${'a: b\r\n'.repeat(90)}c: d`)))).toBe(200)
    expect(statusOf(await wire(get(`Host: x\r\n${'a: b\r\n'.repeat(100)}c: d`)))).toBe(431)
  })

  test('chunked alone is a body as any other', async () => {
    posted.length = 0
    expect(
      statusOf(await wire(`${post('Connection: close\r\nTransfer-Encoding: Chunked', '3\r\na=b\r\n0\r\n\r\n')}`)),
    ).toBe(200)
    expect(posted).toEqual(['a'])
  })
})
