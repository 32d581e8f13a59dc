/** Values that an editor, a shell or a template leaves in the environment: refused in words, or taken sanely. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { ConfigError, configRows, readConfig } from '../../src/config.ts'
import { childEnv } from '../child-env.ts'

const root = mkdtempSync(join(tmpdir(), 'crier-environment-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const others: Record<string, Record<string, string>> = {
  CRIER_SMTP_URL: { CRIER_MAIL_FROM: 'news@lantern.example' },
  CRIER_S3_BUCKET: { CRIER_S3_KEY: 'key', CRIER_S3_SECRET: 'secret' },
}

function faultOf(name: string, value: string): string | undefined {
  try {
    readConfig({ ...others[name], [name]: value })
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return String(error)
  }
}

const names = configRows({}).map(({ name }) => name)
const unseen = [' ', ' 1', '1 ', 'a\nb', 'a\u0000b', '\u001b[31m', '\u202ea', 'a\u2066', '\u0085']

describe.each(names)('%s', (name) => {
  test('is refused by name with what nobody sees in it, and shows none of it', () => {
    for (const value of unseen) {
      const fault = faultOf(name, value)
      expect([value, fault]).toEqual([value, expect.stringContaining(name)])
      expect(fault).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u)
    }
  })

  test('that is empty is as if it were not set', () => {
    expect(readConfig({ [name]: '' })).toEqual(readConfig({}))
  })
})

test.each([
  ['CRIER_DATA_DIR', ['~/data', '~', 'https://lantern.example/data', 'postgres://h/db']],
  ['CRIER_HOST', ['1', '0x7f000001', '127.1', '127.0.0.1:80', 'lantern.example', '[::1]', '*']],
  ['CRIER_PORT', ['NaN', '-1', '1e3', '0x10', '٤', '65536', '4000.0', '+4000', 'true']],
  [
    'CRIER_URL',
    [
      ...['https://lantern.example.', 'https://u:p@lantern.example', 'https://:p@lantern.example', '//lantern.example'],
      ...['https://lantern.example/paper', 'https://lantern.example:0', 'ftp://lantern.example', 'lantern.example:80'],
    ],
  ],
  ['CRIER_TRUSTED_PROXIES', ['4000', '1', '0x10', '10.0.0.0/33', '10/8', 'true', '*', 'lantern.example']],
  ['CRIER_DATABASE_URL', ['postgres://u:100%@h/db', 'postgres://h/db?sslmode=on', 'sqlite:house.db', 'postgres:///db']],
  ['CRIER_SMTP_URL', ['smtp://h:0', 'smtp://u:100%@h', 'http://h', 'mail.example.org', 'smtp://']],
  [
    'CRIER_MAIL_FROM',
    [
      ...['news', 'news@', '@lantern.example', 'news@lantern.example>', '<news@lantern.example', 'a@b@lantern.example'],
      ...['a@lantern.example, b@lantern.example', 'Lantern, The <news@lantern.example>', 'http://u:p@lantern.example'],
      ...['a@lantern.example <news@lantern.example>', 'Group: a@lantern.example;', 'A "B <news@lantern.example>'],
    ],
  ],
  ['CRIER_S3_BUCKET', ['a', 'https://bucket', 'a/b', '../x', 'two words', 'büro']],
  ['CRIER_S3_ENDPOINT', ['s3.example.org', 'https://k:s@s3.example.org', 'https://s3.example.org?key=1']],
  ['CRIER_S3_REGION', ['eu west', 'https://x', '../x']],
  ['CRIER_PAGE_CACHE_MB', ['NaN', '-1', '0', '64MB', '1e9', '99999999999999999999', 'Infinity']],
  ['CRIER_WORKER', ['true', 'on', 'YES', '1', 'No']],
  ['CRIER_LOG_LEVEL', ['INFO', 'trace', 'constructor', '__proto__']],
  ['CRIER_HSTS', ['yes', 'constructor']],
  ['CRIER_UMASK', ['0', '777', '-1', '0o77', '0077 ']],
])('%s is refused in words where it is none', (name, values) => {
  for (const value of values) expect([value, faultOf(name, value)]).toEqual([value, expect.stringContaining(name)])
})

test.each([
  ['CRIER_DATA_DIR', ['/srv/my paper', 'Zeitung', './données', '..', '/srv/a~b']],
  ['CRIER_HOST', ['::', '0.0.0.0', 'localhost', 'fe80::1']],
  ['CRIER_URL', ['https://münchen.example', 'HTTPS://LANTERN.EXAMPLE/', 'http://[::1]:4000', 'http://127.0.0.1']],
  ['CRIER_TRUSTED_PROXIES', ['loopback', '::1, 10.0.0.0/8,', 'fd00::/8']],
  ['CRIER_DATABASE_URL', ['postgres://u:100%25@h/db', 'postgresql://h:5433/db?sslmode=verify-full']],
  ['CRIER_SMTP_URL', ['smtps://u%40x:p@h:465', 'smtp://localhost:1025']],
  [
    'CRIER_MAIL_FROM',
    ['news@lantern.example', 'The Lantern <news@lantern.example>', '"Lantern, The" <news@lantern.example>'],
  ],
  ['CRIER_MAIL_FROM', ['Zeitung für alle <news@münchen.example>', '<news@localhost>']],
  ['CRIER_S3_BUCKET', ['lantern-media', 'lantern.example', 'Old_Bucket']],
  ['CRIER_S3_ENDPOINT', ['https://s3.example.org/', 'http://127.0.0.1:9000/minio']],
])('%s is taken where it is sane', (name, values) => {
  for (const value of values) expect([value, faultOf(name, value)]).toEqual([value, undefined])
})

test('a file of a secret that is empty is no secret: no other paper is served in its place', () => {
  expect(() => readConfig({ CRIER_DATABASE_URL_FILE: '/run/secrets/db' }, () => ' \n')).toThrow('is empty')
})

describe.skipIf(process.platform !== 'linux')('a command', () => {
  const bin = inject('program')
  const empty = join(root, 'empty')
  writeFileSync(empty, '')
  test.each([
    [{ CRIER_DATABASE_URL_FILE: '/dev/zero' }, /names a file that cannot be read/u],
    [{ CRIER_DATABASE_URL_FILE: empty }, /names a file that is empty/u],
    [{ CRIER_DATA_DIR: '/proc/paper' }, /^\/proc\/paper: /u],
    [{ CRIER_DATA_DIR: empty }, /something is there already/u],
  ])('ends with one sentence for %j', { timeout: 60_000 }, async (env, words) => {
    const ran = await new Promise<{ code: unknown; err: string }>((done) =>
      execFile(
        process.execPath,
        [bin, 'init'],
        { env: { ...childEnv, CRIER_DATA_DIR: join(root, 'data'), ...env }, timeout: 30_000 },
        (error, _, err) => done({ code: error?.code, err }),
      ),
    )
    expect([typeof ran.code, ran.err]).toEqual(['number', expect.stringMatching(words)])
    expect(ran.err).not.toContain('    at ')
  })
})
