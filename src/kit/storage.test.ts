import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { openStorage } from './storage.ts'

async function aStore() {
  const folder = mkdtempSync(join(tmpdir(), 'crier-storage-'))
  const storage = await openStorage(readConfig({ CRIER_DATA_DIR: folder }))
  return { storage, folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

test('what is put comes back, whole and as a stream, small or large or empty', async () => {
  using store = await aStore()
  for (const bytes of [Buffer.from('a'), Buffer.alloc(0), Buffer.alloc(300_000, 'ab')]) {
    await store.storage.put('abc/1080.jpeg', bytes)
    expect(bytes.equals(await store.storage.get('abc/1080.jpeg'))).toBe(true)
    expect(bytes.equals(await buffer(await store.storage.stream('abc/1080.jpeg')))).toBe(true)
    expect(await store.storage.size('abc/1080.jpeg')).toBe(bytes.length)
  }
})

test('file names of every script are kept', async () => {
  using store = await aStore()
  for (const key of ['a/été.jpg', 'a/جسر.jpg', 'a/橋.jpg']) {
    await store.storage.put(key, Buffer.from(key))
    expect((await store.storage.get(key)).toString()).toBe(key)
    expect([await store.storage.exists(key), await store.storage.size(key)]).toEqual([true, Buffer.byteLength(key)])
  }
})

test('what is not there is said to be so, and deleting it is no fault', async () => {
  using store = await aStore()
  await expect(store.storage.get('no/such')).rejects.toMatchObject({ code: 'not-found' })
  await expect(store.storage.stream('no/such')).rejects.toMatchObject({ code: 'not-found' })
  await expect(store.storage.size('no/such')).rejects.toMatchObject({ code: 'not-found' })
  expect(await store.storage.exists('no/such')).toBe(false)
  await store.storage.delete('no/such')
})

test('a fault of the disk is not taken for a missing file', async () => {
  using store = await aStore()
  await store.storage.put('a/b', Buffer.from('x'))
  await expect(store.storage.put('a/b/c', Buffer.from('x'))).rejects.toMatchObject({
    code: expect.stringMatching(/^E/u),
  })
})

test.each(['', '/etc/passwd', '../house.db', 'a/../../house.db', 'a//b', 'a/./b', 'a\\..\\b', 'a\0b'])(
  'the key %j never reaches the disk',
  async (key) => {
    using store = await aStore()
    await expect(store.storage.put(key, Buffer.from('x'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(store.storage.get(key)).rejects.toMatchObject({ code: 'not-found' })
    await expect(store.storage.exists(key)).rejects.toMatchObject({ code: 'not-found' })
    expect(readdirSync(store.folder)).toEqual([])
  },
)

test('many writers of one key leave one whole file and no leavings', async () => {
  using store = await aStore()
  const contents = Array.from({ length: 20 }, (_, index) => Buffer.alloc(50_000, index))
  await Promise.all(contents.map((bytes) => store.storage.put('a/b', bytes)))
  const kept = await store.storage.get('a/b')
  expect(contents.some((bytes) => bytes.equals(kept))).toBe(true)
  expect(readdirSync(join(store.folder, 'media', 'a'))).toEqual(['b'])
})

test('without the packages for buckets, the start says which to install', async () => {
  await expect(
    openStorage(readConfig({ CRIER_S3_BUCKET: 'media', CRIER_S3_KEY: 'k', CRIER_S3_SECRET: 's' })),
  ).rejects.toThrow('npm install @aws-sdk/client-s3')
})
