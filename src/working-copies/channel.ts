/** The live channel at `/desk/live/:articleId`, for browsers that are signed in: what it is until somebody comes. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import type { Channel } from '../kit/http/listen.ts'
import type { Right } from './wire.ts'

export type ChannelParts = {
  /** Who asks, as of now: a session that has ended is nobody's. */
  actorOf(house: House, headers: IncomingHttpHeaders): Promise<{ actor: Actor; name: string } | undefined>
  rightTo(house: House, actor: Actor, articleId: number): Promise<Right | undefined>
}

export const liveAddress = /^\/desk\/live\/([\w-]{1,64})$/u

/** Yjs and WebSockets are 20 MB and a twentieth of a second (2026-11), which a paper that is only read never needs. */
export function openLiveChannel(house: House, parts: ChannelParts): Channel {
  let loading: Promise<Omit<Channel, 'wants'>> | undefined
  const loaded = () =>
    (loading ??= import('./connections.ts').then(({ openConnections }) => openConnections(house, parts)))
  return {
    wants: ({ method, headers, url = '' }) =>
      method === 'GET' &&
      headers.upgrade?.toLowerCase() === 'websocket' &&
      liveAddress.test(url.split('?', 1)[0] ?? ''),
    take(request, socket, head) {
      socket.on('error', () => socket.destroy())
      loaded().then(
        (connections) => connections.take(request, socket, head),
        () => socket.destroy(),
      )
    },
    close: async () => (await loading)?.close(),
  }
}
