import { expect, test } from 'vitest'
import type { House } from '../kit/house.ts'
import { isPassword, scrypted } from './password.ts'

test('a password is kept as OWASP advises, and known again by what was kept with it', async () => {
  const house = { write: () => {} } as unknown as House
  const kept = await scrypted(house, 'lanterns over the quay')
  expect(kept).toMatchObject({ cost: 32_768, blockSize: 8, parallel: 3 })
  expect(await isPassword(house, 'lanterns over the quay', kept)).toBe(true)
  expect(await isPassword(house, 'lanterns over the key', kept)).toBe(false)
  expect(await isPassword(house, 'lanterns over the quay', undefined)).toBe(false)
})
