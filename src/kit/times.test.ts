import { expect, test } from 'vitest'
import { formatBytes, formatNumber, formatShortTime, formatTime, machineTime } from './times.ts'

const at = Date.parse('2026-11-20T11:30:00Z')
const place = { language: 'en', timeZone: 'America/Halifax' }

test('a full time names its zone', () => {
  expect(formatTime(at, 'full', place).replaceAll('\u202f', ' ')).toBe('November 20, 2026 at 7:30 AM AST')
})

test('a recent time leaves out its year, an old one and one of unknown age do not', () => {
  expect(formatShortTime(at, { ...place, now: at + 3_600_000 })).not.toContain('2026')
  expect(formatShortTime(at, { ...place, now: at + 400 * 86_400_000 })).toContain('2026')
  expect(formatShortTime(at, { ...place, now: at + 3_600_000 })).toContain(':')
  expect(formatShortTime(at, { ...place, now: at + 8 * 86_400_000 })).not.toMatch(/:|2026/u)
  expect(formatShortTime(at, place)).toContain('2026')
})

test('machines get UTC', () => {
  expect(machineTime(at)).toBe('2026-11-20T11:30:00Z')
})

test('the language groups the figures of a number', () => {
  expect([formatNumber(1284, 'en'), formatNumber(1284, 'de')]).toEqual(['1,284', '1.284'])
})

test('a size is told in the unit that fits it, in the language', () => {
  expect([
    formatBytes(2048 * 1024 ** 2, 'en'),
    formatBytes(401_588, 'en'),
    formatBytes(1_300_000, 'de'),
    formatBytes(0, 'en'),
  ]).toEqual(['2 GB', '392 kB', '1,2 MB', '0 kB'])
})
