/** One connection to a working copy: somebody writing or reading along. */
import type { RawData, WebSocket } from 'ws'
import * as Y from 'yjs'
import type { House } from '../kit/house.ts'
import { holdCopy, type HeldCopy } from './live-copies.ts'
import type { Participant, Written } from './live-copy.ts'
import { schemaVersion } from './nodes.ts'
import type { Member } from './presence.ts'
import { closing, decodeFrame, encodeFrame, type Frame, type Right } from './wire.ts'

export type Access = { right: Right } | { right?: undefined; reason: 'signed-out' | 'forbidden' }

export type Visitor = {
  articleId: number
  /** As rows keep it. */
  actor: string
  member: Member
  right: Right
  /** What they may do by now. */
  access(): Promise<Access>
}

export type Connection = {
  /** Disconnects anybody who has lost a right they had. */
  recheck(): Promise<void>
  /** Closes it if nothing was heard since the last time. */
  ping(): void
  close(code: number, reason: string): void
  /** Resolved when everything received has been answered and the copy released. */
  readonly ended: Promise<void>
}

/** How much may wait to be sent to a client that does not read. */
const maxUnsentBytes = 16_000_000
/** Bytes not durable yet; beyond this, more is left in the socket until they are. */
const maxUnansweredBytes = 4_000_000

export function openConnection(house: House, socket: WebSocket, visitor: Visitor): Connection {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let held: HeldCopy | undefined
  let [isOpen, isAlive] = [true, true]
  let unansweredBytes = 0

  const participant: Participant = {
    actor: visitor.actor,
    // Even if the page has been closed by now: what came in is stored.
    mayWrite: async () => (await visitor.access()).right === 'write',
    send(frame) {
      if (!isOpen) return
      socket.send(frame)
      if (socket.bufferedAmount > maxUnsentBytes) socket.terminate()
    },
    close,
  }
  const send = (frame: Frame) => participant.send(encodeFrame(frame))

  function close(code: number, reason: string): void {
    isOpen = false
    socket.close(code, reason)
  }

  async function begin(): Promise<void> {
    held = await holdCopy(house, visitor.articleId)
    if (held === undefined) return close(closing.unknown, 'unknown')
    if (!isOpen) return leave()
    const { copy } = held
    copy.join(participant)
    send({ kind: 'welcome', schema: schemaVersion, generation: copy.generation, right: visitor.right })
    send({ kind: 'vector', bytes: Y.encodeStateVector(copy.doc) })
    const others = copy.presence.all()
    if (others !== undefined) send({ kind: 'awareness', bytes: others })
  }

  function hear(data: RawData, isBinary: boolean): void {
    isAlive = true
    if (!isOpen) return
    const frame = isBinary ? decodeFrame(data as Buffer) : undefined
    if (frame === undefined || held === undefined || !take(frame, held)) close(closing.malformed, 'malformed')
  }

  /** False for anything a client of ours would never send. */
  function take(frame: Frame, { copy }: HeldCopy): boolean {
    switch (frame.kind) {
      case 'vector':
        return answerVector(frame.bytes, copy.doc)
      case 'diff':
      case 'update':
        void keep(frame).catch(broken)
        return true
      case 'awareness':
        return copy.presence.hear(participant, frame.bytes, visitor.member)
      case 'ping':
        send({ kind: 'pong' })
        return true
      default:
        return false
    }
  }

  function answerVector(vector: Uint8Array, doc: Y.Doc): boolean {
    try {
      send({ kind: 'diff', number: 0, bytes: Y.encodeStateAsUpdate(doc, vector) })
      return true
    } catch {
      return false
    }
  }

  async function keep({ kind, number, bytes }: Frame & { kind: 'diff' | 'update' }): Promise<void> {
    if (held === undefined) return
    if (visitor.right === 'read') return answer('read-only', number)
    if (!isUpdate(bytes)) return answer('malformed', number)
    unansweredBytes += bytes.length
    if (unansweredBytes > maxUnansweredBytes) socket.pause()
    const written = await held.copy.write(participant, bytes, { isDiff: kind === 'diff' })
    unansweredBytes -= bytes.length
    if (socket.isPaused && unansweredBytes <= maxUnansweredBytes) socket.resume()
    answer(written, number)
  }

  function answer(written: Written, number: number): void {
    if (written === 'written') return send({ kind: 'ack', number })
    if (written === 'later') return close(closing.later, written)
    if (written === 'gone') return close(closing.gone, written)
    send({ kind: 'refused', number, reason: written })
    close(written === 'read-only' ? closing.forbidden : closing.malformed, written)
  }

  function leave(): void {
    isOpen = false
    held?.copy.leave(participant)
    void (held?.release() ?? Promise.resolve()).catch(broken).finally(end)
  }

  function broken(error: unknown): void {
    house.log.error({ error, articleId: visitor.articleId }, 'a live connection broke')
    close(closing.later, 'later')
  }

  const beginning = begin().catch(broken)
  socket.on('message', hear)
  socket.on('pong', () => (isAlive = true))
  // An error on a socket is followed by its close.
  socket.on('error', () => {})
  socket.once('close', () => {
    isOpen = false
    void beginning.then(leave)
  })

  return {
    ended,
    close,
    async recheck() {
      if (!isOpen) return
      const access = await visitor.access()
      if (access.right === visitor.right) return
      if (access.right === undefined) close(closing.forbidden, access.reason)
      else if (access.right === 'read') close(closing.forbidden, 'read-only')
      // They have more rights than before, and should reconnect at once.
      else close(closing.restart, 'right')
    },
    ping() {
      if (!isAlive) return socket.terminate()
      isAlive = false
      socket.ping()
    },
  }
}

function isUpdate(bytes: Uint8Array): boolean {
  try {
    Y.decodeUpdate(bytes)
    return true
  } catch {
    return false
  }
}
