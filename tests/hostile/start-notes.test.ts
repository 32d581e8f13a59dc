/** What the start page finds on the disk after the power went away in the middle. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openInbox } from '../../src/importers/start/inbox.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'crier-inbox-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const text = `<?xml version="1.0"?><rss>${'words '.repeat(1000)}</rss>`

const torn = ['', '{"name":"herald.x', '\0'.repeat(60)]

test.each(torn)('a note that was not written to its end is none: %j', async (note) => {
  const inbox = openInbox(folder, { export: 1_000_000, media: 2_000_000 })
  writeFileSync(join(folder, 'export.json'), note)
  writeFileSync(inbox.path('export'), 'half of it')
  expect(await inbox.arrived('export')).toBeUndefined()
  const piece = { name: 'herald.xml', bytes: text.length, stamp: '17', offset: 0 }
  expect(await inbox.append('export', piece, Readable.from([Buffer.from(text)]))).toMatchObject({
    received: text.length,
  })
})
