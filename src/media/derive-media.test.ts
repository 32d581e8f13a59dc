import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { engines } from '../../tests/databases.ts'
import { aHouse, type TestHouse } from '../../tests/house.ts'
import { isFailure } from '../kit/outcome.ts'
import { deriveMedia } from './derive-media.ts'
import { mediaById, updateFocus } from './store.ts'
import { takeInMedia } from './take-in.ts'

const actor = { kind: 'operator', id: 'test' } as const

async function aPicture(house: TestHouse): Promise<number> {
  const bytes = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#369' } })
    .png()
    .toBuffer()
  const taken = await takeInMedia(house, actor, { bytes, fileName: 'quay.png' })
  if (isFailure(taken)) throw new Error(taken.words)
  return taken.id
}

/**
 * Runs the job and says which files it has written. After `most` of them it is stopped, as by the end of the process.
 */
async function derive(house: TestHouse, mediaId: number, most = Infinity): Promise<string[]> {
  const written: string[] = []
  const stop = new AbortController()
  const put: TestHouse['storage']['put'] = async (key, bytes) => {
    await house.storage.put(key, bytes)
    if (written.push(key) === most) stop.abort(new Error('stopped'))
  }
  const watched = { ...house, storage: { ...house.storage, put } }
  const both = async () => {
    const context = { attempt: 1, signal: stop.signal }
    for (const step of ['quick', 'small'] as const) await deriveMedia(watched, { mediaId, step }, context)
  }
  await both().catch((error: unknown) => expect(error).toHaveProperty('message', 'stopped'))
  return written
}

describe.each(engines)('the renditions of a picture on %s', (engine) => {
  test('are written down several at a time, since a write waits for the disk', async () => {
    await using house = await aHouse(engine)
    const mediaId = await aPicture(house)
    let writes = 0
    const write: TestHouse['write'] = (...given) => {
      writes++
      return house.write(...given)
    }
    const context = { attempt: 1, signal: new AbortController().signal }
    await deriveMedia({ ...house, write }, { mediaId, step: 'quick' }, context)
    const rows = await house.db.selectFrom('renditions').select('name').where('media_id', '=', mediaId).execute()
    expect(rows.length).toBeGreaterThan(6)
    expect(writes).toBeLessThan(4)
  })

  test('are made from where a stopped job was, and once', async () => {
    await using house = await aHouse(engine)
    const mediaId = await aPicture(house)
    const [first, rest, again] = [
      await derive(house, mediaId, 4),
      await derive(house, mediaId),
      await derive(house, mediaId),
    ]
    expect([first.length, again.length]).toEqual([4, 0])
    expect(first.filter((key) => rest.includes(key))).toEqual([])
    const rows = await house.db
      .selectFrom('renditions')
      .select(['storage_key as key', 'bytes'])
      .where('media_id', '=', mediaId)
      .execute()
    // The first of all came with the picture.
    expect(rows).toHaveLength(first.length + rest.length + 1)
    for (const { key, bytes } of rows) expect(await house.storage.size(key), key).toBe(bytes)
  })

  test('are made again where a file has gone or is cut short, and no others', async () => {
    await using house = await aHouse(engine)
    const mediaId = await aPicture(house)
    const [gone = '', short = ''] = await derive(house, mediaId)
    await house.storage.delete(gone)
    await house.storage.put(short, (await house.storage.get(short)).subarray(0, 20))
    expect(await derive(house, mediaId)).toEqual([gone, short])
  })

  test('around another point are other crops, and the whole picture stays as it is', async () => {
    await using house = await aHouse(engine)
    const mediaId = await aPicture(house)
    await derive(house, mediaId)
    await house.write(actor, (tx) => updateFocus(tx, mediaId, { x: 0.2, y: 0.5 }))
    const written = await derive(house, mediaId)
    expect((await mediaById(house.db, mediaId))?.focusX).toBe(0.2)
    expect(written.length).toBeGreaterThan(0)
    expect(written.filter((key) => !/\/(wide|square|share)/u.test(key))).toEqual([])
  })
})
