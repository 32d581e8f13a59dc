/** The other end of bench/push.ts, in a process of its own: takes messages, answers 201, counts. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { certificate, certificateKey } from '../tests/push-certificate.ts'

const isPlain = process.argv[2] === 'http'
const seen = new Set<string>()
let requests = 0
let last = { at: 0, body: Buffer.alloc(0) }

const tls = { cert: certificate, key: certificateKey, settings: { maxConcurrentStreams: 100 } }
const server = isPlain ? createServer(take) : createSecureServer(tls, take)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.(isPlain ? `http://127.0.0.1:${port}` : `https://localhost:${port}`)
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ requests, endpoints: seen.size, cpu: (user + system) / 1e6, last })
})

function take(request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    requests++
    seen.add(request.url ?? '')
    last = { at: Number((request.url ?? '').split('/').at(-1)), body: Buffer.concat(chunks) }
    response.statusCode = 201
    response.setHeader('location', '/message/1')
    response.end()
  })
}
