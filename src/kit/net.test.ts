import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { NetRefusal, openFetch, type NetFault } from './net.ts'

const local = openFetch({ allowLoopback: true })

describe('an answer', () => {
  test('comes back with status, headers, bytes and its address', async () => {
    await using server = await aServer((request, response) =>
      response.writeHead(404, { 'X-Seen': request.headers['user-agent'] }).end('nothing here'),
    )
    expect(await local(`${server.origin}/a?b=c#d`)).toMatchObject({
      status: 404,
      headers: { 'x-seen': 'Crier' },
      url: `${server.origin}/a?b=c`,
    })
    expect((await local(server.origin)).bytes.toString()).toBe('nothing here')
  })

  test('is unpacked', async () => {
    await using server = await aServer((request, response) => {
      const pack = request.url === '/br' ? brotliCompressSync : gzipSync
      response.writeHead(200, { 'Content-Encoding': request.url === '/br' ? 'br' : 'gzip' }).end(pack('a story'))
    })
    for (const path of ['/br', '/gzip'])
      expect((await local(server.origin + path)).bytes.toString(), path).toBe('a story')
  })

  test('to HEAD has no body, to POST follows what was sent', async () => {
    await using server = await aServer(async (request, response) =>
      response.end(`${request.method} ${await bodyOf(request)}`),
    )
    expect((await local(server.origin, { method: 'HEAD' })).bytes).toHaveLength(0)
    expect((await local(server.origin, { method: 'POST', body: 'a=1' })).bytes.toString()).toBe('POST a=1')
  })
})

describe('what is not asked', () => {
  const strict = openFetch()

  test.each([
    ['http://127.0.0.1:1/', 'address'],
    ['http://localhost:1/', 'address'],
    ['http://[::1]:1/', 'address'],
    ['http://0.0.0.0/', 'address'],
    ['http://169.254.169.254/latest/meta-data/', 'address'],
    ['http://[fd00:ec2::254]/', 'address'],
    ['http://2130706433/', 'address'],
    ['http://0x7f.1/', 'address'],
    ['http://[::ffff:7f00:1]/', 'address'],
    ['http://[64:ff9b::7f00:1]/', 'address'],
    ['http://192.168.1.1/', 'address'],
    ['http://8.8.8.8:25/', 'port'],
    ['http://8.8.8.8:6667/', 'port'],
    ['file:///etc/passwd', 'scheme'],
    ['ftp://mirror.example/', 'scheme'],
    ['gopher://a.example/', 'scheme'],
    ['http://user:secret@a.example/', 'scheme'],
    ['no address', 'scheme'],
  ] as const)('%s: %s', async (url, fault) => {
    const refusal = await refusalOf(strict(url))
    expect(refusal.fault).toBe(fault)
    expect(refusal.message).not.toContain('secret')
  })

  test('a name with one address inside is refused, though its others are public', async () => {
    const split = openFetch({
      resolve: async () => [
        { address: '8.8.8.8', family: 4 },
        { address: '10.0.0.7', family: 4 },
      ],
    })
    expect((await refusalOf(split('http://split.example/'))).message).toBe(
      'split.example cannot be asked: it is not on the public internet (a private network).',
    )
  })

  test('a redirect to a private or metadata address is refused, and nothing is sent there', async () => {
    await using server = await aServer((request, response) =>
      response.writeHead(302, { Location: decodeURIComponent(request.url?.slice(1) ?? '') }).end(),
    )
    for (const target of ['http://169.254.169.254/', 'http://10.0.0.1/', '//192.168.0.1/', 'http://[fe80::1]/']) {
      expect((await refusalOf(local(`${server.origin}/${encodeURIComponent(target)}`))).fault, target).toBe('address')
    }
    expect((await refusalOf(local(`${server.origin}/${encodeURIComponent('file:///etc/passwd')}`))).fault).toBe(
      'scheme',
    )
  })

  test('a redirect to this machine is refused where it is not allowed', async () => {
    await using server = await aServer((_request, response) =>
      response.writeHead(302, { Location: 'http://inside.example/' }).end(),
    )
    const names: Record<string, string> = { 'outside.example': '127.0.0.1', 'inside.example': '172.16.0.9' }
    const guarded = openFetch({
      allowLoopback: true,
      resolve: async (host) => [{ address: names[host] ?? '', family: 4 }],
    })
    expect((await refusalOf(guarded(`http://outside.example:${server.port}/`))).message).toContain(
      'inside.example cannot be asked',
    )
  })

  test('the connection goes to the address that was judged: the name is resolved once', async () => {
    await using server = await aServer((request, response) => response.end(request.headers.host))
    let asked = 0
    const rebinding = openFetch({
      allowLoopback: true,
      resolve: async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }],
    })
    expect((await rebinding(`http://rebinding.example:${server.port}/`)).bytes.toString()).toBe(
      `rebinding.example:${server.port}`,
    )
    expect(asked).toBe(1)
  })
})

