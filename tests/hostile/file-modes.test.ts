import { execFile } from 'node:child_process'
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { system } from '../../src/kit/db/schema.ts'
import { ensureAddress } from '../../src/readers/addresses.ts'
import { sendMailIn } from '../../src/readers/mail.ts'
import { childEnv } from '../child-env.ts'
import { aHouse, noon } from '../house.ts'
import { served } from '../killing.ts'
import { herald, heraldExport } from '../serving.ts'

const bin = inject('program')
const folder = mkdtempSync(join(tmpdir(), 'crier-modes-'))
const bringing = ['import', 'wordpress', heraldExport, '--media', join(herald, 'uploads')]
const story = '---\nheadline: Ferry finds its way\n---\n\nBy the sound of a cornet.\n'

// Of most systems: everybody may read what one writes.
const before = process.umask(0o022)
beforeAll(() => writeFileSync(join(folder, 'ferry.md'), story))
afterAll(() => {
  process.umask(before)
  rmSync(folder, { recursive: true, force: true })
})

function crier(data: string, args: string[], more: Record<string, string> = {}): Promise<string> {
  const env = { ...childEnv, CRIER_DATA_DIR: join(folder, data), CRIER_LOG_LEVEL: 'warn', ...more }
  return new Promise((done, fail) => {
    const end = (error: Error | null, out: string, err: string) => (error ? fail(error) : done(out + err))
    execFile(process.execPath, [bin, ...args], { env, cwd: folder }, end)
  })
}

/** What grants group or others anything, below a folder and itself: `path 0644`. */
function open(top: string, bits = 0o077): string[] {
  const below = lstatSync(top).isDirectory() ? readdirSync(top, { recursive: true, encoding: 'utf8' }) : []
  return [top, ...below.map((name) => join(top, name))].flatMap((path) => {
    const { mode } = lstatSync(path)
    return (mode & bits) === 0 ? [] : [`${relative(folder, path)} ${(mode & 0o777).toString(8)}`]
  })
}

test('nothing that commands write can be read by others, whatever the shell would let them', async () => {
  await crier('paper', ['init', '--name', 'The Quay'])
  await crier('paper', ['publish', 'ferry.md'])
  await crier('paper', [...bringing, '--report', 'report.json'])
  await crier('paper', ['backup', 'copies/backup.tar'])
  await crier('again', ['restore', 'copies/backup.tar'])
  await crier('again', ['check'])
  expect(['paper', 'copies', 'report.json', 'again'].flatMap((name) => open(join(folder, name)))).toEqual([])
  expect(readdirSync(join(folder, 'paper/media')).length).toBeGreaterThan(10)
}, 120_000)

test('nor what the server writes', async () => {
  const data = join(folder, 'served')
  await crier('served', ['init', '--name', 'The Quay'])
  const { process: server } = await served(data)
  const written = open(data)
  server.kill('SIGTERM')
  expect([readdirSync(data), written]).toEqual([expect.arrayContaining(['house.db-wal']), []])
}, 60_000)

test('a data folder from before is closed by whatever opens it next', async () => {
  const data = join(folder, 'old')
  await crier('old', ['init'])
  chmodSync(data, 0o755)
  chmodSync(join(data, 'house.db'), 0o644)
  await crier('old', ['check'])
  expect(open(data)).toEqual([])
})

test('with CRIER_UMASK=027 the group may read media, and nothing else', async () => {
  const data = join(folder, 'group')
  const group = { CRIER_UMASK: '027' }
  await crier('group', bringing, group)
  await crier('group', ['backup', 'group/backup.tar'], group)
  expect(open(data, 0o007)).toEqual([])
  const shared = open(data, 0o040).map((line) => line.split(' ')[0] ?? '')
  expect(shared.filter((path) => path !== 'group' && !/^group\/media(\/|$)/u.test(path))).toEqual([])
  expect(shared).toEqual(expect.arrayContaining(['group', 'group/media']))
  // Whoever cannot enter reads nothing below.
  expect(lstatSync(join(data, 'media/originals')).mode & 0o777).toBe(0o700)
}, 60_000)

test('a umask that lets strangers read is no setting', async () => {
  const words = 'CRIER_UMASK must be 077 (this user alone) or 027 (its group may read), and is "022"'
  await expect(crier('open', ['init'], { CRIER_UMASK: '022' })).rejects.toThrow(words)
})

test('a secret in a file of one’s own that everybody can read is told', async () => {
  const secret = join(folder, 'smtp')
  writeFileSync(secret, 'smtp://mail.example:25')
  const said = await crier('told', ['init'], { CRIER_SMTP_URL_FILE: secret, CRIER_MAIL_FROM: 'news@quay.example' })
  // Root owns what containers are given, and is not told.
  const isRoot = process.getuid?.() === 0
  expect(said.includes(`chmod 600 ${secret}`)).toBe(!isRoot)
})

test('mails that wait in the outbox are the server’s alone', async () => {
  await using house = await aHouse('sqlite')
  await house.write(system, async (tx) => {
    const addressId = await ensureAddress(tx, house, 'ines@mail.example', noon)
    await sendMailIn(tx, { kind: 'note', addressId, subject: 'The bridge', text: 'It is open.', at: noon })
  })
  await house.queue.drain()
  expect([readdirSync(join(house.folder, 'outbox')).length, open(join(house.folder, 'outbox'))]).toEqual([1, []])
})
