import { afterAll, describe, expect, test } from 'vitest'
import { frontTag } from '../../src/articles/tags.ts'
import { openDoor } from '../../src/kit/http/door.ts'
import { formRoute } from '../../src/kit/http/guards/form.ts'
import { localRoute } from '../../src/kit/http/guards/local.ts'
import { pageRoute } from '../../src/kit/http/guards/page.ts'
import type { Route } from '../../src/kit/http/route.ts'
import { voteLimit } from '../../src/polls/limits.ts'
import { startRoutes } from '../../src/routes.ts'
import type { StartDesk } from '../../src/site/start/start.ts'
import { aSmallHouse } from '../small-house.ts'
import { aSocket, untilClosed } from './wire.ts'

const page = { kind: 'html', status: 200, html: 'page', tags: [frontTag] } as const
const routes: Route[] = [
  pageRoute({ path: '/page' }, async () => page),
  formRoute({ path: '/votes', limit: voteLimit, maxBytes: 1_000, fields: {} }, async () => ({
    kind: 'json',
    status: 200,
    json: {},
  })),
  localRoute({ method: 'POST', path: '/upload', bodyMs: 60_000 }, taken),
  localRoute({ method: 'POST', path: '/begin' }, taken),
]

async function taken(
  _: unknown,
  { body }: { body: AsyncIterable<Buffer> },
): Promise<{ kind: 'json'; status: number; json: unknown }> {
  let bytes = 0
  for await (const chunk of body) bytes += chunk.length
  return { kind: 'json', status: 200, json: { bytes } }
}

// As on a loopback address, where the server itself waits long, for uploads.
const door = openDoor({ paper: 'test', origin: () => '', onKey: () => {}, onKnock: () => {} })
const cookie = door.turn(door.address('/').split('=')[1] ?? '')?.split(';')[0] ?? ''
const house = await aSmallHouse('sqlite', routes, {}, { bodyMs: 400, longestBodyMs: 60_000, door })

afterAll(() => house[Symbol.asyncDispose]())

const head = (method: string, path: string) =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: ${cookie}\r\n` +
  'Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 4\r\n\r\n'

/** Two of four bytes, and then nothing more; what came back when the server had enough. */
async function halfOf(method: string, path: string): Promise<string> {
  const socket = await aSocket(house.origin)
  socket.write(`${head(method, path)}a=`)
  return untilClosed(socket)
}

describe('a body that does not come', () => {
  test.each([
    ['a form', 'POST', '/votes'],
    ['no address at all', 'POST', '/nowhere'],
    ['what takes no upload on the same machine', 'POST', '/begin'],
  ])('of %s is given up', async (_, method, path) => {
    expect(await halfOf(method, path)).toMatch(/^HTTP\/1\.1 40[48] /u)
  })

  test('of a page that is read is given up, kept or not', async () => {
    for (const time of ['cold', 'kept']) {
      expect([time, await halfOf('GET', '/page')]).toEqual([time, expect.stringContaining('HTTP/1.1 200 ')])
      await fetch(`${house.origin}/page`)
    }
  })

  test('of an upload is waited for', async () => {
    const socket = await aSocket(house.origin)
    socket.write(`${head('POST', '/upload')}a=`)
    await halfOf('POST', '/votes')
    await halfOf('POST', '/votes')
    socket.write('bc')
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"bytes":4\}$/u)
  })
})

test('only the two addresses that take files wait long for a body', () => {
  const waiting = startRoutes({} as StartDesk).filter((route) => 'bodyMs' in route && route.bodyMs !== undefined)
  expect(waiting.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /-/start/files',
    'POST /-/start/files/:part',
  ])
})
