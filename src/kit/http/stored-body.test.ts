import { hash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import {
  arrivingFolder,
  dropAbandonedBodies,
  dropBody,
  hashInPieces,
  storeBody,
  storeFrom,
  type StoredBody,
} from './stored-body.ts'

/** A server that stores bodies of at most 1,000 bytes and answers with what became of them. */
async function aServer() {
  const dataDir = mkdtempSync(join(tmpdir(), 'crier-bodies-'))
  const folder = arrivingFolder({ dataDir })
  const told: (StoredBody | Error)[] = []
  const server = createServer((asked, response) => {
    void storeBody(asked, folder, 1_000)
      .then(
        (body) => told.push(body),
        (error: Error) => told.push(error),
      )
      .then(() => response.end(told.at(-1) instanceof Error ? 'no' : 'yes'))
  })
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...{ dataDir, folder, told },
    begin: (headers: Record<string, string | number> = {}) => request({ port, method: 'POST', headers }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const filesIn = (folder: string) => readdirSync(folder, { recursive: true })

test('a body lies on the disk for its owner alone until it is dropped', async () => {
  await using server = await aServer()
  const sending = server.begin()
  sending.write('a,')
  sending.end('b\n')
  await once(sending, 'response')
  const [body] = server.told as StoredBody[]
  expect(body).toMatchObject({ bytes: 4, sha256: expect.stringMatching(/^[\da-f]{64}$/u) })
  expect(readFileSync(body?.path ?? '', 'utf8')).toBe('a,b\n')
  expect([statSync(server.folder).mode & 0o077, statSync(body?.path ?? '').mode & 0o077]).toEqual([0, 0])
  await dropBody(body!)
  await dropBody(body!)
  expect(filesIn(server.folder)).toEqual([])
})

test.each([
  ['announced', { 'Content-Length': 5_000 }],
  ['not announced', {}],
])('one that is too large, %s, is refused in words that its sender hears, and leaves nothing', async (_, headers) => {
  await using server = await aServer()
  const sending = server.begin(headers)
  sending.end('x'.repeat(5_000))
  const [answer] = (await once(sending, 'response')) as [IncomingMessage]
  answer.resume()
  expect(server.told).toEqual([expect.objectContaining({ code: 'too-large' })])
  expect(filesIn(server.dataDir).filter((name) => name !== '.arriving')).toEqual([])
})

test('one that breaks off, or is empty, leaves nothing', async () => {
  await using server = await aServer()
  const broken = server.begin({ 'Content-Length': 500 })
  broken.on('error', () => {})
  broken.write('half')
  await expect.poll(() => filesIn(server.dataDir).length).toBe(2)
  broken.destroy()
  await expect.poll(() => server.told.length).toBe(1)
  const empty = server.begin()
  empty.end()
  await once(empty, 'response')
  expect(server.told).toEqual([
    expect.objectContaining({ code: 'malformed' }),
    expect.objectContaining({ message: 'The file is empty.', reason: 'file-empty' }),
  ])
  expect(filesIn(server.folder)).toEqual([])
})

test('what a killed server has left goes after hours, and what is coming in stays', async () => {
  await using server = await aServer()
  await dropAbandonedBodies({ config: server })
  const sending = server.begin()
  sending.end('a')
  await once(sending, 'response')
  const old = join(server.folder, 'old')
  writeFileSync(old, 'ann@x.example')
  utimesSync(old, new Date(), new Date(Date.now() - 3 * 3_600_000))
  await dropAbandonedBodies({ config: server })
  expect(filesIn(server.folder)).toHaveLength(1)
  expect(filesIn(server.folder)).not.toContain('old')
})

test('bytes in memory are hashed a piece at a time, and others have their turn in between', async () => {
  for (const length of [0, 1, 2_500_000]) {
    const bytes = Buffer.alloc(length, 'abc')
    let turns = 0
    const takeTurn = () => {
      turns++
      next = setImmediate(takeTurn)
    }
    let next = setImmediate(takeTurn)
    expect(await hashInPieces(bytes)).toBe(hash('sha256', bytes))
    clearImmediate(next)
    expect(turns).toBeGreaterThanOrEqual(Math.ceil(length / 1_000_000))
  }
})

test('what comes from elsewhere is a file of its own, and nothing is left when it breaks off', async () => {
  await using server = await aServer()
  const path = await storeFrom([Buffer.from('a,'), Buffer.from('b')], server.folder)
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o077]).toEqual(['a,b', 0])
  await dropBody({ path })
  const breaking = Readable.from(
    (function* () {
      yield Buffer.from('a')
      throw new Error('gone')
    })(),
  )
  await expect(storeFrom(breaking, server.folder)).rejects.toThrow('gone')
  expect(filesIn(server.folder)).toEqual([])
})
