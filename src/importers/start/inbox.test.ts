import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openInbox, type Inbox } from './inbox.ts'

let folder: string
let inbox: Inbox
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crier-inbox-'))
  inbox = openInbox(folder, { export: 1_000_000, media: 2_000_000 })
})
afterEach(() => rmSync(folder, { recursive: true }))

const text = `<?xml version="1.0"?><rss>${'words '.repeat(1000)}</rss>`
const note = { name: 'herald.xml', bytes: text.length, stamp: '17' }
const from = (bytes: string) => Readable.from([Buffer.from(bytes)])

async function* breaking(bytes: string, part: 'export' | 'media'): AsyncGenerator<Buffer> {
  yield Buffer.from(bytes)
  await vi.waitUntil(() => existsSync(inbox.path(part)) && statSync(inbox.path(part)).size === bytes.length, {
    timeout: 20_000,
  })
  throw new Error('the line is dead')
}

test('a file comes in pieces', async () => {
  expect(await inbox.append('export', { ...note, offset: 0 }, from(text.slice(0, 2000)))).toEqual({
    ...note,
    received: 2000,
  })
  expect(await inbox.append('export', { ...note, offset: 2000 }, from(text.slice(2000)))).toEqual({
    ...note,
    received: text.length,
  })
  expect(readFileSync(inbox.path('export'), 'utf8')).toBe(text)
})

test('a piece that breaks off keeps what came, also in another process, and goes on there', async () => {
  await expect(
    inbox.append('export', { ...note, offset: 0 }, Readable.from(breaking(text.slice(0, 700), 'export'))),
  ).rejects.toThrow('the line is dead')
  const later = openInbox(folder, { export: 1_000_000, media: 1 })
  const { received = 0 } = (await later.arrived('export')) ?? {}
  expect(received).toBe(700)
  await expect(later.append('export', { ...note, offset: 0 }, from(text))).rejects.toThrow(
    '700 bytes of this file are here; go on from there.',
  )
  expect((await later.append('export', { ...note, offset: received }, from(text.slice(received)))).received).toBe(
    text.length,
  )
  expect(readFileSync(later.path('export'), 'utf8')).toBe(text)
})

test('another file, or the same one changed, begins anew', async () => {
  await inbox.append('export', { ...note, offset: 0 }, from(text.slice(0, 700)))
  expect((await inbox.append('export', { ...note, stamp: '18', offset: 0 }, from(text.slice(0, 90)))).received).toBe(90)
})

test('a wrong kind is named after its first piece and gone', async () => {
  await expect(
    inbox.append('export', { name: 'login.xml', bytes: 900_000, stamp: '', offset: 0 }, from('<!doctype html><html>')),
  ).rejects.toThrow('“login.xml” is a web page.')
  expect([await inbox.arrived('export'), existsSync(inbox.path('export'))]).toEqual([undefined, false])
})

test('what is too large is refused before it comes, or as soon as it does', async () => {
  await expect(inbox.append('export', { ...note, bytes: 1_000_001, offset: 0 }, from(text))).rejects.toThrow(
    /The export is larger than 1 MB.*CRIER_UPLOAD_EXPORT_MB/u,
  )
  await expect(inbox.take('export', 'big.xml', from(text.repeat(200)))).rejects.toThrow(
    /The export is larger than 1 MB/u,
  )
  await expect(inbox.append('export', { ...note, bytes: 10, offset: 0 }, from(text))).rejects.toThrow(
    /The export is larger/u,
  )
  await expect(
    openInbox(folder, { export: 1, media: 1e18 }).append(
      'media',
      { name: 'm.zip', bytes: 1e17, stamp: '', offset: 0 },
      from('PK'),
    ),
  ).rejects.toThrow(/There is no room for this file/u)
  expect(await inbox.arrived('export')).toBeUndefined()
})

test('one sender at a time', async () => {
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  const first = inbox.append(
    'export',
    { ...note, offset: 0 },
    Readable.from(
      (async function* () {
        yield await promise
      })(),
    ),
  )
  await expect(inbox.append('export', { ...note, offset: 0 }, from(text))).rejects.toThrow('from another window')
  resolve(Buffer.from(text))
  expect((await first).received).toBe(text.length)
})

test('a plain form that breaks off leaves nothing behind that counts', async () => {
  await expect(inbox.take('media', 'm.zip', Readable.from(breaking('PK\x03\x04', 'media')))).rejects.toThrow(
    'the line is dead',
  )
  expect(await inbox.arrived('media')).toBeUndefined()
  expect(await inbox.take('media', 'm.zip', from('PK\x03\x04'))).toMatchObject({ name: 'm.zip', bytes: 4, received: 4 })
})
