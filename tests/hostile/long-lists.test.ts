import { once } from 'node:events'
import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { arrivingFolder } from '../../src/kit/http/stored-body.ts'
import { importSubscribers } from '../../src/subscriptions/import/import-subscribers.ts'
import { openSeen } from '../../src/subscriptions/import/seen-store.ts'
import { aHouse, serve } from '../house.ts'
import { signedInAs } from '../newsroom.ts'
import { everything } from '../subscribers.ts'

setFlagsFromString('--expose-gc')
/** What nobody holds any more is not counted. */
const collect: () => void = runInNewContext('gc')

const megabytes = 24
const piece = Buffer.from(`${'reader@town.example,Reader\n'.repeat(2_400)}\n`)

test(
  'a long list is in no memory while it comes in, and lies nowhere once it is over',
  { timeout: 120_000 },
  async () => {
    await using house = await aHouse('sqlite')
    await using site = await serve(house)
    const { cookie, call } = await signedInAs(house, site, 'publisher')
    const headers = { Cookie: cookie(), Origin: house.config.origin, 'Sec-Fetch-Site': 'same-origin' }
    const sending = request(`${site.origin}/api/v1/subscriber-imports?name=long.csv`, { method: 'POST', headers })
    collect()
    const before = process.memoryUsage().arrayBuffers
    let [most, pieces] = [0, 0]
    for (let sent = 0; sent < megabytes * 1_000_000; sent += piece.length) {
      if (!sending.write(piece)) await once(sending, 'drain')
      if (++pieces % 40 !== 0) continue
      collect()
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }
    sending.end()
    const [answer] = (await once(sending, 'response')) as [IncomingMessage]
    expect(await json(answer)).toMatchObject({ outcome: 'sent' })
    expect(most).toBeLessThan(10_000_000)
    const arriving = arrivingFolder(house.config)
    expect(readdirSync(arriving)).toEqual([])
    const { storageKey } = await house.db
      .selectFrom('subscriber_imports')
      .select('storage_key as storageKey')
      .executeTakeFirstOrThrow()
    expect(await house.storage.size(storageKey ?? '')).toBeGreaterThan(megabytes * 1_000_000)
    const [{ id }] = (await call('GET', '/api/v1/subscriber-imports')).json.imports
    expect((await call('POST', `/api/v1/subscriber-imports/${id}/cancel`)).status).toBe(200)
    await house.queue.drain()
    expect(existsSync(join(house.folder, 'media', storageKey ?? ''))).toBe(false)
  },
)

test('who stands in a list twice is known whatever the list’s length, in the same memory', () => {
  using seen = openSeen()
  const hash = (number: number) => Buffer.from(String(number).padEnd(32, '0')).toString('base64url')
  expect([seen.isNew(hash(1)), seen.isNew(hash(2)), seen.isNew(hash(1))]).toEqual([true, true, false])
})

test.skipIf(process.platform !== 'linux')('a list that is none, or is stopped, leaves no file open', async () => {
  await using house = await aHouse('sqlite')
  const path = join(house.folder, 'list.csv')
  const given = { path, consent: 'x', choices: everything, isTrial: true }
  writeFileSync(path, `name,town\n${'Ann,Harbour\n'.repeat(100_000)}`)
  expect(await importSubscribers(house, operator, given)).toMatchObject({ code: 'list-no-addresses' })
  writeFileSync(path, `email,town\n${'ann@x.example,Harbour\n'.repeat(100_000)}`)
  const stopped = await importSubscribers(house, operator, { ...given, signal: AbortSignal.abort() })
  expect(stopped).toMatchObject({ report: { isCancelled: true } })
  await expect.poll(() => openFiles().filter((file) => file === path)).toEqual([])
})

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((number) => {
    try {
      return readlinkSync(`/proc/self/fd/${number}`)
    } catch {
      // The one that lists them is gone by then.
      return []
    }
  })
}
