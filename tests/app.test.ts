import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { operator } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { aSite } from './journeys/site.ts'

const site = await aSite()
await setSetting(site.house, operator, { key: 'identity.name', value: 'The Harbour Lantern' })
await setSetting(site.house, operator, { key: 'languages', value: ['ar'] })

afterAll(() => site[Symbol.asyncDispose]())

type Icon = { src: string; sizes: string; type: string }

const get = (path: string) => fetch(site.origin + path)

describe('the paper on a home screen', () => {
  test('has a manifest that every page of its language names', async () => {
    const page = await (await get('/-/topics')).text()
    expect(page).toContain('<link rel="manifest" href="/manifest.webmanifest">')
    const answer = await get('/manifest.webmanifest')
    expect(answer.headers.get('content-type')).toBe('application/manifest+json')
    expect(answer.headers.get('cache-control')).toContain('public')
    expect(await answer.json()).toMatchObject({
      name: 'The Harbour Lantern',
      lang: 'en',
      dir: 'ltr',
      start_url: '/',
      scope: '/',
      display: 'standalone',
    })
    expect(await (await get('/ar/')).text()).toContain('<link rel="manifest" href="/ar/manifest.webmanifest">')
    const arabic = await (await get('/ar/manifest.webmanifest')).json()
    expect(arabic).toMatchObject({ id: '/', lang: 'ar', dir: 'rtl', start_url: '/ar/', scope: '/' })
    expect((await get('/fr/manifest.webmanifest')).status).toBe(404)
  })

  test('has icons of the sizes that its manifest says', async () => {
    const manifest = (await (await get('/manifest.webmanifest')).json()) as { icons: Icon[] }
    for (const { src, sizes, type } of manifest.icons) {
      const answer = await get(src)
      expect([src, answer.status, answer.headers.get('content-type')]).toEqual([src, 200, type])
      if (type !== 'image/png') continue
      const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
      expect(`${width}x${height}`).toBe(sizes)
    }
    expect((await get('/-/icon/64.png')).status).toBe(404)
  })

  test('has a service worker of 3 KB at most, which looks at no request', async () => {
    const answer = await get('/service-worker.js')
    const script = await answer.text()
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(Buffer.byteLength(script)).toBeLessThanOrEqual(3 * 1024)
    expect(script).toContain('"push"')
    expect(script).not.toMatch(/"fetch"|respondWith|importScripts/u)
  })
})
