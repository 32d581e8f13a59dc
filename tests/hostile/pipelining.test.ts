import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { openDoor } from '../../src/kit/http/door.ts'
import { localRoute } from '../../src/kit/http/guards/local.ts'
import { privateRoute } from '../../src/kit/http/guards/private.ts'
import type { Route } from '../../src/kit/http/route.ts'
import { aSmallHouse, type SmallHouse } from '../small-house.ts'
import { aSocket, untilClosed } from './wire.ts'

const large = 'The harbour lay still. '.repeat(400_000)
const whole = new Map<string, string>([
  ['/story', '<p>Ships first.</p>'.repeat(700)],
  ['/large', large],
])

function routesOf(answered: string[] = []): Route[] {
  return [
    privateRoute({ path: '/*' }, async (_, { path }) => {
      answered.push(path)
      return { kind: 'html', status: 200, html: whole.get(path) ?? path }
    }),
  ]
}

/** Who reads nothing notices it only by writing. */
async function untilLetGo(socket: Socket): Promise<void> {
  while (!socket.destroyed) {
    socket.write('\r\n')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`
const connectionsOf = async (house: SmallHouse) =>
  (await (await fetch(`${house.origin}/healthy`)).text()) === '/healthy' ? 'answers' : 'is stuck'

describe('requests without end on one connection', () => {
  test('a few at once are answered in their order', async () => {
    await using house = await aSmallHouse('sqlite', routesOf())
    const socket = await aSocket(house.origin)
    socket.write(
      Array.from({ length: 20 }, (_, number) => get(`/${number}`)).join('') + get('/last', 'Connection: close\r\n'),
    )
    const answer = await untilClosed(socket)
    expect(answer.match(/(?<=\r\n\r\n)\/(?:\d+|last)/gu)).toEqual([
      ...Array.from({ length: 20 }, (_, number) => `/${number}`),
      '/last',
    ])
  })

  test('who sends more than can be waiting loses the connection, and few of them were worked on', async () => {
    const answered: string[] = []
    await using house = await aSmallHouse('sqlite', routesOf(answered))
    const socket = await aSocket(house.origin)
    socket.pause()
    socket.write(get('/story').repeat(1_500))
    await once(socket.resume(), 'close')
    expect(answered.length).toBeLessThan(40)
    expect(await connectionsOf(house)).toBe('answers')
  })

  test('what waits behind another is not begun before its turn', async () => {
    const answered: string[] = []
    await using house = await aSmallHouse('sqlite', routesOf(answered))
    const socket = await aSocket(house.origin)
    socket.pause()
    // More than the system takes for a reader who takes nothing.
    socket.write(`${get('/large').repeat(9)}${get('/large', 'Connection: close\r\n')}`)
    for (const _ of answered.concat('', '', '')) expect(await connectionsOf(house)).toBe('answers')
    expect(answered.filter((path) => path === '/large')).toEqual(['/large'])
    let taken = 0
    for await (const chunk of socket) taken += (chunk as Buffer).length
    expect(taken).toBeGreaterThan(10 * large.length)
  })
})

describe('a reader who takes nothing', () => {
  test('goes after a while, one who reads on gets all of it', async () => {
    await using house = await aSmallHouse('sqlite', routesOf(), {}, { writeMs: 1_500 })
    const [idle, steady] = [await aSocket(house.origin), await aSocket(house.origin)]
    await house.storage.put('abc/film.mp4', Buffer.from(large))
    idle.pause()
    idle.write(get('/media/abc/film.mp4'))
    steady.write(get('/media/abc/film.mp4', 'Connection: close\r\n'))
    let taken = 0
    for await (const chunk of steady) taken += (chunk as Buffer).length
    expect(taken).toBeGreaterThan(large.length)
    await untilLetGo(idle)
  })

  test('is not who waits for events: those go on however seldom they come', async () => {
    const next = Promise.withResolvers<string>()
    const events = async function* (): AsyncGenerator<string> {
      yield 'first'
      yield await next.promise
    }
    const routes: Route[] = [localRoute({ path: '/events' }, async () => ({ kind: 'events', events: events() }))]
    const door = openDoor({ paper: 'test', origin: () => '', onKey: () => {}, onKnock: () => {} })
    const cookie = door.turn(door.address('/').split('=')[1] ?? '')?.split(';')[0] ?? ''
    await using house = await aSmallHouse('sqlite', routes, {}, { writeMs: 200, door })
    await house.storage.put('abc/film.mp4', Buffer.from(large))
    const { body, status } = await fetch(house.origin.replace('127.0.0.1', 'localhost') + '/events', {
      headers: { Cookie: cookie },
    })
    expect(status).toBe(200)
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('first')) text += (await reader.read()).value ?? ''
    const idle = await aSocket(house.origin)
    idle.pause()
    idle.write(get('/media/abc/film.mp4'))
    await untilLetGo(idle)
    next.resolve('second')
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value
    expect(text).toContain('data: second')
  })
})

describe('more connections than there may be', () => {
  test('idle ones make room for new ones, and all places in use turn a new one away', async () => {
    const slow = Promise.withResolvers<void>()
    const routes: Route[] = [
      privateRoute({ path: '/slow' }, async () => (await slow.promise, { kind: 'html', status: 200, html: 'slow' })),
      ...routesOf(),
    ]
    await using house = await aSmallHouse('sqlite', routes, { CRIER_MAX_CONNECTIONS: '20' })
    const idle = await Promise.all(Array.from({ length: 19 }, () => aSocket(house.origin)))
    for (const socket of idle) {
      socket.write(get('/healthy'))
      await once(socket, 'data')
    }
    const asking = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = await aSocket(house.origin)
        socket.write(get('/slow', 'Connection: close\r\n'))
        return socket
      }),
    )
    const turnedAway = await aSocket(house.origin)
    expect(await untilClosed(turnedAway)).toBe('')
    slow.resolve()
    const answers = await Promise.all(asking.map(untilClosed))
    expect(answers.filter((answer) => answer.endsWith('slow')).length).toBe(20)
  })
})
