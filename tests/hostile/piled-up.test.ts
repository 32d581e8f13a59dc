import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { privateRoute } from '../../src/kit/http/guards/private.ts'
import type { Route } from '../../src/kit/http/route.ts'
import { aSmallHouse } from '../small-house.ts'
import { aSocket } from './wire.ts'

const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))
const head = 'GET / HTTP/1.1\r\nHost:x\r\n\r\n'
const routes: Route[] = [privateRoute({ path: '/*' }, async () => ({ kind: 'html', status: 200, html: 'here' }))]

describe('what is still parsed of a connection that was let go of', () => {
  test.each([
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two', 'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n'],
    ['an old version', 'GET / HTTP/1.0\r\n\r\n'],
    ['a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc'],
    [
      'a body in chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nTrailer: x\r\n\r\n',
    ],
    ['an upgrade', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['a tunnel', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an expectation', 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc'],
    ['another', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n'],
    ['an end', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['half a request', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\na'],
    ['nonsense', '\0\0\0'],
    ['many headers', `GET / HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(500)}\r\n`],
  ])('does no harm with %s in it', async (_, odd) => {
    const faults: unknown[] = []
    const note = (fault: unknown) => faults.push(fault)
    process.on('warning', note)
    await using house = await aSmallHouse('sqlite', routes)
    const sockets = await Promise.all(Array.from({ length: 10 }, () => aSocket(house.origin)))
    await Promise.all(
      sockets.map((socket) => {
        socket.resume().end(`${head.repeat(60)}${odd.repeat(40)}${head.repeat(60)}`)
        return closed(socket)
      }),
    )
    expect(await (await fetch(house.origin)).text()).toBe('here')
    process.off('warning', note)
    expect(faults).toEqual([])
  })
})
