import { expect, test } from 'vitest'
import { readAssets } from './assets.ts'

test('a missing build says which command makes it', () => {
  expect(() => readAssets('no/such/folder')).toThrow('npm run build:assets')
})
