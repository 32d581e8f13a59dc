import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { check, type Diagnostics } from 'recheck'
import { describe, expect, test } from 'vitest'

/**
 * Every regular expression of the product, asked of recheck: none may take more than linear time in the length of
 * what it reads. Where its automata do not reach (look-around, back references) recheck searches for an attack, and
 * "safe" means that it found none.
 */

/**
 * What the checker refuses or cannot decide, each with the bound that makes it safe. `pattern` as it is written,
 * between its slashes.
 */
type Exception = { file: string; pattern: string; bound: string }

const exceptions: readonly Exception[] = [
  {
    file: 'media/inspect.ts',
    pattern: String.raw`<\?xml[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg[^>[]*(?:\[[\s\S]*?\]\s*)?>|\s+`,
    bound: 'at most 4,096 bytes: startOfText',
  },
  {
    file: 'share/text-outlines.ts',
    pattern: String.raw`[\s\p{P}]+\S{0,14}$`,
    bound: 'at most 600 characters: `longest` in drawCut',
  },
]

/** Put together while the program starts, from what stands in the source. */
const composed: readonly Omit<Exception, 'pattern'>[] = [
  { file: 'kit/http/fields.ts', bound: 'one class of characters, counted' },
  { file: 'kit/normal-form.ts', bound: 'one class of characters, counted' },
  {
    file: 'kit/http/router.ts',
    bound:
      'from our own routes: parts of a path, which hold no slash; ' +
      'an address is at most 16 KB (Node’s limit of a request’s head)',
  },
  { file: 'search/words.ts', bound: 'one character of a list' },
]

type Found = { file: string; line: number; pattern: string; flags: string }

const root = resolve(import.meta.dirname, '../src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
)

// As much as the slowest of them takes, many times over: what is decided at all is decided in two seconds. `check`
// asks recheck's own program where npm brings one for the machine, four times as fast as its JavaScript, which
// `checkSync` would ask; both are made from one source, and the seed is given.
const most = { timeout: 60_000, attackTimeout: null, incubationTimeout: null, randomSeed: 1 }

describe('regular expressions', () => {
  const { found, made } = expressionsOf(files)

  test('none takes more than linear time', { timeout: 600_000 }, async () => {
    const listed = new Set(exceptions.map(({ file, pattern }) => `${file} ${pattern}`))
    const distinct = Map.groupBy(
      found.filter(({ file, pattern }) => !listed.has(`${file} ${pattern}`)),
      ({ pattern, flags }) => `/${pattern}/${flags}`,
    )
    expect(distinct.size).toBeGreaterThan(200)
    const refused: string[] = []
    for (const [written, places] of distinct) {
      const [first] = places
      const verdict = first && (await verdictOn(first))
      if (verdict !== 'safe') refused.push(...places.map(({ file, line }) => `${file}:${line} ${written}: ${verdict}`))
    }
    expect(refused).toEqual([])
  })

  test('every exception is still needed', () => {
    const there = new Set(found.map(({ file, pattern }) => `${file} ${pattern}`))
    expect(exceptions.filter(({ file, pattern }) => !there.has(`${file} ${pattern}`))).toEqual([])
  })

  test('those that are put together are known', () => {
    expect(made.toSorted()).toEqual(composed.map(({ file }) => file).toSorted())
  })

  test.each([
    ['(a+)+$', 'u'],
    ['[^\\S\\n]+$', 'gmu'],
    ['[\\p{L}--[a-z]]+$', 'v'],
  ])('the checker refuses /%s/%s', async (pattern, flags) => {
    expect(await verdictOn({ pattern, flags })).toMatch(/^(?:exponential|\d+(?:nd|rd|th) degree polynomial)$/u)
  })
})

/** Literals, and the files in which one is made by `RegExp`, once for each. */
function expressionsOf(names: readonly string[]): { found: Found[]; made: string[] } {
  const found: Found[] = []
  const made: string[] = []
  for (const file of names) {
    const source = readFileSync(join(root, file), 'utf8')
    const { program, errors } = parseSync(file, source)
    expect(errors, file).toEqual([])
    const note = (callee: { type: string }) => {
      if ('name' in callee && callee.name === 'RegExp') made.push(file)
    }
    const visitor = new Visitor({
      Literal(node) {
        if ('regex' in node) found.push({ file, line: source.slice(0, node.start).split('\n').length, ...node.regex })
      },
      NewExpression: ({ callee }) => note(callee),
      CallExpression: ({ callee }) => note(callee),
    })
    visitor.visit(program)
  }
  return { found, made }
}

async function verdictOn(expression: Pick<Found, 'pattern' | 'flags'>): Promise<string> {
  return verdictOf(await check(...forChecker(expression), most))
}

function verdictOf(diagnostics: Diagnostics): string {
  if (diagnostics.status === 'safe') return 'safe'
  return diagnostics.status === 'vulnerable'
    ? diagnostics.complexity.summary
    : `not decided (${diagnostics.error.kind})`
}

/**
 * recheck knows no flag v: its classes, with their sets within sets, are written out as the ranges of characters that
 * they hold.
 */
function forChecker({ pattern, flags }: Pick<Found, 'pattern' | 'flags'>): [pattern: string, flags: string] {
  if (!flags.includes('v')) return [pattern, flags]
  let plain = ''
  for (let at = 0; at < pattern.length;) {
    const end = pattern[at] === '[' ? classEnd(pattern, at) : at + (pattern[at] === '\\' ? 2 : 1)
    plain += pattern[at] === '[' ? rangesOf(pattern.slice(at, end)) : pattern.slice(at, end)
    at = end
  }
  return [plain, flags.replace('v', 'u')]
}

function classEnd(pattern: string, start: number): number {
  for (let at = start, depth = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === '[') depth++
    else if (pattern[at] === ']' && --depth === 0) return at + 1
  }
  throw new Error(`a class of ${pattern} does not end`)
}

function rangesOf(written: string): string {
  const one = new RegExp(`^${written}$`, 'v')
  const ranges: [from: number, to: number][] = []
  for (let code = 0; code <= 0x10ffff; code++) {
    const last = ranges.at(-1)
    if (!one.test(String.fromCodePoint(code))) continue
    if (last?.[1] === code - 1) last[1] = code
    else ranges.push([code, code])
  }
  return `[${ranges.map((range) => range.map((code) => `\\u{${code.toString(16)}}`).join('-')).join('')}]`
}
