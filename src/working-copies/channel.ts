/**
 * The live channel at `/desk/live/:articleId`, for browsers that are signed in; this is only the part needed before
 * anybody connects.
 */
import type { House } from '../kit/house.ts'
import type { Channel } from '../kit/http/listen.ts'
import { liveAddress, type ChannelParts } from './channel-parts.ts'

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
