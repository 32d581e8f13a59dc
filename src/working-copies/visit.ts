/** Somebody at a working copy, over one WebSocket: who they are, and how it stands with their line. */
import type { WebSocket } from 'ws'
import type { House } from '../kit/house.ts'
import type { HeldCopy } from './live-copies.ts'
import type { Participant } from './participants.ts'
import type { Member } from './presence.ts'
import { closing, encodeFrame, type Frame, type Right } from './wire.ts'

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

export type Visit = {
  readonly house: House
  readonly socket: WebSocket
  readonly visitor: Visitor
  readonly participant: Participant
  /** From the moment when the copy has been opened. */
  held: HeldCopy | undefined
  isOpen: boolean
  /** Something was heard since the last ping. */
  isAlive: boolean
  unansweredBytes: number
}

/** How much may wait to be sent to a client that does not read. */
const maxUnsentBytes = 16_000_000

export function openVisit(house: House, socket: WebSocket, visitor: Visitor): Visit {
  const participant: Participant = {
    actor: visitor.actor,
    // Even if the page has been closed by now: what came in is stored.
    mayWrite: async () => (await visitor.access()).right === 'write',
    send(frame) {
      if (!visit.isOpen) return
      socket.send(frame)
      if (socket.bufferedAmount > maxUnsentBytes) socket.terminate()
    },
    close(code, reason) {
      visit.isOpen = false
      socket.close(code, reason)
    },
  }
  const line = { held: undefined, isOpen: true, isAlive: true, unansweredBytes: 0 }
  const visit: Visit = { house, socket, visitor, participant, ...line }
  return visit
}

export function say({ participant }: Visit, frame: Frame): void {
  participant.send(encodeFrame(frame))
}

export function broke({ house, visitor, participant }: Visit, error: unknown): void {
  house.log.error({ error, articleId: visitor.articleId }, 'a live connection broke')
  participant.close(closing.later, 'later')
}
