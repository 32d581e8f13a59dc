import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { letGo, Request, Response } from './let-go.ts'

test('of a connection that was let go of one request and one response stand for all that is still parsed', async () => {
  const seen: [object, object][] = []
  const server = createServer({ IncomingMessage: Request, ServerResponse: Response }, (request, response) => {
    seen.push([request, response])
    if (seen.length === 10) letGo(request.socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
  socket.write('GET / HTTP/1.1\r\nHost:x\r\n\r\n'.repeat(1_000))
  await new Promise((resolve) => socket.resume().once('close', resolve))
  expect(seen.length).toBeGreaterThan(500)
  expect([new Set(seen.map(([request]) => request)).size, new Set(seen.map(([, response]) => response)).size]).toEqual([
    11, 11,
  ])
  expect(Error.stackTraceLimit).toBeGreaterThan(0)
  server.close()
})
