import { expect, test } from 'vitest'
import { plural } from './plural.ts'
import { formatShortTime, formatTime, machineTime } from './times.ts'

const at = Date.parse('2026-11-20T11:30:00Z')
const place = { language: 'en', timeZone: 'America/Halifax' }

test('a full time names its zone', () => {
  expect(formatTime(at, 'full', place).replaceAll('\u202f', ' ')).toBe('November 20, 2026 at 7:30 AM AST')
})

test('a recent time leaves out its year, an old one and one of unknown age do not', () => {
  expect(formatShortTime(at, { ...place, now: at + 3_600_000 })).not.toContain('2026')
  expect(formatShortTime(at, { ...place, now: at + 400 * 86_400_000 })).toContain('2026')
  expect(formatShortTime(at, place)).toContain('2026')
})

test('machines get UTC', () => {
  expect(machineTime(at)).toBe('2026-11-20T11:30:00Z')
})

test('the language picks the form of a number', () => {
  expect(plural('en', 1, { one: '# comment', other: '# comments' })).toBe('1 comment')
  expect(plural('en', 1284, { one: '# comment', other: '# comments' })).toBe('1,284 comments')
  expect(plural('pl', 3, { few: '# głosy', other: '# głosów' })).toBe('3 głosy')
})
