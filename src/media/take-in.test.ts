import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engines } from '../../tests/databases.ts'
import { aHouse, type TestHouse } from '../../tests/house.ts'
import { takeInMedia } from './take-in.ts'

const actor = { kind: 'operator', id: 'test' } as const
const filmBytes = 60_000_000

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + content.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, content])
}

/** A film of 60 MB, most of it empty, that says at its end where it was recorded. */
async function aFilm(house: TestHouse): Promise<string> {
  const path = join(house.folder, 'film.mp4')
  const start = box('ftyp', Buffer.from('isom\0\0\0\0isommp42', 'latin1'))
  const moov = box('moov', box('udta', box('\xa9xyz', Buffer.from('\0\0\0\0+27.5916+086.5640/', 'latin1'))))
  const mdat = Buffer.alloc(8)
  mdat.writeUInt32BE(filmBytes - start.length - moov.length)
  mdat.write('mdat', 4, 'latin1')
  await using file = await open(path, 'wx', 0o600)
  await file.write(Buffer.concat([start, mdat]), 0, undefined, 0)
  await file.write(moov, 0, undefined, filmBytes - moov.length)
  return path
}

describe.each(engines)('a file that lies on the disk, on %s', (engine) => {
  test('is moved into the store, and a large film is looked at where its facts stand', async () => {
    await using house = await aHouse(engine)
    const path = await aFilm(house)
    const taken = await takeInMedia(house, actor, {
      stored: { path, bytes: filmBytes, sha256: 'f'.repeat(64) },
      fileName: 'film.mp4',
    })
    expect(taken).toMatchObject({
      outcome: 'taken',
      warnings: ['film.mp4 names the place where it was recorded; readers who save it can see that.'],
    })
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
    const row = await house.db.selectFrom('media').select(['storage_key', 'bytes', 'kind']).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ kind: 'video', bytes: filmBytes })
    // Whoever serves the folder beside us may read it, as if it had been written there.
    const there = await stat((await house.storage.localPath(row.storage_key)) ?? '')
    expect([there.size, there.mode & 0o777]).toEqual([filmBytes, 0o666 & ~house.config.umask])
  })
})
