import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import { afterAll, describe, expect, test } from 'vitest'
import { aHouse } from '../../tests/house.ts'
import { readConfig } from '../config.ts'
import { openHouse, type OpenHouse } from '../house.ts'
import { migrations } from '../migrations.ts'
import { setSetting } from '../publication/set-setting.ts'
import { backupHouse } from './backup.ts'
import { operator, system } from './db/schema.ts'
import { recordDeed, verifyLedger } from './ledger.ts'
import { restoreHouse as restoreKnown } from './restore.ts'

const temporary = mkdtempSync(join(tmpdir(), 'crier-backup-'))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

let count = 0
const restoreHouse = (file: string, into: string) => restoreKnown(file, into, migrations)
function aFolder(): string {
  return join(temporary, `folder-${++count}`)
}

/** A house that keeps its database where a backup looks for it. */
function houseIn(folder: string): Promise<OpenHouse> {
  return openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }))
}

/** A house with a name, an entry in its ledger and two files, backed up. */
async function aBackup(): Promise<string> {
  const file = join(temporary, `backup-${++count}.tar`)
  await using house = await houseIn(aFolder())
  await setSetting(house, operator, { key: 'identity.name', value: 'The Quay' })
  await house.storage.put('abc/320.avif', Buffer.from('small'))
  await house.storage.put('abc/Brücke am Abend.jpeg', Buffer.alloc(200_000, 7))
  await backupHouse(house, file)
  return file
}

/**
 * Lets another process write into the folder until `work` is done, and some more. Returns how often it had written
 * before and after.
 */
async function whileWriting(folder: string, work: () => Promise<void>): Promise<{ before: number; after: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../tests/steady-writer.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let lines = 0
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (lines += chunk.split('\n').length - 1))
  try {
    await expect.poll(() => lines, { timeout: 20_000, interval: 5 }).toBeGreaterThan(50)
    const before = lines
    await work()
    const atEnd = lines
    await expect.poll(() => lines, { timeout: 20_000, interval: 5 }).toBeGreaterThan(atEnd + 10)
    return { before, after: lines }
  } finally {
    child.kill('SIGKILL')
    await closed
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true }).catch(() => [])).toSorted()
}

describe('a backup', () => {
  test('taken while another process writes restores to a consistent database with every file it speaks of', async () => {
    const [folder, copy, file] = [aFolder(), aFolder(), join(temporary, 'busy', 'backup.tar')]
    await (await houseIn(folder))[Symbol.asyncDispose]()
    await using house = await houseIn(folder)
    const { before, after } = await whileWriting(folder, async () => void (await backupHouse(house, file)))
    await restoreHouse(file, copy)
    await using restored = await houseIn(copy)
    const readers = (await restored.db.selectFrom('readers').select('id').orderBy('first_seen_at').execute()).map(
      ({ id }) => id,
    )
    expect(readers.length).toBeGreaterThanOrEqual(before)
    expect(readers.length).toBeLessThan(after)
    expect(
      (await restored.db.selectFrom('ledger').select('subject').orderBy('seq').execute()).map(({ subject }) => subject),
    ).toEqual(readers)
    expect(await verifyLedger(restored.db)).toEqual({ ok: true, entries: readers.length })
    for (const [index, key] of readers.entries())
      expect(String(await restored.storage.get(key))).toBe(`words ${index + 1}\n`.repeat(100))
  })

  test('restores settings, keys and media, and the house goes on writing', async () => {
    const copy = aFolder()
    expect(await restoreHouse(await aBackup(), copy)).toEqual({ mediaFiles: 2 })
    expect(await namesIn(copy)).toEqual([
      'house.db',
      'media',
      'media/abc',
      'media/abc/320.avif',
      'media/abc/Brücke am Abend.jpeg',
    ])
    await using house = await houseIn(copy)
    expect([house.settings.current().identity.name, String(await house.storage.get('abc/320.avif'))]).toEqual([
      'The Quay',
      'small',
    ])
    await house.write(system, (tx) => recordDeed(tx, { deed: 'note', subject: 'note:1', at: 1 }))
    expect(await verifyLedger(house.db)).toEqual({ ok: true, entries: 2 })
  })

  test('leaves nothing beside itself, and replaces an older one of its name', async () => {
    const folder = aFolder()
    const file = join(folder, 'backup.tar')
    await using house = await houseIn(aFolder())
    await mkdir(folder)
    await writeFile(file, await readFile(await aBackup()))
    expect(await backupHouse(house, file)).toEqual({ databaseBytes: expect.any(Number), mediaFiles: 0 })
    expect(await namesIn(folder)).toEqual(['backup.tar'])
    expect(await restoreHouse(file, aFolder())).toEqual({ mediaFiles: 0 })
  })

  test('of PostgreSQL is refused with the way that works', async () => {
    await using house = await aHouse('postgres')
    await expect(backupHouse(house, join(aFolder(), 'backup.tar'))).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('pg_dump'),
    })
  })
})