describe('redirects', () => {
  test('are followed five times and no more', async () => {
    await using server = await aServer((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end('there')
      else response.writeHead(302, { Location: `/${left - 1}` }).end()
    })
    expect(await local(`${server.origin}/5`)).toMatchObject({ status: 200, url: `${server.origin}/0` })
    expect((await refusalOf(local(`${server.origin}/6`))).fault).toBe('redirects')
    expect(await local(`${server.origin}/6`, { maxRedirects: 0 })).toMatchObject({ status: 302 })
  })

  test('take no credentials to another origin, and turn a POST into a GET as browsers do', async () => {
    await using other = await aServer(async (request, response) =>
      response.end(
        `${request.method} ${request.headers.authorization} ${request.headers['x-kept']} ${await bodyOf(request)}`,
      ),
    )
    await using server = await aServer((_request, response) =>
      response.writeHead(302, { Location: `${other.origin}/` }).end(),
    )
    const answer = await local(server.origin, {
      method: 'POST',
      body: 'a=1',
      headers: { Authorization: 'Bearer secret', 'X-Kept': 'yes' },
    })
    expect(answer.bytes.toString()).toBe('GET undefined yes ')
  })
})

describe('limits', () => {
  const maxBytes = 10_000

  test('a body that is too large is cut off: by what it says, by what it sends, by what it unpacks to', async () => {
    await using server = await aServer((request, response) => {
      if (request.url === '/says') response.writeHead(200, { 'Content-Length': '20000' }).end(Buffer.alloc(20_000))
      else if (request.url === '/unpacks')
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000)))
      else response.writeHead(200).end(Buffer.alloc(20_000))
    })
    for (const path of ['/says', '/sends', '/unpacks'])
      expect((await refusalOf(local(server.origin + path, { maxBytes }))).fault, path).toBe('too-large')
  })

  test('an endless body is cut off', async () => {
    await using server = await aServer((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1000)));
      }
      response.on('drain', more).on('error', () => undefined)
      more()
    })
    expect((await refusalOf(local(server.origin, { maxBytes }))).message).toMatch(/sends more than 10,000 bytes\.$/u)
  })

  test('silence ends it, before the answer and within it', async () => {
    await using server = await aServer((request, response) => {
      if (request.url === '/within') response.writeHead(200).write('a')
    })
    for (const path of ['/before', '/within'])
      expect((await refusalOf(local(server.origin + path, { idleMs: 50 }))).message, path).toMatch(
        /fell silent for 0\.05 s\.$/u,
      )
  })

  test('the whole has its time, however busily it trickles or resolves', async () => {
    await using server = await aServer((_request, response) => {
      const drip = setInterval(() => response.write('a'), 5)
      response.on('close', () => clearInterval(drip))
    })
    expect((await refusalOf(local(server.origin, { timeoutMs: 60 }))).message).toMatch(/did not finish in time\.$/u)
    const unresolving = openFetch({ resolve: () => new Promise(() => undefined) })
    expect((await refusalOf(unresolving('http://slow.example/', { timeoutMs: 20 }))).fault).toBe('too-slow')
  })

  test('a caller may stop it', async () => {
    await using server = await aServer(() => undefined)
    const wish = new AbortController()
    const answer = local(server.origin, { signal: wish.signal })
    wish.abort()
    expect((await refusalOf(answer)).fault).toBe('stopped')
  })
})

describe('what goes wrong is said in words', () => {
  test('nobody listens', async () => {
    const server = await aServer(() => undefined)
    await server[Symbol.asyncDispose]()
    expect((await refusalOf(local(server.origin))).message).toBe(
      `127.0.0.1:${server.port} cannot be reached (ECONNREFUSED).`,
    )
  })

  test('the line breaks, or what is packed cannot be unpacked', async () => {
    await using server = await aServer((request, response) => {
      if (request.url === '/breaks')
        response.writeHead(200, { 'Content-Length': '100' }).write('a', () => response.destroy())
      else response.writeHead(200, { 'Content-Encoding': request.url === '/odd' ? 'x-own' : 'gzip' }).end('not packed')
    })
    expect((await refusalOf(local(`${server.origin}/breaks`))).fault).toBe('unreachable')
    expect((await refusalOf(local(`${server.origin}/broken`))).fault).toBe('encoding')
    expect((await refusalOf(local(`${server.origin}/odd`))).fault).toBe('encoding')
  })
})

async function refusalOf(answer: Promise<unknown>): Promise<NetRefusal & { fault: NetFault }> {
  const error = await answer.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  )
  if (error instanceof NetRefusal) return error
  throw error
}

async function aServer(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port }: Pick<AddressInfo, 'port'> = addressOf(server.address())
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
