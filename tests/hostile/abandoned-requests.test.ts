import { expect, test } from 'vitest'
import { frontTag } from '../../src/articles/tags.ts'
import { openRoute } from '../../src/kit/http/guards/open.ts'
import { pageRoute } from '../../src/kit/http/guards/page.ts'
import type { Route } from '../../src/kit/http/route.ts'
import { aSmallHouse } from '../small-house.ts'
import { aSocket } from './wire.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

test('no page is made for who has gone before its turn, and who waits for the same page gets it', async () => {
  const rendered: string[] = []
  const release = Promise.withResolvers<void>()
  const routes: Route[] = [
    openRoute('/healthz', async () => ({ kind: 'json', status: 200, json: {} })),
    pageRoute({ path: '/*' }, async (_, { path }) => {
      rendered.push(path)
      await release.promise
      return { kind: 'html', status: 200, html: path, tags: [frontTag] }
    }),
  ]
  await using house = await aSmallHouse('sqlite', routes)
  const gone = await Promise.all(
    Array.from({ length: 50 }, async (_, number) => {
      const socket = await aSocket(house.origin)
      socket.write(get(`/page-${number}`))
      return socket
    }),
  )
  while (rendered.length === 0) await fetch(`${house.origin}/healthz`)
  // As many as are made at the same time.
  const begun = [...rendered]
  expect(begun.length).toBeLessThan(10)
  const waiting = fetch(`${house.origin}/page-49`)
  await fetch(`${house.origin}/healthz`)
  for (const socket of gone) socket.destroy()
  for (let round = 0; round < 3; round++) await fetch(`${house.origin}/healthz`)
  release.resolve()
  expect(await (await waiting).text()).toBe('/page-49')
  expect(await (await fetch(`${house.origin}/page-7`)).text()).toBe('/page-7')
  expect(new Set(rendered)).toEqual(new Set([...begun, '/page-49', '/page-7']))
})
