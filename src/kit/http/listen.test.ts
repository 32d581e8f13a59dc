import { expect, test } from 'vitest'
import { listen } from './listen.ts'

test('stopping finishes the requests that run and lets go of idle connections', async () => {
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const server = await listen(
    (request, response) => {
      if (request.url === '/quick') return void response.end('quick')
      started.resolve()
      void finish.promise.then(() => response.end('whole'))
    },
    { host: '127.0.0.1', port: 0 },
  )
  const origin = `http://127.0.0.1:${server.port}`
  expect(await (await fetch(`${origin}/quick`)).text()).toBe('quick')
  const slow = fetch(`${origin}/slow`)
  await started.promise
  const stopped = server.stop()
  await expect(fetch(`${origin}/late`)).rejects.toThrow()
  finish.resolve()
  expect(await (await slow).text()).toBe('whole')
  await stopped
})

test('a port in use is said at once', async () => {
  const server = await listen((_, response) => void response.end(), { host: '127.0.0.1', port: 0 })
  await expect(listen(() => {}, { host: '127.0.0.1', port: server.port })).rejects.toThrow('EADDRINUSE')
  await server.stop()
})
