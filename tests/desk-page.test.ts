import { expect, test } from 'vitest'
import { aHouse, serve } from './house.ts'

test('the desk is one page that nobody keeps, frames or writes scripts and styles into', async () => {
  await using house = await aHouse('sqlite')
  await using site = await serve(house)
  const [first, second] = [await site.get('/desk'), await site.get('/desk/stories/abc?search=x')]
  const headers = Object.fromEntries(first.headers)
  expect([first.status, second.status]).toEqual([200, 200])
  expect(headers).toMatchObject({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' })
  const policy = headers['content-security-policy'] ?? ''
  const nonce = /style-src 'self' 'nonce-([^']+)'/u.exec(policy)?.[1] ?? ''
  for (const rule of [
    "script-src 'self';",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default ProseMirrorClipboard',
  ])
    expect(policy).toContain(rule)
  expect(policy).not.toMatch(/unsafe-|https?:|\*/u)
  const html = await first.text()
  expect([nonce.length > 20, html.includes(`data-nonce="${nonce}"`)]).toEqual([true, true])
  expect(await second.text()).not.toContain(nonce)
  // It knows nothing: what it shows is asked of the API. Every file that it names is there.
  expect(html).not.toMatch(/<script(?! type="module" src="\/assets\/)/u)
  for (const [, path = ''] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/gu))
    expect([path, (await site.get(path)).status]).toEqual([path, 200])
})

test('the page of the list of stories begins to fetch it, and what shows it, along with the script', async () => {
  await using house = await aHouse('sqlite')
  await using site = await serve(house)
  const html = async (path: string) => (await site.get(path)).text()
  const { css, preload } = house.assets.desk
  const first = await html('/desk')
  for (const path of [...css, ...preload, '/api/v1/articles?mine=no']) expect(first).toContain(`href="${path}"`)
  expect([css.length > 0, preload.length > 0]).toEqual([true, true])
  // Of a narrowed list it would lie there unused, until it is old.
  const narrowed = await html('/desk?search=ferry')
  expect(narrowed).not.toContain('/api/v1/articles')
  for (const path of [...css, ...preload]) expect(narrowed).toContain(`href="${path}"`)
  expect(await html('/desk/account')).not.toContain('/api/v1/articles')
})
