import { expect, test } from 'vitest'
import { codingFor } from './coding.ts'

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['gzip;q=0', 'identity'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['identity;q=1, *;q=0', 'identity'],
  ['GZIP', 'gzip'],
  ['br;q=0.0, *', 'gzip'],
  ['nonsense;;;q=x', 'identity'],
])('Accept-Encoding "%s" takes %s', (header, coding) => {
  expect(codingFor(header)).toBe(coding)
})
