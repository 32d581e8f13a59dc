import { expect, test } from 'vitest'
import { configRows, readConfig } from './config.ts'

test('without any variable the defaults hold', () => {
  expect(readConfig({})).toMatchObject({
    dataDir: './data',
    port: 4000,
    origin: 'http://localhost:4000',
    isLoopback: true,
    secureCookies: false,
    databaseUrl: undefined,
  })
})

test('the public address decides scheme and cookies', () => {
  expect(readConfig({ CRIER_URL: 'https://lantern.example/' })).toMatchObject({
    origin: 'https://lantern.example',
    isLoopback: false,
    secureCookies: true,
    cookiePrefix: '__Host-',
  })
})

test('everything that is wrong is named at once, with what would be right', () => {
  expect(() =>
    readConfig({
      CRIER_PORT: 'eighty',
      CRIER_URL: 'lantern.example',
      CRIER_DATABASE_URL: 'mysql://x/y',
      CRIER_PROT: '1',
    }),
  ).toThrow(
    /CRIER_PORT must be a whole number.*CRIER_URL must look like https.*CRIER_DATABASE_URL must look like postgres.*CRIER_PROT is not a setting of Crier; did you mean CRIER_PORT\?/su,
  )
})

test('a secret is never repeated in an error or a listing', () => {
  expect(() => readConfig({ CRIER_DATABASE_URL: 'mysql://hunter2@x/y' })).toThrow(
    expect.not.stringContaining('hunter2'),
  )
  expect(JSON.stringify(configRows({ CRIER_SMTP_URL: 'smtp://u:hunter2@x' }))).not.toContain('hunter2')
})

test('a secret may stand in a file', () => {
  const config = readConfig({ CRIER_DATABASE_URL_FILE: '/run/secrets/db' }, () => 'postgres://u:p@h/crier\n')
  expect(config.databaseUrl).toBe('postgres://u:p@h/crier')
})

test('trusted proxies become ranges', () => {
  expect(readConfig({ CRIER_TRUSTED_PROXIES: 'loopback, 10.1.2.3, 192.0.2.0/24' }).trustedProxies).toEqual([
    '127.0.0.0/8',
    '::1/128',
    '10.1.2.3/32',
    '192.0.2.0/24',
  ])
  expect(() => readConfig({ CRIER_TRUSTED_PROXIES: 'everyone' })).toThrow('"everyone" is none of them')
})

test('mail needs a sender', () => {
  expect(() => readConfig({ CRIER_SMTP_URL: 'smtp://localhost:1025' })).toThrow('CRIER_MAIL_FROM')
})
