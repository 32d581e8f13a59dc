import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Bytes as they stand on the wire, without a client that would tidy them; what comes back until the server closes. */
export async function onTheWire(origin: string, bytes: string): Promise<string> {
  const socket = await aSocket(origin)
  socket.write(bytes, 'latin1')
  return untilClosed(socket)
}

export async function aSocket(origin: string): Promise<Socket> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  // A server that lets go of a connection may do so while something is still on the way to it.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

export function untilClosed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    socket
      .setEncoding('latin1')
      .on('data', (text: string) => (answer += text))
      .on('close', () => resolve(answer))
  })
}
