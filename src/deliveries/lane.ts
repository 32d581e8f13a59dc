import type { House } from '../kit/house.ts'
import type { Composed } from './composer.ts'
import type { Marked, Outcome } from './delivery.ts'
import type { Pace } from './mark.ts'
import type { Sending } from './sending-store.ts'

/** How messages of one channel are sent. */
export type Lane = {
  /** How many rows of one chunk may be marked and not yet settled. */
  window: number
  pace: Pace
  /** Services that refuse everything from us through our own fault, with what they say. */
  refusing?(): ReadonlyMap<string, string>
  /** Hands one message over. Throws only the signal's reason, and only if the message cannot have been taken. */
  hand(message: { sending: Sending; composed: Composed; row: Marked }, signal: AbortSignal): Promise<Outcome>
}

export type OpenLane = (house: House) => Lane
