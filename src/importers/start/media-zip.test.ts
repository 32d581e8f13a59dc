import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { zipOf, type ZipEntry } from '../../../tests/zip.ts'
import { openMediaZip } from './media-zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'crier-zip-'))
afterAll(() => rmSync(folder, { recursive: true }))

function open(bytes: Buffer): ReturnType<typeof openMediaZip> {
  const path = join(folder, 'media.zip')
  writeFileSync(path, bytes)
  return openMediaZip(path, 'pictures.zip')
}

const picture = Buffer.from('a picture')

describe('a zip of pictures', () => {
  test.each(['', 'uploads/', 'wp-content/uploads/', 'backup 2026/site/wp-content/uploads/sites/3/'])(
    'packed with "%s" before the year is read by the old site’s names',
    async (prefix) => {
      const zip = await open(
        zipOf([
          { name: `${prefix}2024/05/quay.jpg`, bytes: picture },
          { name: `${prefix}2024/05/café-港.jpg`, bytes: Buffer.from('2') },
          { name: `${prefix}logo.svg`, bytes: Buffer.from('3') },
          { name: `__MACOSX/${prefix}2024/05/._quay.jpg`, bytes: picture },
        ]),
      )
      expect(zip.files).toBe(3)
      expect([
        await zip.source.read('2024/05/quay.jpg'),
        String(await zip.source.read('2024/05/café-港.jpg')),
        String(await zip.source.read('logo.svg')),
        await zip.source.read('2024/05/none.jpg'),
      ]).toEqual([picture, '2', '3', undefined])
      zip.close()
    },
  )

  test('names in UTF-8 that do not say so are understood', async () => {
    const zip = await open(zipOf([{ name: 'uploads/2026/03/港.jpg', bytes: picture, flags: 0 }]))
    expect(await zip.source.read('2026/03/港.jpg')).toEqual(picture)
    zip.close()
  })

  const zeros = Buffer.alloc(70 * 1024 * 1024)
  test.each<[string, ZipEntry[], RegExp]>([
    [
      'a name that leads out of the folder',
      [{ name: '../../house.db', bytes: picture }],
      /“pictures\.zip” was refused: a name leads out of its folder: \.\.\/\.\.\/house\.db.*Nothing was unpacked/u,
    ],
    [
      'an absolute name',
      [{ name: '/etc/passwd', bytes: picture }],
      /was refused: a name is an absolute path: \/etc\/passwd/u,
    ],
    ['a file that is locked', [{ name: 'a.jpg', bytes: picture, flags: 1 }], /locked with a password \(“a\.jpg”\)/u],
    [
      'a file that unpacks to a thousand times its size',
      [{ name: '2024/05/big.bmp', bytes: zeros }],
      /“2024\/05\/big\.bmp” would unpack from \d+ KB to 70 MB, as no folder of pictures does \(a zip bomb\)/u,
    ],
    [
      'many files that together do',
      Array.from({ length: 90 }, (_, index) => ({ name: `${index}.bmp`, bytes: zeros.subarray(0, 1024 * 1024) })),
      /would unpack to 90 MB.*zip bomb/u,
    ],
    [
      'files that lie over one another',
      [
        { name: 'a', bytes: Buffer.from(crypto.getRandomValues(new Uint8Array(9000))) },
        ...Array.from({ length: 9 }, (_, index) => ({
          name: `b${index}`,
          bytes: Buffer.from(crypto.getRandomValues(new Uint8Array(9000))),
          offset: 0,
        })),
      ],
      /its files lie over one another/u,
    ],
  ])('%s is refused and named, before anything is unpacked', async (_, entries, words) => {
    await expect(open(zipOf(entries))).rejects.toThrow(words)
  })

  test('a file that gives more than it claims is refused alone', async () => {
    const zip = await open(
      zipOf([
        { name: '2024/05/liar.jpg', bytes: Buffer.alloc(5000, 'x'), claimedBytes: 10 },
        { name: '2024/05/quay.jpg', bytes: picture },
      ]),
    )
    await expect(zip.source.read('2024/05/liar.jpg')).rejects.toThrow(/cannot be unpacked: too many bytes/u)
    expect(await zip.source.read('2024/05/quay.jpg')).toEqual(picture)
    zip.close()
  })

  test('half a zip says that it is not whole', async () => {
    const whole = zipOf([{ name: 'a.jpg', bytes: Buffer.alloc(5000, 'x') }])
    await expect(open(whole.subarray(0, -10))).rejects.toThrow(
      /cannot be read as a zip archive; perhaps it is not whole/u,
    )
  })
})