describe('a restore', () => {
  test.each([
    ['was cut off in the database', (bytes: Buffer) => bytes.subarray(0, 3000), 'cannot be read as a backup'],
    [
      'was cut off in a picture',
      (bytes: Buffer) => bytes.subarray(0, bytes.length - 100_000),
      'cannot be read as a backup',
    ],
    [
      'was cut off before the media',
      (bytes: Buffer) => bytes.subarray(0, 512 + databaseSize(bytes)),
      'is not complete',
    ],
    ['was cut off behind the last picture', (bytes: Buffer) => bytes.subarray(0, -2048), 'is not complete'],
    ['is empty', () => Buffer.alloc(0), 'is not complete'],
    ['is something else', () => Buffer.from('Dear reader, '.repeat(500)), 'cannot be read as a backup'],
    [
      'has a database with overwritten pages',
      (bytes: Buffer) => Buffer.from(bytes).fill(0x5a, 512 + 4096, 512 + 40_000),
      'is damaged',
    ],
    [
      'has a database that is none',
      (bytes: Buffer) => Buffer.from(bytes).fill(0x5a, 512, 1024),
      'holds no readable database',
    ],
  ])('of a file that %s is refused by its name, with nothing changed', async (_, damage, words) => {
    const [folder, file] = [aFolder(), join(temporary, `damaged-${++count}.tar`)]
    await writeFile(file, damage(readFileSync(await aBackup())))
    const refused = restoreHouse(file, folder)
    await expect(refused).rejects.toMatchObject({
      name: 'Refusal',
      code: 'invalid',
      message: expect.stringContaining(words),
    })
    await expect(refused).rejects.toThrow(file)
    await expect(refused).rejects.toThrow('nothing was changed')
    expect(await namesIn(folder)).toEqual([])
  })

  test('goes into a folder that is named from where one stands, as the default is', async () => {
    const folder = relative(process.cwd(), aFolder())
    expect(await restoreHouse(await aBackup(), folder)).toEqual({ mediaFiles: 2 })
    expect(await namesIn(folder)).toContain('house.db')
  })

  test('of a file that is not there is refused', async () => {
    await expect(restoreHouse(join(temporary, 'nowhere.tar'), aFolder())).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/^There is no file ".*nowhere\.tar"\.$/u),
    })
  })

  test('never goes over a house', async () => {
    const [file, folder] = [await aBackup(), aFolder()]
    await using house = await houseIn(folder)
    await setSetting(house, operator, { key: 'identity.name', value: 'The Pier' })
    await expect(restoreHouse(file, folder)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('There is already a paper in'),
    })
    await house.settings.reload()
    expect([house.settings.current().identity.name, await house.storage.exists('abc/320.avif')]).toEqual([
      'The Pier',
      false,
    ])
  })

  test('never meets the journal of another database', async () => {
    const [file, folder] = [await aBackup(), aFolder()]
    await mkdir(folder)
    appendFileSync(join(folder, 'house.db-wal'), 'what was written last')
    await expect(restoreHouse(file, folder)).rejects.toMatchObject({ code: 'conflict' })
    expect(await namesIn(folder)).toEqual(['house.db-wal'])
  })

  test('puts its media among those that are there', async () => {
    const [file, folder] = [await aBackup(), aFolder()]
    await mkdir(join(folder, 'media/xyz'), { recursive: true })
    await writeFile(join(folder, 'media/xyz/1.txt'), 'kept')
    await restoreHouse(file, folder)
    expect((await namesIn(folder)).filter((name) => name.includes('.'))).toEqual([
      'house.db',
      'media/abc/320.avif',
      'media/abc/Brücke am Abend.jpeg',
      'media/xyz/1.txt',
    ])
  })

  test('writes nothing outside its folder, whatever the names in the file', async () => {
    const [folder, file] = [aFolder(), join(temporary, 'hostile.tar')]
    const tar = pack()
    for (const name of ['../../escaped.txt', '/escaped.txt', 'media/../../../escaped.txt']) tar.entry({ name }, 'out')
    tar.entry({ name: 'media/link', type: 'symlink', linkname: '/etc' })
    tar.finalize()
    await pipeline(tar, createWriteStream(file))
    await expect(restoreHouse(file, folder)).rejects.toMatchObject({ code: 'invalid' })
    expect([await namesIn(folder), (await namesIn(temporary)).filter((name) => name.includes('escaped'))]).toEqual([
      [],
      [],
    ])
  })
})

/** Of the first entry, from its header (octal), in whole blocks. */
function databaseSize(tar: Buffer): number {
  return Math.ceil(Number.parseInt(tar.toString('latin1', 124, 135), 8) / 512) * 512
}
