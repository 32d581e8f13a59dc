import { afterAll, describe, expect, test } from 'vitest'
import { frontTag, articleTag } from '../../src/articles/tags.ts'
import { pageRoute } from '../../src/kit/http/guards/page.ts'
import { privateRoute } from '../../src/kit/http/guards/private.ts'
import type { Route } from '../../src/kit/http/route.ts'
import { aSmallHouse, type SmallHouse } from '../small-house.ts'

const page = { kind: 'html', status: 200, html: '<p>Page</p>', tags: [articleTag(1), frontTag] } as const
const routes: Route[] = [
  pageRoute({ path: '/story' }, async () => page),
  pageRoute({ path: '/poll' }, async () => ({ ...page, framable: true })),
  pageRoute({ path: '/feed.xml' }, async () => ({
    kind: 'bytes',
    status: 200,
    type: 'application/rss+xml',
    body: '<rss/>',
    tags: [frontTag],
  })),
  pageRoute({ path: '/card.png' }, async () => ({
    kind: 'bytes',
    status: 200,
    type: 'image/png',
    body: 'x',
    isForever: true,
  })),
  privateRoute({ path: '/mine' }, async () => ({ kind: 'html', status: 200, html: 'mine' })),
  privateRoute({ path: '/mine.json' }, async () => ({ kind: 'json', status: 200, json: {} })),
]
const house = await aSmallHouse('sqlite', routes)

afterAll(() => house[Symbol.asyncDispose]())

async function headersOf(path: string, env: Record<string, string> = {}): Promise<Headers> {
  const ask = async ({ origin }: SmallHouse) => (await fetch(origin + path)).headers
  if (Object.keys(env).length === 0) return ask(house)
  await using other = await aSmallHouse('sqlite', routes, env)
  return await ask(other)
}

describe('what another site may do with an answer', () => {
  test.each([
    ['a page', '/story', 'same-origin', 'same-origin'],
    ['a page of one reader', '/mine', 'same-origin', 'same-origin'],
    ['what is not there', '/nowhere', 'same-origin', 'same-origin'],
    ['one reader’s data', '/mine.json', 'same-origin', null],
    ['a stylesheet', '/assets/site-1.css', 'same-origin', null],
    ['the poll in a frame', '/poll', 'cross-origin', 'same-origin'],
    ['a feed', '/feed.xml', 'cross-origin', null],
    ['a card', '/card.png', 'cross-origin', null],
    ['a picture', '/media/abc/a.avif', 'cross-origin', null],
    ['a drawing', '/media/abc/a.svg', 'cross-origin', null],
  ])('%s', async (_, path, resource, opener) => {
    for (const name of ['a.avif', 'a.svg']) await house.storage.put(`abc/${name}`, Buffer.from('<svg/>'))
    const headers = await headersOf(path)
    expect([headers.get('cross-origin-resource-policy'), headers.get('cross-origin-opener-policy')]).toEqual([
      resource,
      opener,
    ])
  })
})

describe('coming back by https only', () => {
  test.each([
    ['http://localhost:4000', 'preload', null],
    ['https://lantern.example', '', 'max-age=31536000'],
    ['https://lantern.example', 'off', null],
    ['https://lantern.example', 'subdomains', 'max-age=31536000; includeSubDomains'],
    ['https://lantern.example', 'preload', 'max-age=63072000; includeSubDomains; preload'],
  ])('%s with CRIER_HSTS=%s', async (url, choice, header) => {
    expect(
      (await headersOf('/story', { CRIER_URL: url, ...(choice && { CRIER_HSTS: choice }) })).get(
        'strict-transport-security',
      ),
    ).toBe(header)
  })

  test('nothing else can be set', async () => {
    await expect(headersOf('/story', { CRIER_HSTS: 'yes' })).rejects.toThrow(
      'CRIER_HSTS must be one of off, on, subdomains, preload',
    )
  })
})

describe('the numbers under which the house keeps things', () => {
  test('are told to nobody by themselves', async () => {
    for (const path of ['/story', '/feed.xml'])
      expect(
        [...(await headersOf(path))].filter(
          ([name, value]) => (/tag|key/u.test(name) && name !== 'etag') || value.includes('article:1'),
        ),
      ).toEqual([])
  })

  test.each([
    ['Cache-Tag', 'article:1,front'],
    ['Surrogate-Key', 'article:1 front'],
    ['xkey', 'article:1 front'],
  ])('are told in %s where a cache in front reads them there', async (name, value) => {
    const headers = await headersOf('/story', { CRIER_CACHE_TAGS: name })
    expect(headers.get(name)).toBe(value)
    expect((await headersOf('/mine', { CRIER_CACHE_TAGS: name })).get(name)).toBeNull()
  })
})
