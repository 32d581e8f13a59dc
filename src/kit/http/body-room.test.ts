import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openBodyRoom } from './body-room.ts'
import { gatheredBytes } from './gathered-bytes.ts'

test('bodies that come in take no more than there is room for: those that have been at it longest are broken off', async () => {
  const room = openBodyRoom(10_000)
  const read = (request: IncomingMessage) =>
    new Promise<void>((resolve, reject) => {
      request
        .on('end', resolve)
        .on('close', () => reject(new Error('broken off')))
        .resume()
    })
  const server = createServer(
    (request, response) =>
      void room
        .hold(request, 4_000, () => read(request))
        .then(
          () => response.end('taken'),
          () => response.destroy(),
        ),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const send = async (length: number, body: string): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${body}`)
    await once(socket, 'connect')
    return socket
  }
  const answerOf = (socket: Socket) =>
    new Promise<string>((resolve) => {
      let answer = ''
      socket.on('data', (chunk) => (answer += String(chunk))).on('close', () => resolve(answer))
    })
  const slow = [await send(900_000, 'a'), await send(900_000, 'a')].map(answerOf)
  const whole = await Promise.all(Array.from({ length: 4 }, async () => answerOf(await send(3, 'a=b'))))
  for (const answer of whole) expect(answer).toMatch(/taken$/u)
  // Of two that take all there is but 2,000 bytes, the first goes when a third of the kind comes.
  const third = await send(3_000, 'a')
  expect(await slow[0]).toBe('')
  third.write('a'.repeat(2_999))
  expect(await answerOf(third)).toMatch(/taken$/u)
  server.closeAllConnections()
  server.close()
  expect(await slow[1]).toBe('')
})

test('bytes in a thousand pieces are as they were sent', () => {
  const gathered = gatheredBytes(5_000)
  const sent = Buffer.from(Array.from({ length: 5_000 }, (_, number) => number % 251))
  for (let at = 0; at < sent.length; at += 5) gathered.add(sent.subarray(at, at + 5))
  expect(gathered.whole().equals(sent)).toBe(true)
})
