import { expect, test } from 'vitest'
import { exitCodeOf, httpStatusOf, Refusal } from './errors.ts'

test('a refusal has one status for the web and one exit code for the terminal', () => {
  const cause = new Error('disk full')
  const refusal = new Refusal('too-large', 'The picture is larger than 20 MB.', { cause })
  expect([httpStatusOf(refusal), exitCodeOf(refusal), refusal.message, refusal.cause]).toEqual([
    413,
    65,
    'The picture is larger than 20 MB.',
    cause,
  ])
  expect(httpStatusOf(new Refusal('not-found', ''))).toBe(404)
})
