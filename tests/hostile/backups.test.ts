import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { backupHouse } from '../../src/kit/backup.ts'
import { restoreHouse } from '../../src/kit/restore.ts'
import { migrations } from '../../src/migrations.ts'
import { childEnv } from '../child-env.ts'

/** Of util-linux: limits how large a file of a process may become. */
const tool = 'prlimit'
const bin = inject('program')
let root = ''
let data = ''

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'crier-backups-'))
  data = join(root, 'data')
  await using house = await aHouse(data)
  await house.storage.put('abc/320.avif', Buffer.alloc(200_000, 7))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function aHouse(folder: string) {
  return openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }))
}

async function backUp(file: string) {
  await using house = await aHouse(data)
  return await backupHouse(house, file)
}

function crier(args: string[], folder = data) {
  const env = { ...childEnv, CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }
  return new Promise<{ code: unknown; err: string }>((done) =>
    execFile(process.execPath, [bin, ...args], { env, cwd: root, timeout: 60_000 }, (error, _, err) =>
      done({ code: error?.code ?? 0, err }),
    ),
  )
}

/** An archive whose entries are as given, in their order. */
async function anArchive(name: string, entries: readonly (readonly [name: string, content: Buffer | string])[]) {
  const file = join(root, name)
  const tar = pack()
  for (const [entry, content] of entries) tar.entry({ name: entry }, content)
  tar.finalize()
  await pipeline(tar, createWriteStream(file))
  return file
}

describe('a backup never goes', () => {
  test.each([
    'data/house.db',
    'data/house.db-journal',
    'data/media/backup.tar',
    'data/media/new/backup.tar',
    'link/b.tar',
  ])('among what the paper keeps: %s', async (name) => {
    symlinkSync(join(data, 'media'), join(root, 'link'))
    const before = readFileSync(join(data, 'house.db'))
    await expect(backUp(join(root, name))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('keeps its own files: nothing was written'),
    })
    expect(readFileSync(join(data, 'house.db')).equals(before)).toBe(true)
    expect(readdirSync(join(data, 'media'))).toEqual(['abc'])
  })

  test('over a file that is no backup, a folder or a device', async () => {
    writeFileSync(join(root, 'story.md'), 'Weeks of work')
    mkdirSync(join(root, 'folder'))
    for (const [name, words] of [
      ['story.md', 'is no backup of Crier'],
      ['folder', 'is not a file'],
    ] as const)
      await expect(backUp(join(root, name))).rejects.toThrow(words)
    await expect(backUp('/dev/null')).rejects.toThrow('is not a file')
    for (const name of ['', 'folder/', 'a\0b']) await expect(backUp(name)).rejects.toThrow('names no file')
    expect(readFileSync(join(root, 'story.md'), 'utf8')).toBe('Weeks of work')
  })
})

describe('a backup', () => {
  test('fails when the media cannot be listed, and is not written without them', async () => {
    rmSync(join(data, 'media'), { recursive: true })
    symlinkSync('media', join(data, 'media'))
    await expect(backUp(join(root, 'backup.tar'))).rejects.toThrow('ELOOP')
    expect(readdirSync(root)).toEqual(['data'])
  })

  test('clears away what one that was killed has left, and leaves one that is being written', async () => {
    for (const name of ['old', 'new']) {
      mkdirSync(join(root, `backup.tar.partial-${name}`))
      writeFileSync(join(root, `backup.tar.partial-${name}`, 'house.db'), 'half')
    }
    for (const path of ['backup.tar.partial-old/house.db', 'backup.tar.partial-old']) utimesSync(join(root, path), 1, 1)
    await backUp(join(root, 'backup.tar'))
    expect(readdirSync(root).toSorted()).toEqual(['backup.tar', 'backup.tar.partial-new', 'data'])
  })

  test.skipIf(spawnSync(tool, ['--version']).status !== 0)(
    'that meets a full disk says so in words, and leaves the older one and nothing else',
    async () => {
      const file = join(root, 'backup.tar')
      await backUp(file)
      const before = readFileSync(file)
      const size = before.length - 100_000
      const env = { ...childEnv, CRIER_DATA_DIR: data, CRIER_LOG_LEVEL: 'silent' }
      const child = spawn(tool, [`--fsize=${size}`, process.execPath, bin, 'backup', file], { env })
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const [code] = await once(child, 'close')
      expect([code, said]).toEqual([74, expect.stringContaining('the file would be larger than is allowed there')])
      expect(said).not.toContain('    at ')
      expect(readFileSync(file).equals(before)).toBe(true)
      expect(readdirSync(root).toSorted()).toEqual(['backup.tar', 'data'])
    },
    60_000,
  )
})

