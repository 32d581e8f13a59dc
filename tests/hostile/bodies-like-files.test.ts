import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operationsOf } from '../../src/kit/http/openapi.ts'
import { routes } from '../../src/routes.ts'
import { aHouse, serve } from '../house.ts'

test('JSON that reads like a file that was sent removes no file, whatever operation it is sent to', async () => {
  await using house = await aHouse('sqlite')
  await using site = await serve(house)
  const path = join(house.config.dataDir, 'a-file-of-the-house')
  writeFileSync(path, 'words')
  const body = JSON.stringify({ path, sha256: 'x', bytes: 1 })
  for (const { operation, method, path: address } of operationsOf(routes)) {
    if (operation.body === undefined) continue
    const answer = await fetch(`${site.origin}${address.replaceAll(/:\w+/gu, '1')}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body,
    })
    await answer.arrayBuffer()
    expect(answer.status, address).toBeGreaterThanOrEqual(400)
  }
  expect(existsSync(path)).toBe(true)
})
