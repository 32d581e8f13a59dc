import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { arrivingFolder } from '../../src/kit/http/stored-body.ts'
import { done } from '../../src/kit/outcome.ts'
import { createToken } from '../../src/staff/tokens.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type Served } from '../house.ts'

setFlagsFromString('--expose-gc')
/** What nobody holds any more is not counted. */
const collect: () => void = runInNewContext('gc')

const [photos, photoBytes] = [10, 12_000_000]

/** Behind its end a photo may have whatever it likes. */
async function aLargePhoto(): Promise<Buffer> {
  const image = sharp({ create: { width: 60, height: 40, channels: 3, background: '#369' } })
  const bytes = Buffer.alloc(photoBytes)
  bytes.set(await image.jpeg().toBuffer())
  return bytes
}

async function send(site: Served, token: string, bytes: Buffer, name: string): Promise<unknown> {
  const sending = request(`${site.origin}/api/v1/media?name=${name}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Length': bytes.length },
  })
  sending.end(bytes)
  const [answer] = (await once(sending, 'response')) as [IncomingMessage]
  return json(answer)
}

describe.each(engines)('photos that are sent at once, on %s', (engine) => {
  test('wait on the disk for their turn, and not in memory', { timeout: 120_000 }, async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const made = await createToken(house, operator, { name: 'Desk', scopes: ['media.add'], expiresAt: null })
    const { secret } = done(made)
    const photo = await aLargePhoto()
    collect()
    const before = process.memoryUsage().arrayBuffers
    let [most, areAnswered] = [0, false]
    const sending = Promise.all(
      Array.from({ length: photos }, (_, index) => send(site, secret, photo, `photo-${index}.jpg`)),
    ).finally(() => (areAnswered = true))
    for (; !areAnswered; await sleep(200)) {
      collect()
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }
    expect(await sending).toEqual(
      Array.from({ length: photos }, () => expect.objectContaining({ outcome: 'taken', width: 60, height: 40 })),
    )
    // Pieces on their way, here and at the senders; whole photos would be ten of these and more.
    expect(most).toBeLessThan(4 * photoBytes)
    expect(readdirSync(arrivingFolder(house.config))).toEqual([])
    const { storageKey, bytes } = await house.db
      .selectFrom('media')
      .select(['storage_key as storageKey', 'bytes'])
      .executeTakeFirstOrThrow()
    expect(bytes).toBe(photoBytes)
    expect(statSync(join(house.config.dataDir, 'media', storageKey)).size).toBe(photoBytes)
  })
})
