/** One connection to a working copy: somebody writing or reading along. */
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { House } from '../kit/house.ts'
import { hear } from './connection-frames.ts'
import { holdCopy } from './live-copies.ts'
import { schemaVersion } from './nodes.ts'
import { broke, openVisit, say, type Visit, type Visitor } from './visit.ts'
import { closing } from './wire.ts'

export type Connection = {
  /** Disconnects anybody who has lost a right they had. */
  recheck(): Promise<void>
  /** Closes it if nothing was heard since the last time. */
  ping(): void
  close(code: number, reason: string): void
  /** Resolved when everything received has been answered and the copy released. */
  readonly ended: Promise<void>
}

export function openConnection(house: House, socket: WebSocket, visitor: Visitor): Connection {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const visit = openVisit(house, socket, visitor)
  const beginning = begin(visit, end).catch((error: unknown) => broke(visit, error))
  socket.on('message', (data, isBinary) => hear(visit, data, isBinary))
  socket.on('pong', () => (visit.isAlive = true))
  // An error on a socket is followed by its close.
  socket.on('error', () => {})
  socket.once('close', () => {
    visit.isOpen = false
    void beginning.then(() => leave(visit, end))
  })
  return {
    ended,
    close: visit.participant.close,
    recheck: () => recheck(visit),
    ping() {
      if (!visit.isAlive) return socket.terminate()
      visit.isAlive = false
      socket.ping()
    },
  }
}

async function begin(visit: Visit, end: () => void): Promise<void> {
  const { house, visitor, participant } = visit
  visit.held = await holdCopy(house, visitor.articleId)
  if (visit.held === undefined) return participant.close(closing.unknown, 'unknown')
  if (!visit.isOpen) return leave(visit, end)
  const { copy } = visit.held
  copy.join(participant)
  say(visit, { kind: 'welcome', schema: schemaVersion, generation: copy.generation, right: visitor.right })
  say(visit, { kind: 'vector', bytes: Y.encodeStateVector(copy.doc) })
  const others = copy.presence.all()
  if (others !== undefined) say(visit, { kind: 'awareness', bytes: others })
}

async function recheck({ visitor, participant: { close }, isOpen }: Visit): Promise<void> {
  if (!isOpen) return
  const access = await visitor.access()
  if (access.right === visitor.right) return
  if (access.right === undefined) close(closing.forbidden, access.reason)
  else if (access.right === 'read') close(closing.forbidden, 'read-only')
  // They have more rights than before, and should reconnect at once.
  else close(closing.restart, 'right')
}

function leave(visit: Visit, end: () => void): void {
  visit.isOpen = false
  visit.held?.copy.leave(visit.participant)
  const released = visit.held?.release() ?? Promise.resolve()
  void released.catch((error: unknown) => broke(visit, error)).finally(end)
}
