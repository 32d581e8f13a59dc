import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { childEnv } from './child-env.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'crier-package-'))
const home = join(folder, 'home')

/** The published package, installed as a publisher would: in an empty folder, without what only developers need. */
beforeAll(async () => {
  mkdirSync(home)
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root })
  const packed = stdout.trim().split('\n').at(-1) ?? ''
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'a-paper', version: '1.0.0', private: true }))
  await run('npm', ['install', '--silent', '--omit=dev', '--no-audit', '--no-fund', join(folder, packed)], {
    cwd: home,
  })
}, 240_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('it is light: at most 200 MB and 250 packages', async () => {
  const { stdout } = await run('npm', ['ls', '--all', '--parseable', '--omit=dev'], { cwd: home })
  expect(new Set(stdout.trim().split('\n')).size).toBeLessThanOrEqual(250)
  const bytes = readdirSync(join(home, 'node_modules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
  expect(bytes / 1024 / 1024).toBeLessThanOrEqual(200)
}, 60_000)

test('the licences of the typefaces go with them', () => {
  const folderOfFaces = join(home, 'node_modules/crier/dist/assets')
  expect(readdirSync(folderOfFaces).some((name) => name.endsWith('.woff2'))).toBe(true)
  const text = readFileSync(join(folderOfFaces, 'FONT-LICENCES.txt'), 'utf8')
  for (const family of ['Newsreader', 'Public Sans', 'Noto']) expect(text).toContain(`The ${family} Project Authors`)
  expect(text.match(/SIL OPEN FONT LICENSE Version 1\.1/gu)).toHaveLength(3)
})

test('it starts, answers, and drains on SIGTERM', async () => {
  const server = spawn(process.execPath, ['node_modules/crier/bin/crier.js', 'serve'], {
    cwd: home,
    env: { ...childEnv, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'error' },
  })
  const origin = await originOf(server)
  const page = await fetch(`${origin}/`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('</html>')
  expect((await fetch(`${origin}/readyz`)).status).toBe(200)
  const ended = new Promise<number | null>((done) => server.once('exit', done))
  server.kill('SIGTERM')
  expect(await ended).toBe(0)
}, 120_000)

test('on an older Node it says in one sentence what to install', async () => {
  const script =
    `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); ` +
    `await import(${JSON.stringify(join(home, 'node_modules/crier/bin/crier.js'))})`
  const failed = await run(process.execPath, ['--input-type=module', '-e', script]).catch(
    (error: { code: number; stderr: string }) => error,
  )
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Crier needs Node\.js 24 or newer and this is 20\.1\.0: [^\n]+\n$/u),
  })
})

function originOf(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let output = ''
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        const origin = /http:\/\/localhost:\d+/u.exec(output)?.[0]
        if (origin) done(origin)
      })
    }
    server.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${output}`)))
  })
}
