/** Commands that are given what is no file, or more of them than is sane, and a disk that is full behind `>`. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { correctCommand } from '../../src/cli/correct.ts'
import { publishCommand } from '../../src/cli/publish.ts'
import { storyFiles } from '../../src/importers/stories/folder.ts'
import { childEnv } from '../child-env.ts'
import { run } from '../cli-runs.ts'

const bin = inject('program')
const root = mkdtempSync(join(tmpdir(), 'crier-odd-'))
const data = join(root, 'data')
const many = join(root, 'many')

beforeAll(() => {
  mkdirSync(data)
  copyFileSync(inject('sqliteTemplate'), join(data, 'house.db'))
  mkdirSync(join(many, 'inner.md'), { recursive: true })
  for (let number = 0; number < 300; number++) writeFileSync(join(many, `story-${number}.md`), 'no story')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

type Ran = { code: number; out: string; err: string }

/** As a shell would run it: `script` has the command as "$@". */
function crier(script: string, ...args: string[]): Promise<Ran> {
  const env = { ...childEnv, HOME: root, CRIER_DATA_DIR: data, CRIER_LOG_LEVEL: 'silent' }
  return new Promise((done) =>
    execFile('sh', ['-c', script, 'sh', process.execPath, bin, ...args], { env, timeout: 60_000 }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    ),
  )
}

describe.skipIf(process.platform !== 'linux')('on Linux', () => {
  test.each([
    [['publish', '/dev/zero'], /is neither a file nor a folder/u],
    [['polls', 'create', 'When?', 'Noon', 'Dusk', '--picture', '1=/dev/zero', '--alt', '1=A'], /cannot be read/u],
    [['polls', 'create', 'When?', 'Noon', 'Dusk', '--who', 'list', '--voters', '/dev/zero'], /cannot be read/u],
  ])('a device is read by no command: %j', { timeout: 90_000 }, async (args, words) => {
    const { code, err } = await crier('exec "$@"', ...args)
    expect([code > 0, err]).toEqual([true, expect.stringMatching(words)])
  })

  test('a folder may hold more stories than a process may have files open', { timeout: 90_000 }, async () => {
    const { out, err } = await crier('ulimit -n 64; exec "$@"', 'publish', many)
    expect([out.split('\n').length, err]).toEqual([301, expect.stringContaining('300 of 300 stories')])
  })

  test(
    'output that could not be written is no success; one whose reader has gone is',
    { timeout: 90_000 },
    async () => {
      const full = await crier('exec "$@" > /dev/full', 'settings', 'get')
      expect([full.code, full.err]).toEqual([74, expect.stringMatching(/^The output could not be written: .*ENOSPC/u)])
      const gone = await crier('("$@"; echo "ended with $?" >&2) | true', 'settings', 'get')
      expect(gone.err).toBe('ended with 0\n')
    },
  )

  test('what is mounted below a folder is not its own', async () => {
    const files = await storyFiles('/proc/self/task').catch((error: unknown) => String(error))
    expect(files).toContain('There is no story')
  })
})

test('more files than any archive has are not walked through', async () => {
  expect(await storyFiles(many)).toHaveLength(300)
  await expect(storyFiles(many, 100)).rejects.toMatchObject({ code: 'too-large' })
})

test('a correction has words, and not more than a page shows', async () => {
  vi.stubEnv('CRIER_DATA_DIR', data)
  vi.stubEnv('CRIER_LOG_LEVEL', 'silent')
  const story = join(root, 'bridge.md')
  writeFileSync(story, '---\nheadline: The bridge\nslug: bridge\npublished: 2026-11-20T10:00:00Z\n---\n\nWords.\n')
  await run(publishCommand(), story)
  const correct = (words: string) => run(correctCommand(), '/2026/11/bridge', `--words=${words}`)
  const refused = ['', '   ', '\u200b', '…', 'w'.repeat(10_001), 'It \u001b[31mwas', 'It \u202ewas', 'It was\u0000']
  for (const words of refused)
    expect([words.slice(0, 20), (await correct(words)).code]).toEqual([words.slice(0, 20), 65])
  expect(await correct('w'.repeat(10_000))).toMatchObject({ code: 0 })
  expect(await correct('Two lines.\nThe bridge is 40 m long.')).toMatchObject({ code: 0 })
  vi.unstubAllEnvs()
})