describe('a restore', () => {
  const copy = () => join(root, 'copy')
  const refused = async (file: string, code: string, words: string | RegExp) => {
    await expect(restoreHouse(file, copy(), migrations)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    })
    expect(existsSync(copy()) ? readdirSync(copy()) : []).toEqual([])
  }
  async function databaseWith(statement: string): Promise<Buffer> {
    const file = join(root, 'changed.db')
    const database = new DatabaseSync(join(data, 'house.db'))
    database.prepare('vacuum into ?').run(file)
    database.close()
    const changed = new DatabaseSync(file)
    changed.exec(statement)
    changed.close()
    return readFileSync(file)
  }
  const summary = '{"format":1,"mediaFiles":0}'

  test('says what the file is that it cannot take: newer, compressed, a folder', async () => {
    const newer = await databaseWith("insert into migrations values ('999-holograms', 0)")
    const database = await anArchive('a.tar', [
      ['house.db', newer],
      ['backup.json', summary],
    ])
    await refused(database, 'conflict', /newer version of Crier has written the database in .*\(999-holograms\)/u)
    const format = await anArchive('b.tar', [
      ['house.db', newer],
      ['backup.json', '{"format":2,"media":{}}'],
    ])
    await refused(format, 'conflict', 'A newer version of Crier has written')
    writeFileSync(join(root, 'c.tar.gz'), gzipSync(readFileSync(database)))
    await refused(join(root, 'c.tar.gz'), 'invalid', 'is compressed: unpack it with gunzip first')
    await refused(root, 'invalid', 'is not a file')
    await refused('a\0b', 'not-found', 'There is no file')
  })

  test('shows no control characters of the file, and at most the beginning of a long name', async () => {
    const file = await anArchive('a.tar', [[`\u001b]0;owned\u0007\u202e${'a'.repeat(100_000)}`, 'x']])
    const { code, err } = await crier(['restore', file], copy())
    expect([code, err.length < 600, /[^\P{Cc}\n]|\u202e/u.test(err)]).toEqual([65, true, false])
    expect(err).toContain('holds "\\u{1b}]0;owned\\u{7}\\u{202e}aaa')
  })

  test('reads no more of a summary than one can hold', async () => {
    const file = await anArchive('a.tar', [
      ['house.db', readFileSync(join(data, 'house.db'))],
      ['backup.json', ' '.repeat(50_000_000)],
    ])
    await refused(file, 'invalid', 'is not complete')
  })

  test('never meets the rollback journal of another database', async () => {
    await backUp(join(root, 'backup.tar'))
    mkdirSync(copy())
    writeFileSync(join(copy(), 'house.db-journal'), 'what was written last')
    await expect(restoreHouse(join(root, 'backup.tar'), copy(), migrations)).rejects.toMatchObject({ code: 'conflict' })
    expect(readdirSync(copy())).toEqual(['house.db-journal'])
  })

  test('leaves a paper alone that was started while it unpacked, and so does the slower of two restores', async () => {
    await backUp(join(root, 'backup.tar'))
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => restoreHouse(join(root, 'backup.tar'), copy(), migrations)),
    )
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
    expect(readdirSync(copy()).toSorted()).toEqual(['house.db', 'media'])
  })

  test('that is killed anywhere leaves no paper or a whole one, and can be done again', async () => {
    const file = join(root, 'backup.tar')
    await backUp(file)
    truncateSync(join(data, 'media/abc/320.avif'), 1)
    for (const [index, sign] of ['.restore-', 'media', 'house.db'].entries()) {
      const folder = join(root, `killed-${index}`)
      const env = { ...childEnv, CRIER_DATA_DIR: folder }
      const child = spawn(process.execPath, [bin, 'restore', file], { env, stdio: 'ignore' })
      const gone = once(child, 'exit')
      await vi.waitUntil(
        () =>
          child.exitCode !== null || (existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(sign))),
        { timeout: 30_000, interval: 1 },
      )
      child.kill('SIGKILL')
      await gone
      if (!existsSync(join(folder, 'house.db'))) await restoreHouse(file, folder, migrations)
      await using house = await aHouse(folder)
      expect((await house.storage.get('abc/320.avif')).length).toBe(200_000)
    }
  }, 60_000)
})
