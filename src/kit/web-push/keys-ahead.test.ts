import { expect, test } from 'vitest'
import { openKeysAhead } from './keys-ahead.ts'

test('keys are made ahead while nothing is sent, and none is handed out twice', async () => {
  const keys = openKeysAhead()
  expect(keys.ready).toBe(0)
  const taken = [keys.take()]
  await expect.poll(() => keys.ready, { timeout: 30_000 }).toBeGreaterThan(40)
  const ahead = keys.ready
  for (let count = 0; count < ahead + 5; count++) taken.push(keys.take())
  const points = taken.map(({ point }) => Buffer.from(point).toString('hex'))
  expect(new Set(points).size).toBe(points.length)
  keys.stop()
})
