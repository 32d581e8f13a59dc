import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, inject, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openHouse, type OpenHouse } from '../../src/house.ts'
import { system } from '../../src/kit/db/schema.ts'
import { childEnv } from '../child-env.ts'
import { serve } from '../house.ts'

const bin = inject('program')
const root = mkdtempSync(join(tmpdir(), 'crier-file-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

type Ran = { code: number; out: string; err: string }

function crier(folder: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const all = {
    ...childEnv,
    HOME: root,
    CRIER_DATA_DIR: folder,
    CRIER_PORT: '0',
    CRIER_LOG_LEVEL: 'silent',
    ...env,
  }
  return new Promise((done) =>
    execFile(process.execPath, [bin, ...args], { env: all, cwd: root, timeout: 20_000 }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    ),
  )
}

/** A data folder whose database `spoil` has its way with. */
function aFolder(name: string, spoil: (file: string) => void): string {
  const folder = join(root, name)
  mkdirSync(folder)
  const file = join(folder, 'house.db')
  copyFileSync(inject('sqliteTemplate'), file)
  spoil(file)
  return folder
}

function change(file: string, statements: string): void {
  const database = new DatabaseSync(file)
  database.exec(statements)
  database.close()
}

const spoiled: Record<string, { spoil(file: string): void; words: RegExp }> = {
  empty: {
    spoil: (file) => writeFileSync(file, ''),
    words: /is empty: it holds no paper\..*"crier restore".*"crier init"/u,
  },
  'no database': {
    spoil: (file) => writeFileSync(file, 'what is this? '.repeat(1_000)),
    words: /damaged\..*"crier restore"/u,
  },
  'cut off': { spoil: (file) => truncateSync(file, 20_480), words: /damaged\..*"crier restore"/u },
  "another program's": {
    spoil: (file) => (rmSync(file), change(file, 'create table recipes (name text)')),
    words: /is the database of another program\..*"crier restore"/u,
  },
  'marked by another program': {
    spoil: (file) => change(file, 'pragma application_id = 7'),
    words: /is the database of another program/u,
  },
  'begun and never finished': {
    spoil: (file) => (rmSync(file), change(file, 'pragma application_id = 1129466181')),
    words: /was begun and never finished/u,
  },
  'from a newer version': {
    spoil: (file) => change(file, "insert into migrations values ('999-holograms', 0)"),
    words: /A newer version of Crier has written this database \(999-holograms\): nothing was changed/u,
  },
  'a folder': { spoil: (file) => (rmSync(file), mkdirSync(file)), words: /is not a file/u },
}

describe('a paper whose database file is', () => {
  test.each(Object.entries(spoiled))(
    '%s is not served, and is told what to do in one sentence',
    async (name, { spoil, words }) => {
      const folder = aFolder(name, spoil)
      const before = name === 'a folder' ? '' : readFileSync(join(folder, 'house.db'))
      for (const command of [['serve'], ['settings', 'get']]) {
        const { code, out, err } = await crier(folder, command)
        expect([out, err, code > 0]).toEqual(['', expect.stringMatching(words), true])
        expect(err).not.toContain('    at ')
      }
      if (name !== 'a folder') expect(readFileSync(join(folder, 'house.db')).equals(before as Buffer)).toBe(true)
    },
    60_000,
  )

  test('lost is not taken for one that never was', async () => {
    const folder = aFolder('lost', (file) => rmSync(file))
    mkdirSync(join(folder, 'media', '2026'), { recursive: true })
    expect(await crier(folder, ['serve'])).toMatchObject({
      code: 66,
      err: expect.stringMatching(/is not there, but what belonged to it is: .*media\. .*"crier restore"/u),
    })
    writeFileSync(join(folder, 'house.db-wal'), 'the last votes')
    expect(await crier(folder, ['init'])).toMatchObject({
      code: 73,
      err: expect.stringContaining('is not there, but its journal'),
    })
    expect(readFileSync(join(folder, 'house.db-wal'), 'utf8')).toBe('the last votes')
  }, 60_000)
})

describe('a database file that changes under a paper', () => {
  const vote = (house: OpenHouse) =>
    house
      .write(system, (tx) =>
        tx
          .insertInto('readers')
          .values({ id: String(Math.random()), first_seen_at: 1 })
          .execute(),
      )
      .then(
        () => 'kept',
        (error: unknown) => (error as { kind?: string }).kind,
      )

  async function aPaper(name: string): Promise<{ house: OpenHouse; file: string }> {
    const folder = aFolder(name, () => {})
    return {
      house: await openHouse(
        readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent', CRIER_PORT: '0' }),
        {},
        { mustExist: true },
      ),
      file: join(folder, 'house.db'),
    }
  }

  test('is noticed when it is gone: nothing is acknowledged, pages are served, and its return is noticed', async () => {
    const { house, file } = await aPaper('moved')
    await using _ = house
    await using served = await serve(house)
    expect(await vote(house)).toBe('kept')
    renameSync(file, `${file}.elsewhere`)
    expect(await vote(house)).toBe('moved')
    const ready = await served.get('/readyz')
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', missing: ['database: moved'] }])
    expect([(await served.get('/')).status, (await served.get('/-/archive')).status]).toEqual([200, 200])
    renameSync(`${file}.elsewhere`, file)
    await vi.waitUntil(async () => (await served.get('/readyz')).status === 200, { timeout: 10_000, interval: 50 })
    expect(await vote(house)).toBe('kept')
    expect(await house.db.selectFrom('readers').select('id').execute()).toHaveLength(2)
  }, 30_000)

  test('is noticed by a paper that nobody writes to', async () => {
    const { house, file } = await aPaper('quiet')
    await using _ = house
    const heard = Promise.withResolvers<string | undefined>()
    house.condition.onChange((trouble) => heard.resolve(trouble?.message))
    unlinkSync(file)
    expect(await heard.promise).toMatch(/not in its place any more.*"crier restore"/u)
  }, 30_000)

  test('is not taken for the old one when another stands in its place', async () => {
    const { house, file } = await aPaper('replaced')
    await using _ = house
    copyFileSync(file, `${file}.other`)
    renameSync(`${file}.other`, file)
    expect(await vote(house)).toBe('replaced')
    expect((await house.condition.prove())?.message).toContain('Start the paper again')
  }, 30_000)

  test('is noticed when its journal was taken away, and what was acknowledged is put into it at the end', async () => {
    const { house, file } = await aPaper('journal')
    expect(await vote(house)).toBe('kept')
    unlinkSync(`${file}-wal`)
    expect(await vote(house)).toBe('journal')
    await house[Symbol.asyncDispose]()
    await using again = await openHouse(house.config, {}, { mustExist: true })
    expect(await again.db.selectFrom('readers').select('id').execute()).toHaveLength(1)
  }, 30_000)
})
