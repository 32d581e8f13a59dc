import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { doctorCommand, examine } from '../src/cli/doctor.ts'
import type { Finding } from '../src/cli/doctor/finding.ts'
import { readConfig, type Config } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { systemClock } from '../src/kit/clock.ts'
import { system } from '../src/kit/db/schema.ts'
import { recordDeed } from '../src/kit/ledger.ts'
import { noteIn } from '../src/kit/notices.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'
import { run } from './cli-runs.ts'
import { aDatabase, engines } from './databases.ts'
import { aMailServer } from './mail-server.ts'

afterEach(() => vi.unstubAllEnvs())

type Env = Record<string, string>

/** A paper of its own in a folder of its own, open beside the doctor. */
async function aPaper(engine: (typeof engines)[number], env: Env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'crier-doctor-'))
  const database = engine === 'postgres' ? await aDatabase(engine) : undefined
  const url: Env = database === undefined ? {} : { CRIER_DATABASE_URL: database.location }
  const given = { CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent', ...url, ...env }
  const house = await openHouse(readConfig(given))
  return {
    house,
    folder,
    given,
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]()
      await database?.[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Findings by name, those of one verdict or all. */
async function seen(config: Config): Promise<Map<string, Finding>> {
  return new Map((await examine(config)).map((finding) => [finding.name, finding]))
}

const namesOf = (findings: Map<string, Finding>, ...verdicts: Finding['verdict'][]) =>
  [...findings.values()].filter(({ verdict }) => verdicts.includes(verdict)).map(({ name }) => name)

describe.each(engines)('the doctor on %s', (engine) => {
  test('finds a paper well while it is being served', async () => {
    await using paper = await aPaper(engine)
    const server = await startServer(paper.house, routes)
    const findings = await seen({ ...paper.house.config, port: server.port })
    await server.stop()
    // The PostgreSQL of these tests runs without fsync, and nobody has backed this SQLite file up.
    const expected = { sqlite: ['backup'], postgres: ['database durability'] }
    expect(namesOf(findings, 'warning', 'wrong')).toEqual(expected[engine])
    expect(findings.get('server')?.words).toMatch(/^answers at http:\/\/127\.0\.0\.1:\d+ and is ready$/u)
    for (const { words } of findings.values()) expect(words).not.toMatch(/crier:crier|undefined|NaN/u)
  })

  test('says what was noticed of a proxy, until the settings are others', async () => {
    await using paper = await aPaper(engine)
    const { house } = paper
    const detail = { proxy: '10.0.0.5', trusted: '' }
    await house.write(system, (tx) => noteIn(tx, { name: 'proxy-untrusted', detail, at: Date.now() }))
    const proxy = (await seen(house.config)).get('proxy')
    expect(proxy).toMatchObject({ verdict: 'wrong', remedy: 'Add "10.0.0.5" to CRIER_TRUSTED_PROXIES.' })
    const mended = readConfig({ ...paper.given, CRIER_TRUSTED_PROXIES: '10.0.0.5' })
    expect((await seen(mended)).get('proxy')).toMatchObject({ verdict: 'ok', words: 'trusted: 10.0.0.5/32' })
  })

  test('sees a clock that is behind, jobs that nobody does, what failed, and a plain address', async () => {
    await using paper = await aPaper(engine)
    const { house } = paper
    const now = systemClock.now()
    const hours = (count: number) => now + count * 3_600_000
    await house.write(system, async (tx) => {
      await recordDeed(tx, { deed: 'test', subject: 'test', at: hours(3) })
      const job = { name: 'mail.send', payload: '{}', created_at: 1 }
      await tx
        .insertInto('jobs')
        .values({ ...job, priority: 0, run_at: hours(-5), max_attempts: 1 })
        .execute()
      const dead = { ...job, id: 900, attempts: 1, error: 'Error: 550 no such user', died_at: now }
      await tx.insertInto('dead_jobs').values(dead).execute()
      const address = {
        address_hash: 'h',
        address: null,
        reader_id: null,
        created_at: 1,
        confirmed_at: null,
        erased_at: null,
      }
      const given = await tx.insertInto('addresses').values(address).returning('id').executeTakeFirstOrThrow()
      const mail = { kind: 'test', address_id: given.id, subject: '', body_text: '', created_at: hours(-1) }
      await tx
        .insertInto('mails')
        .values({ ...mail, public_id: 'm', outcome: 'failed' })
        .execute()
    })
    const findings = await seen(readConfig({ ...paper.given, CRIER_URL: 'http://127.0.0.1.nip.invalid' }))
    expect(findings.get('clock')).toMatchObject({
      verdict: 'wrong',
      words: expect.stringContaining('3 hours in the future'),
    })
    expect(findings.get('jobs')).toMatchObject({ verdict: 'warning', words: 'the oldest has waited for 5 hours' })
    expect(findings.get('failed jobs')?.words).toContain('1 mail.send. The newest: Error: 550')
    expect(findings.get('mails')).toMatchObject({ verdict: 'warning', words: 'in seven days: 1 failed' })
    expect(findings.get('address')).toMatchObject({
      verdict: 'wrong',
      words: expect.stringContaining('is not encrypted'),
    })
    expect(findings.get('public address')).toMatchObject({ verdict: 'warning' })
    expect(findings.get('mail server')).toMatchObject({
      verdict: 'warning',
      remedy: expect.stringContaining('CRIER_SMTP_URL'),
    })
  })

  test('connects to the mail server without sending, and says when it cannot', async () => {
    await using server = await aMailServer()
    await using paper = await aPaper(engine, { CRIER_SMTP_URL: server.url, CRIER_MAIL_FROM: 'news@lantern.example' })
    expect((await seen(paper.house.config)).get('mail server')).toMatchObject({ verdict: 'ok' })
    expect(server.received).toEqual([])
    const unreachable = readConfig({ ...paper.given, CRIER_SMTP_URL: 'smtp://127.0.0.1:1' })
    expect((await seen(unreachable)).get('mail server')).toMatchObject({
      verdict: 'wrong',
      words: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('does not touch a database that is older, newer or somebody else’s, and says so', async () => {
    await using paper = await aPaper(engine)
    const { house } = paper
    const databaseOf = async () => (await seen(house.config)).get('database')
    const [{ name } = { name: '' }] = await house.db
      .selectFrom('migrations')
      .select('name')
      .orderBy('name', 'desc')
      .limit(1)
      .execute()
    await house.write(system, (tx) => tx.deleteFrom('migrations').where('name', '=', name).execute())
    expect(await databaseOf()).toMatchObject({
      verdict: 'wrong',
      words: expect.stringContaining(name),
      remedy: expect.stringContaining('crier migrate'),
    })
    expect(await house.db.selectFrom('migrations').select('name').where('name', '=', name).execute()).toEqual([])
    await house.write(system, (tx) =>
      tx.insertInto('migrations').values({ name: '999-tomorrow', applied_at: 1 }).execute(),
    )
    expect(await databaseOf()).toMatchObject({
      verdict: 'wrong',
      words: expect.stringContaining('newer Crier (999-tomorrow)'),
    })
    await house.write(system, (tx) => tx.deleteFrom('migrations').execute())
    expect(await databaseOf()).toMatchObject({
      verdict: 'wrong',
      words: expect.stringContaining('none of Crier’s tables'),
    })
  })
})

describe('the doctor where there is no database to speak of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crier-doctor-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const config = (env: Env = {}) => readConfig({ CRIER_DATA_DIR: folder, CRIER_PORT: '0', ...env })

  test('says that it is missing, and makes none', async () => {
    const { code, out } = await withEnv({ CRIER_DATA_DIR: folder, CRIER_PORT: '0' }, '--json')
    expect([code, JSON.parse(out)]).toMatchObject([1, { ok: false }])
    expect((await seen(config())).get('database')).toMatchObject({ words: `there is none in ${folder}` })
    expect(existsSync(join(folder, 'house.db'))).toBe(false)
    const never = join(folder, 'never')
    expect((await seen(config({ CRIER_DATA_DIR: never }))).get('database')?.verdict).toBe('wrong')
    expect(existsSync(never)).toBe(false)
  })

  test.each([
    ['empty', (file: string) => writeFileSync(file, '')],
    ['something else', (file: string) => writeFileSync(file, 'This is a letter, and no database at all. '.repeat(100))],
    ['cut off', (file: string) => truncateSync(file, 20_000)],
    ['overwritten in its middle', (file: string) => writeFileSync(file, 'x'.repeat(60_000), { flag: 'r+' })],
  ])('says that it is broken when it is %s', async (_, spoil) => {
    const file = join(folder, 'house.db')
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    await (await openHouse(config({ CRIER_LOG_LEVEL: 'silent' })))[Symbol.asyncDispose]()
    spoil(file)
    const findings = await seen(config({ CRIER_LOG_LEVEL: 'silent' }))
    const broken = [...findings.values()].filter(
      ({ name, verdict }) => name.startsWith('database') && verdict === 'wrong',
    )
    expect(broken).not.toEqual([])
    expect(findings.get('versions')?.verdict).toBe('ok')
  })

  test('says that PostgreSQL cannot be reached, and no password', async () => {
    const findings = await seen(config({ CRIER_DATABASE_URL: 'postgres://crier:geheim@127.0.0.1:1/paper' }))
    expect(findings.get('database')?.words).toContain('it cannot be used: connect ECONNREFUSED')
    expect(JSON.stringify([...findings.values()])).not.toContain('geheim')
  })
})

test('files that others can read are named, unless the folder keeps them out', async () => {
  await using paper = await aPaper('sqlite')
  const { folder, house } = paper
  const file = join(folder, 'house.db')
  // Opening the house, as the doctor does at the end, closes what its own user left open.
  const permissions = async (ofFile: number, ofFolder: number) => {
    chmodSync(file, ofFile)
    chmodSync(folder, ofFolder)
    return (await seen(house.config)).get('permissions')
  }
  expect(await permissions(0o644, 0o755)).toEqual({
    name: 'permissions',
    verdict: 'wrong',
    words: `every user on this machine can read ${file}`,
    remedy: `chmod -R go= ${folder}`,
  })
  expect(await permissions(0o644, 0o750)).toMatchObject({ verdict: 'warning' })
  expect(await permissions(0o644, 0o700)).toMatchObject({ verdict: 'ok' })
})

test('a damaged page is found though everything else can still be read', async () => {
  await using paper = await aPaper('sqlite')
  const file = join(paper.folder, 'house.db')
  await paper.house[Symbol.asyncDispose]()
  const database = new DatabaseSync(file)
  database.exec('pragma wal_checkpoint(truncate)')
  const { rootpage } = database.prepare(`select rootpage from sqlite_schema where name = 'suppressions'`).get() as {
    rootpage: number
  }
  const { page_size: size } = database.prepare('pragma page_size').get() as { page_size: number }
  database.close()
  // The page of a table without rows says that it has some.
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.from([0, 9, 1, 1]), 0, 4, (rootpage - 1) * size + 3)
  closeSync(handle)
  const findings = await seen(paper.house.config)
  expect(findings.get('database integrity') ?? findings.get('database')).toMatchObject({ verdict: 'wrong' })
})

test('the command tells a person what to do and a machine what it found, and exits by it', async () => {
  await using paper = await aPaper('sqlite')
  const plain = await withEnv(paper.given)
  expect([plain.code, plain.out]).toEqual([
    0,
    expect.stringMatching(
      /^ok {7}versions: Crier [\s\S]*WARNING {2}backup: there has been no "crier backup"\n {9}Have "crier backup/u,
    ),
  ])
  const { house } = paper
  await house.write(system, (tx) => noteIn(tx, { name: 'backup', detail: {}, at: Date.now() - 3 * 86_400_000 }))
  const { code, out } = await withEnv(paper.given, '--json')
  const told = JSON.parse(out) as { ok: boolean; findings: Finding[] }
  expect([code, told.ok, told.findings.find(({ name }) => name === 'backup')?.words]).toEqual([
    0,
    true,
    'the last is 3 days old',
  ])
})

async function withEnv(env: Env, ...args: string[]) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  try {
    return await run(doctorCommand(), ...args)
  } finally {
    vi.unstubAllEnvs()
  }
}
