/** The start page in two browsers at once: what one sends never comes under the import that the other has begun. */
import { existsSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aServing, heraldExport, type TestServing } from '../serving.ts'

const wxr = readFileSync(heraldExport)
let paper: TestServing
beforeAll(async () => void (paper = await aServing('sqlite')), 60_000)
afterAll(() => paper[Symbol.asyncDispose]())

function send(path: string, body?: Uint8Array): Promise<Response> {
  return fetch(paper.url(path), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Sec-Fetch-Site': 'same-origin', Cookie: paper.cookie, Accept: 'application/json' },
    ...(body && { body: new Uint8Array(body) }),
  })
}

const piece = (name: string, bytes: Uint8Array) =>
  send(`/-/start/files/export?name=${name}&bytes=${bytes.length}&stamp=1&offset=0`, bytes)
const page = async () => (await fetch(paper.url('/-/start'), { headers: { Cookie: paper.cookie } })).text()

/** Half of a file, and the line stays open. */
function halfOf(name: string, part: 'export' | 'media', bytes: Uint8Array): Socket {
  const { hostname, port } = new URL(paper.origin)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  const target = `/-/start/files/${part}?name=${name}&bytes=${bytes.length}&stamp=2&offset=0`
  const head = `POST ${target} HTTP/1.1\r\nHost: localhost\r\nCookie: ${paper.cookie}\r\n`
  socket.write(`${head}Sec-Fetch-Site: same-origin\r\nContent-Length: ${bytes.length}\r\nConnection: close\r\n\r\n`)
  socket.write(bytes.subarray(0, bytes.length / 2))
  return socket
}

test('while a file still comes in, nothing begins; when it has broken off, it is said what is missing', async () => {
  expect((await piece('herald.xml', wxr)).status).toBe(200)
  const socket = halfOf('uploads.zip', 'media', Buffer.from(`PK\u0003\u0004${'x'.repeat(200_000)}`, 'latin1'))
  await vi.waitUntil(() => existsSync(join(paper.folder, 'preview/sent/media.zip')), { timeout: 10_000 })
  const early = await send('/-/start/begin')
  expect([early.status, await early.json()]).toEqual([409, { error: expect.stringContaining('still coming in') }])
  socket.destroy()
  await vi.waitUntil(async () => (await send('/-/start/begin')).status === 422, { timeout: 10_000, interval: 50 })
  expect((await send('/-/start/discard')).status).toBeLessThan(400)
}, 60_000)

test('a file that is thrown away while it comes in is no fault of ours', async () => {
  const socket = halfOf('herald.xml', 'export', wxr)
  await vi.waitUntil(() => existsSync(join(paper.folder, 'preview/sent/export.xml')), { timeout: 10_000 })
  expect((await send('/-/start/discard')).status).toBeLessThan(400)
  const answer = new Promise<string>((done) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString())).on('close', () => done(text))
  })
  socket.write(wxr.subarray(wxr.length / 2))
  expect(await answer).not.toMatch(/^HTTP\/1\.1 5/u)
  expect((await piece('herald.xml', wxr)).status).toBe(200)
  await send('/-/start/discard')
}, 60_000)

test('what another browser sends when one has begun is refused, and the import is of what was there', async () => {
  expect((await piece('herald.xml', wxr)).status).toBe(200)
  const begun = send('/-/start/begin')
  const other = Buffer.from('<?xml version="1.0"?><rss><channel><title>Another</title></channel></rss>')
  const statuses: number[] = []
  for (let time = 0; time < 20; time++) statuses.push((await piece('other.xml', other)).status)
  expect((await begun).status).toBeLessThan(400)
  expect(new Set(statuses)).toEqual(new Set([410]))
  await vi.waitUntil(async () => (await page()).includes('data-step="ready"'), { timeout: 60_000, interval: 100 })
  expect(await page()).toContain('Herald')
  await send('/-/start/discard')
}, 120_000)
