/** What a browser says over its connection, and what it is answered. */
import type { RawData } from 'ws'
import * as Y from 'yjs'
import type { HeldCopy } from './live-copies.ts'
import type { Written } from './participants.ts'
import { broke, say, type Visit } from './visit.ts'
import { closing, decodeFrame, type Frame } from './wire.ts'

/** Bytes not durable yet; beyond this, more is left in the socket until they are. */
const maxUnansweredBytes = 4_000_000

export function hear(visit: Visit, data: RawData, isBinary: boolean): void {
  visit.isAlive = true
  if (!visit.isOpen) return
  const { held, participant } = visit
  const frame = isBinary ? decodeFrame(data as Buffer) : undefined
  if (frame === undefined || held === undefined || !take(visit, frame, held))
    participant.close(closing.malformed, 'malformed')
}

/** False for anything a client of ours would never send. */
function take(visit: Visit, frame: Frame, { copy }: HeldCopy): boolean {
  switch (frame.kind) {
    case 'vector':
      return answerVector(visit, frame.bytes, copy.doc)
    case 'diff':
    case 'update':
      void keep(visit, frame).catch((error: unknown) => broke(visit, error))
      return true
    case 'awareness':
      return copy.presence.hear(visit.participant, frame.bytes, visit.visitor.member)
    case 'ping':
      say(visit, { kind: 'pong' })
      return true
    default:
      return false
  }
}

function answerVector(visit: Visit, vector: Uint8Array, doc: Y.Doc): boolean {
  try {
    say(visit, { kind: 'diff', number: 0, bytes: Y.encodeStateAsUpdate(doc, vector) })
    return true
  } catch {
    return false
  }
}

async function keep(visit: Visit, { kind, number, bytes }: Frame & { kind: 'diff' | 'update' }): Promise<void> {
  const { held, socket, visitor, participant } = visit
  if (held === undefined) return
  if (visitor.right === 'read') return answer(visit, 'read-only', number)
  if (!isUpdate(bytes)) return answer(visit, 'malformed', number)
  visit.unansweredBytes += bytes.length
  if (visit.unansweredBytes > maxUnansweredBytes) socket.pause()
  const written = await held.copy.write(participant, bytes, { isDiff: kind === 'diff' })
  visit.unansweredBytes -= bytes.length
  if (socket.isPaused && visit.unansweredBytes <= maxUnansweredBytes) socket.resume()
  answer(visit, written, number)
}

function answer(visit: Visit, written: Written, number: number): void {
  const { close } = visit.participant
  if (written === 'written') return say(visit, { kind: 'ack', number })
  if (written === 'later') return close(closing.later, written)
  if (written === 'gone') return close(closing.gone, written)
  say(visit, { kind: 'refused', number, reason: written })
  close(written === 'read-only' ? closing.forbidden : closing.malformed, written)
}

function isUpdate(bytes: Uint8Array): boolean {
  try {
    Y.decodeUpdate(bytes)
    return true
  } catch {
    return false
  }
}
