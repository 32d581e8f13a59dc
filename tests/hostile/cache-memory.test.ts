import { expect, test } from 'vitest'
import { openPageCache } from '../../src/kit/page-cache/page-cache.ts'
import { defineTag } from '../../src/kit/page-cache/tag.ts'
import { aDatabase } from '../databases.ts'

const maxBytes = 4_000_000
const pages = Array.from({ length: 3_000 }, (_, number) => `/2026/10/story-${number}`)

test('kept pages hold no more memory than the limit, however small they are', async () => {
  await using database = await aDatabase('sqlite')
  const cache = openPageCache({ database, maxBytes })
  for (const key of pages) {
    const body = Buffer.from(`<p>${key} ${'The harbour lay still. '.repeat(20)}</p>`)
    const headers = ['Content-Type', 'text/html']
    await cache.page(key, 'br', async () => ({
      status: 200,
      headers,
      body,
      isCompressible: true,
      tags: [defineTag(key)],
    }))
  }
  // A buffer may be a small part of something large, which lives as long as it does.
  const kept = new Set(
    pages.map((key) => cache.hit(key, 'br')?.variant.body.buffer).filter((bytes) => bytes !== undefined),
  )
  const held = [...kept].reduce((sum, { byteLength }) => sum + byteLength, 0)
  expect(kept.size).toBeGreaterThan(400)
  // Each page takes a kilobyte at least beside its bytes.
  expect(held + kept.size * 1_000).toBeLessThan(maxBytes)
  expect(cache.stats().bytes).toBeLessThanOrEqual(maxBytes)
  expect(cache.stats().bytes).toBeGreaterThan(held)
  cache.stop()
})
