import fc from 'fast-check'
import { expect, test } from 'vitest'
import { phpAt, readPhp, type PhpValue } from './php-serialized.ts'

/** What PHP's serialize() writes; lengths in bytes. */
function serialize(value: PhpValue): string {
  if (value === null) return 'N;'
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`
  if (typeof value === 'number') return Number.isInteger(value) ? `i:${value};` : `d:${value};`
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`
  const entries: [string | number, PhpValue][] = Array.isArray(value)
    ? value.map((entry, index) => [index, entry])
    : [...value]
  return `a:${entries.length}:{${entries.map(([key, entry]) => serialize(key) + serialize(entry)).join('')}}`
}

test('what PHP wrote is read back', () => {
  const { value } = fc.letrec<{ value: PhpValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.001, max: 1e6 }),
      fc.string({ unit: 'grapheme' }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc
        .array(
          fc.tuple(
            fc.string({ minLength: 1 }).map((key) => `k${key}`),
            tie('value'),
          ),
          { minLength: 1, maxLength: 4 },
        )
        .map((entries) => new Map(entries)),
    ),
  }))
  fc.assert(
    fc.property(value, (written) => {
      expect(readPhp(serialize(written))).toEqual(written)
    }),
  )
})

test('a path of keys leads to a value, or to nothing', () => {
  const metadata = readPhp('a:2:{s:5:"width";i:2560;s:5:"sizes";a:1:{s:6:"medium";a:1:{s:4:"file";s:8:"café.j";}}}')
  expect(phpAt(metadata, 'sizes', 'medium', 'file')).toBe('café.j')
  expect(phpAt(metadata, 'sizes', 'large', 'file')).toBeUndefined()
})

test('lengths that no longer fit, after addresses were replaced in the database, are forgiven', () => {
  expect(readPhp('a:1:{s:3:"url";s:19:"https://new.example/longer";}')).toEqual(
    new Map([['url', 'https://new.example/longer']]),
  )
})

test('an object is a map and never an object', () => {
  expect(readPhp('O:8:"stdClass":1:{s:9:"__proto__";s:1:"x";}')).toEqual(new Map([['__proto__', 'x']]))
})

test('anything else is undefined and nothing throws', () => {
  for (const text of ['', 'hello', 'a:1:{', 'a:999999999:{i:0;', 's:5:"ab', 'i:x;', `${'a:1:{i:0;'.repeat(500)}N;`])
    expect(readPhp(text)).toBeUndefined()
  fc.assert(fc.property(fc.string(), (text) => void readPhp(text)))
})
