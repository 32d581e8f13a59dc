import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const rows = readFileSync(join(root, 'docs/security.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/u.test(line))
  .map((line) => line.slice(2, -2).split(' | '))

/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has. */
const chapters = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]

/** `1.2.6, 1.2.7` are two; `10.1–10.7 (29)` says how many it stands for. */
function requirementsIn(numbers: string): string[] {
  const [, chapter = '', count] = /^(\d+)\.\d+–\d+\.\d+ \((\d+)\)$/u.exec(numbers) ?? []
  return count === undefined ? numbers.split(', ') : Array.from({ length: Number(count) }, (_, n) => `${chapter}:${n}`)
}

test('the list of security requirements has each of them once, with a verdict', () => {
  const numbers = rows.flatMap(([numbers = '']) => requirementsIn(numbers))
  expect(numbers.length).toBe(new Set(numbers).size)
  const perChapter = Map.groupBy(numbers, (number) => Number(/^\d+/u.exec(number)?.[0]))
  expect(chapters.map((_, index) => perChapter.get(index + 1)?.length)).toEqual(chapters)
  expect(rows.filter(({ length }) => length !== 4)).toEqual([])
  expect(new Set(rows.map(([, , verdict]) => verdict))).toEqual(new Set(['met', 'limits', 'n/a', 'open']))
})

test('every file that it names is there', () => {
  const document = readFileSync(join(root, 'docs/security.md'), 'utf8')
  const paths = document.matchAll(/`((?:src|tests|bin|decisions)\/[^`]+|[a-z-]+\.json)`/gu)
  const named = [...paths].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('what is said to be met names where', () => {
  const unproven = rows.filter(([, , verdict, where = '']) => verdict === 'met' && !/`|SECURITY\.md|below/u.test(where))
  expect(unproven).toEqual([])
})
